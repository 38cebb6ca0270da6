"""What a person decides about a message that did not go: once more, or never."""

from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_row
from tinhso.kernel.errors import Invalid
from tinhso.kernel.text import clean
from tinhso.services.national_portal.actions import tell_second
from tinhso.services.national_portal.errors import NoMessage, NotWaiting
from tinhso.services.national_portal.models import Message
from tinhso.services.national_portal.permits import authorise_for
from tinhso.services.national_portal.types import MessageState
from tinhso.services.national_portal.waking import wake

ACT, OPERATE = "national_portal.resend", "national_portal.operate"
_STUCK = (MessageState.DEAD.value, MessageState.WAITING.value, MessageState.BLOCKED.value)


def send_again(*, message_id: UUID, actor: Actor) -> UUID:
    """It goes with the next round, tries counted anew; returns its subject. Raises NoMessage, ActDenied, NotWaiting."""
    with transaction.atomic():
        row = _locked(message_id)
        if not access.can(actor=actor, act=OPERATE, agency_id=access.Whose.NO_AGENCY):
            authorise_for(row.agency_id, act=ACT, actor=actor)
        if row.state not in _STUCK:
            raise NotWaiting("Tin này đã gửi hoặc đang gửi.")
        row.state, row.attempts, row.next_at, row.error = MessageState.WAITING.value, 0, now(), ""
        row.save(update_fields=["state", "attempts", "next_at", "error"])
        tell_second.settle_doubt(row.subject_id, has_it=False)
        _note(row, "national_portal.send_again", {}, actor)
        wake()
    return row.subject_id


def skip(*, message_id: UUID, reason: str, actor: Actor) -> None:
    """It never goes; what waits behind it goes on. Raises NoMessage, ActDenied, NotWaiting, Invalid without a reason."""
    words = clean(reason)[:200]
    with transaction.atomic():
        row = _locked(message_id)
        access.authorise(actor=actor, act=OPERATE, agency_id=access.Whose.NO_AGENCY)
        if not words:
            raise Invalid("Chưa có lý do.", fields={"/reason": "Ghi lý do bỏ qua tin này."})
        if row.state != MessageState.DEAD.value:
            raise NotWaiting("Chỉ bỏ qua được tin không gửi được.")
        row.state, row.payload, row.error = MessageState.SKIPPED.value, None, f"Bỏ qua: {words}"
        row.save(update_fields=["state", "payload", "error"])
        tell_second.settle_doubt(row.subject_id, has_it=True)
        _note(row, "national_portal.skip", {"reason": words}, actor)


def _locked(message_id: UUID) -> Message:
    row = lock_row(Message.objects.filter(id=message_id)).first()
    if row is None:
        raise NoMessage("Không có tin này.")
    return row


def _note(row: Message, act: str, detail: dict[str, object], actor: Actor) -> None:
    access.record_write(actor=actor, act=act, target=(row.kind, row.subject_id), detail={**detail, "seq": row.seq})
