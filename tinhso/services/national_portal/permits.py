"""Who may act on what belongs to an agency; what belongs to none is for whoever looks after the whole province."""

from uuid import UUID

from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor


def authorise_for(agency_id: UUID | None, *, act: str, actor: Actor) -> None:
    """Raises ActDenied: the act is asked for this agency, and for none only of who has it everywhere."""
    access.authorise(actor=actor, act=act, agency_id=agency_id or access.Whose.NO_AGENCY)


def may_for(agency_id: UUID | None, *, act: str, actor: Actor) -> bool:
    """The same as a question."""
    return access.can(actor=actor, act=act, agency_id=agency_id or access.Whose.NO_AGENCY)
