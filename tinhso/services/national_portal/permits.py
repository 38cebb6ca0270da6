"""Who may act on what belongs to an agency; what belongs to none is for whoever looks after the whole province."""

from uuid import UUID

from tinhso.foundation.access import api as access
from tinhso.foundation.access.errors import ActDenied
from tinhso.kernel.actor import Actor


def authorise_for(agency_id: UUID | None, *, act: str, actor: Actor) -> None:
    """Raises ActDenied: the act is asked for this agency, and for none only of who has it everywhere."""
    if not may_for(agency_id, act=act, actor=actor):
        raise ActDenied(act)


def may_for(agency_id: UUID | None, *, act: str, actor: Actor) -> bool:
    """The same as a question."""
    if agency_id is None:
        return access.scope(actor=actor, act=act).everywhere
    return access.can(actor=actor, act=act, agency_id=agency_id)
