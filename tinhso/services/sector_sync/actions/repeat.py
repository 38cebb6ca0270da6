"""What a person decides about a record that did not go: once more, or never."""

from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_row
from tinhso.kernel.errors import Invalid
from tinhso.kernel.text import clean
from tinhso.services.sector_sync.errors import NoTransfer, NotWaiting
from tinhso.services.sector_sync.models import Transfer
from tinhso.services.sector_sync.types import TransferState
from tinhso.services.sector_sync.waking import wake

RESEND, OPERATE = "sector_sync.resend", "sector_sync.operate"
_STUCK = (TransferState.DEAD.value, TransferState.WAITING.value, TransferState.BLOCKED.value)
_SKIPPED = (TransferState.DEAD.value, TransferState.BLOCKED.value, TransferState.RECALL.value)


def send_again(*, transfer_id: UUID, actor: Actor) -> UUID:
    """It goes with the next round, tries counted anew; returns its subject. Raises NoTransfer, ActDenied, NotWaiting.

    The partner is asked first: a refusal may have come after it had taken the record.
    """
    with transaction.atomic():
        row = _locked(transfer_id)
        if not access.can(actor=actor, act=OPERATE, agency_id=access.Whose.NO_AGENCY):
            access.authorise(actor=actor, act=RESEND, agency_id=row.agency_id)
        if row.state not in _STUCK:
            raise NotWaiting("Hồ sơ này đã chuyển hoặc đang chuyển.")
        row.state, row.attempts, row.next_at, row.error, row.asks_first = "waiting", 0, now(), "", True
        row.save(update_fields=["state", "attempts", "next_at", "error", "asks_first"])
        access.record_write(actor=actor, act=RESEND, target=("sector_transfer", row.id), detail={})
        wake()
    return row.subject_id


def skip(*, transfer_id: UUID, reason: str, actor: Actor) -> None:
    """It never goes by itself; an officer types it. Raises NoTransfer, ActDenied, NotWaiting, Invalid without a reason."""
    words = clean(reason)[:200]
    with transaction.atomic():
        row = _locked(transfer_id)
        access.authorise(actor=actor, act=OPERATE, agency_id=access.Whose.NO_AGENCY)
        if not words:
            raise Invalid("Chưa có lý do.", fields={"/reason": "Ghi lý do bỏ qua."})
        if row.state not in _SKIPPED:
            raise NotWaiting("Chỉ bỏ qua được hồ sơ không chuyển được.")
        row.state, row.payload, row.error = TransferState.SKIPPED.value, None, f"Bỏ qua: {words}"
        row.save(update_fields=["state", "payload", "error"])
        access.record_write(
            actor=actor, act="sector_sync.skip", target=("sector_transfer", row.id), detail={"reason": words}
        )


def _locked(transfer_id: UUID) -> Transfer:
    row = lock_row(Transfer.objects.filter(id=transfer_id)).first()
    if row is None:
        raise NoTransfer("Không có lần chuyển này.")
    return row
