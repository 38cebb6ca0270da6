"""What an operator has to look at: opened once for the same thing, closed with a reason."""

from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_key, lock_row
from tinhso.kernel.text import clean
from tinhso.services.payments.errors import NoOrder, WrongRefund
from tinhso.services.payments.models import CaseRow, OrderRow, ReceiptRow
from tinhso.services.payments.types import CaseKind

RECONCILE = "payments.reconcile"


def open_case(
    kind: CaseKind,
    *,
    key: str,
    channel: str,
    order: OrderRow | None = None,
    receipt: ReceiptRow | None = None,
    amount_vnd: int = 0,
    words: str = "",
) -> None:
    """In the caller's transaction; while the same one is open there is no second."""
    lock_key(f"payments.case:{kind.value}:{key}")
    if CaseRow.objects.filter(kind=kind.value, key=key, closed_at=None).exists():
        return
    CaseRow.objects.create(
        kind=kind.value,
        key=key,
        channel=channel,
        order=order,
        receipt=receipt,
        amount_vnd=amount_vnd,
        words=words[:300],
        opened_at=now(),
    )


def settle_itself(kind: CaseKind, *, key: str, words: str) -> None:
    """The reason is gone (the partner answered): the case closes without anybody."""
    rows = CaseRow.objects.filter(kind=kind.value, key=key, closed_at=None)
    rows.update(closed_at=now(), resolution=words)


def close_case(*, case_id: UUID, resolution: str, actor: Actor) -> None:
    """Raises ActDenied, NoOrder, WrongRefund (no reason)."""
    access.authorise(actor=actor, act=RECONCILE, agency_id=access.Whose.NO_AGENCY)
    told = clean(resolution)[:500]
    if len(told) < 5:
        raise WrongRefund("Ghi đã xử lý thế nào.", fields={"/resolution": "Ghi đã xử lý thế nào."})
    with transaction.atomic():
        row = lock_row(CaseRow.objects.filter(id=case_id, closed_at=None)).first()
        if row is None:
            raise NoOrder
        row.closed_at, row.closed_by_id, row.resolution = now(), actor.person_id, told
        row.save(update_fields=["closed_at", "closed_by_id", "resolution"])
        access.record_write(
            actor=actor, act="payments.close_case", target=("payment_case", row.id), detail={"kind": row.kind}
        )
