"""Put a record into the queue, once for each subject and partner; take it out again when it is no longer wanted."""

from uuid import UUID

from django.db import transaction

from tinhso.engines.connectors import api as connectors
from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_row
from tinhso.services.sector_sync.models import Transfer
from tinhso.services.sector_sync.types import Handed, TransferState
from tinhso.services.sector_sync.waking import wake

_NOT_GONE = [TransferState.WAITING.value, TransferState.BLOCKED.value, TransferState.DEAD.value]
_TWICE = "Đã nhập tay khi chưa rõ lần chuyển tự động trước có tới không; xem ở bên ngành có hai hồ sơ không."
_RECALL = "Hồ sơ đã dừng ở tỉnh sau khi chuyển; báo bên ngành hủy hồ sơ này rồi ghi bỏ qua."


def queue(*, record: Handed, actor: Actor) -> bool:
    """False when it is queued already. Raises NotSetUp when no such connector is in force."""
    connector = connectors.get_connector(record.connector)
    at = now()
    values = {name: [value.raw, value.words] for name, value in record.values.items()}
    with transaction.atomic():
        row, is_new = Transfer.objects.get_or_create(
            subject_id=record.subject_id,
            connector=record.connector,
            defaults={
                "record": record.record, "system": connector.title[:300], "code": record.code,
                "agency_id": record.agency_id, "agency_code": record.agency_code, "accepted_at": record.accepted_at,
                "payload": values, "state": TransferState.WAITING.value, "queued_at": at, "next_at": at,
            },
        )  # fmt: skip
        if is_new:
            access.record_write(
                actor=actor,
                act="sector_sync.queue",
                target=("sector_transfer", row.id),
                detail={"to": record.connector},
            )
            wake()
    return is_new


def entered_by_hand(*, subject_id: UUID, actor: Actor) -> None:
    """An officer typed it meanwhile: what has not gone does not go any more."""
    _end(subject_id, TransferState.BY_HAND, "", "sector_sync.by_hand", actor)


def cancel(*, subject_id: UUID, actor: Actor) -> None:
    """The dossier ended otherwise: what has not gone does not go, what the partner has waits for a person to recall it."""
    _end(subject_id, TransferState.CANCELLED, _RECALL, "sector_sync.cancel", actor)


def _end(subject_id: UUID, state: TransferState, recall: str, act: str, actor: Actor) -> None:
    with transaction.atomic():
        for row in lock_row(Transfer.objects.filter(subject_id=subject_id)):
            if row.state in _NOT_GONE and not (recall and row.asks_first):
                row.state, row.payload, row.error = state.value, None, ""
                row.differences = [_TWICE] if row.asks_first else []
            elif recall and row.state in (TransferState.TAKEN.value, TransferState.SENDING.value, *_NOT_GONE):
                # A try is on its way, or nobody saw how one ended: the partner may have it.
                row.state, row.error = TransferState.RECALL.value, recall
            else:
                continue
            row.save(update_fields=["state", "payload", "error", "differences"])
            access.record_write(actor=actor, act=act, target=("sector_transfer", row.id), detail={"state": row.state})
