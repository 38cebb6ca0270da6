"""How taking in ended: it is a dossier of ours, or an officer has to look."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_row
from tinhso.kernel.errors import Invalid
from tinhso.services.national_portal.errors import NoMessage, NotWaiting
from tinhso.services.national_portal.models import Inbound
from tinhso.services.national_portal.types import InboundState
from tinhso.services.national_portal.waking import wake_intake

OPERATE = "national_portal.operate"


def taken(*, inbound_id: UUID, subject_id: UUID, our_code: str, problems: Sequence[str], actor: Actor) -> None:
    """It stands in this dossier. What did not fit stays readable with its problems; without any, what came is let go."""
    with transaction.atomic():
        row = _locked(inbound_id)
        row.state, row.subject_id, row.our_code, row.taken_at = InboundState.TAKEN.value, subject_id, our_code, now()
        row.problems = [*row.problems, *problems]
        row.payload = row.payload if row.problems else None
        row.save()
        access.record_write(
            actor=actor,
            act="national_portal.take_in",
            target=("inbound", row.id),
            detail={"problems": len(row.problems)},
        )


def held(*, inbound_id: UUID, problems: Sequence[str], actor: Actor) -> None:
    """It could not become a dossier by itself: everything stays, an officer is shown why."""
    with transaction.atomic():
        row = _locked(inbound_id)
        row.state, row.problems = InboundState.HELD.value, list(problems)
        row.save(update_fields=["state", "problems"])
        access.record_write(actor=actor, act="national_portal.hold", target=("inbound", row.id), detail={})


def try_again(*, inbound_id: UUID, actor: Actor) -> None:
    """After a definition or a mapping was mended: once more from the start. Raises ActDenied, NotWaiting."""
    with transaction.atomic():
        row = _held(inbound_id, actor)
        row.state, row.problems, row.next_at = InboundState.RECEIVED.value, [], now()
        # Its first event stands already.
        row.attempts = max(row.attempts, 1)
        row.save(update_fields=["state", "problems", "next_at", "attempts"])
        access.record_write(actor=actor, act="national_portal.try_again", target=("inbound", row.id), detail={})
        wake_intake()


def entered_by_hand(*, inbound_id: UUID, subject_id: UUID | None, our_code: str, actor: Actor) -> None:
    """An officer typed it: from now on both codes name that dossier. Raises ActDenied, NotWaiting, Invalid for no such code."""
    with transaction.atomic():
        row = _held(inbound_id, actor)
        if subject_id is None:
            raise Invalid("Không có hồ sơ này.", fields={"/ours": "Ghi mã hồ sơ của tỉnh."})
        row.state, row.subject_id, row.our_code, row.taken_at = InboundState.TAKEN.value, subject_id, our_code, now()
        row.save(update_fields=["state", "subject_id", "our_code", "taken_at"])
        access.record_write(actor=actor, act="national_portal.enter", target=("inbound", row.id), detail={})


def _held(inbound_id: UUID, actor: Actor) -> Inbound:
    row = _locked(inbound_id)
    access.authorise(actor=actor, act=OPERATE, agency_id=access.Whose.NO_AGENCY)
    if row.state != InboundState.HELD.value:
        raise NotWaiting("Hồ sơ này không chờ xử lý tay.")
    return row


def _locked(inbound_id: UUID) -> Inbound:
    row = lock_row(Inbound.objects.filter(id=inbound_id)).first()
    if row is None:
        raise NoMessage("Cổng không gửi hồ sơ này.")
    return row
