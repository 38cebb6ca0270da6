"""Gather dues of one payer for one payment."""

import secrets
from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import local, now
from tinhso.kernel.database import lock_row
from tinhso.services.fees import ledger, queries
from tinhso.services.fees.errors import FeeInvalid, NoBill, NoDue
from tinhso.services.fees.models import Bill, BillLine
from tinhso.services.fees.types import DueState

MOST_DUES = 50
# Without the letters that are taken for others when a code is read aloud.
_LETTERS = "ACDEFGHJKLMNPQRTUVWXY34679"


def make_bill(*, due_ids: Collection[UUID], actor: Actor) -> UUID:
    """One bill for open dues of one payer, by the payer, whoever stands for them, or an officer who collects money.

    Raises NoDue (not there, or not this actor's), FeeInvalid (nothing chosen, of several payers, not open).
    """
    if not 0 < len(set(due_ids)) <= MOST_DUES:
        raise FeeInvalid("Chưa chọn khoản nào.", fields={"/dues": f"Chọn từ 1 đến {MOST_DUES} khoản."})
    with transaction.atomic():
        rows = ledger.lock_dues(due_ids)
        if len(rows) != len(set(due_ids)) or not all(queries.may_pay(row, actor) for row in rows):
            raise NoDue
        if len({(row.payer_kind, row.payer_id) for row in rows}) > 1:
            raise FeeInvalid(
                "Các khoản phải của cùng một người nộp.", fields={"/dues": "Chọn khoản của một người nộp."}
            )
        if any(row.state != DueState.OPEN for row in rows):
            raise FeeInvalid("Có khoản không còn phải nộp.", fields={"/dues": "Tải lại trang và chọn lại."})
        at = now()
        bill = Bill.objects.create(
            code=f"TB{local(at):%y%m%d}-{''.join(secrets.choice(_LETTERS) for _ in range(7))}",
            payer_kind=rows[0].payer_kind,
            payer_id=rows[0].payer_id,
            payer_name=rows[0].payer_name,
            made_at=at,
            made_by_id=actor.person_id,
        )
        BillLine.objects.bulk_create(BillLine(bill=bill, due=row) for row in rows)
        access.record_write(actor=actor, act="fees.bill", target=("fee_bill", bill.id), detail={"dues": len(rows)})
    return bill.id


def cancel_bill(*, bill_id: UUID, actor: Actor) -> None:
    """The payer wants to pay otherwise; the dues stay as they are. Raises NoBill."""
    with transaction.atomic():
        bill = lock_row(Bill.objects.filter(id=bill_id)).first()
        if bill is None or not queries.may_pay(bill, actor):
            raise NoBill
        if bill.state == "open":
            bill.state = "cancelled"
            bill.save(update_fields=["state"])
            access.record_write(actor=actor, act="fees.cancel_bill", target=("fee_bill", bill.id), detail={})
