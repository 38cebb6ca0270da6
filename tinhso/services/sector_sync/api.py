"""What other rooms may ask of transfers to systems of sectors."""

from collections.abc import Sequence
from uuid import UUID

from tinhso.engines.connectors import api as connectors
from tinhso.engines.connectors.types import Report
from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.services.sector_sync.actions.ask_due import ask_due
from tinhso.services.sector_sync.actions.queue import cancel, entered_by_hand, queue
from tinhso.services.sector_sync.actions.repeat import OPERATE, RESEND, send_again, skip
from tinhso.services.sector_sync.actions.send_due import send_due
from tinhso.services.sector_sync.queries import counts, of_subject, pending
from tinhso.services.sector_sync.types import TransferView

__all__ = [
    "ask_due",
    "cancel",
    "check_all",
    "counts",
    "entered_by_hand",
    "is_on",
    "may_operate",
    "may_send_again",
    "panel_of",
    "pending",
    "queue",
    "send_again",
    "send_due",
    "skip",
]


def is_on() -> bool:
    """Whether the province hands anything over by itself."""
    return connectors.is_on()


def check_all(codes: Sequence[str] = ()) -> tuple[Report, ...]:
    """Call every partner, or the named ones, once; nothing is changed there. Raises NotSetUp for an unknown code."""
    chosen = [connectors.get_connector(code) for code in codes] or connectors.list_connectors()
    return tuple(connectors.check(one, agency=connectors.own_agency()) for one in chosen)


def panel_of(subject_id: UUID) -> tuple[TransferView, ...]:
    """The transfers of a dossier; the caller has read the dossier."""
    return of_subject(subject_id)


def may_operate(actor: Actor) -> bool:
    """Whether the actor looks after the connectors."""
    return access.can(actor=actor, act=OPERATE, agency_id=access.Whose.NO_AGENCY)


def may_send_again(actor: Actor, agency_id: UUID) -> bool:
    """Whether the actor may let a record of this agency go once more."""
    return may_operate(actor) or access.can(actor=actor, act=RESEND, agency_id=agency_id)
