"""Take money for a receipt; cancel a receipt, keeping its number; print it again, marked."""

from collections.abc import Callable, Sequence
from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import local, now
from tinhso.kernel.database import lock_key, lock_row
from tinhso.kernel.errors import Denied
from tinhso.kernel.outbox.api import publish
from tinhso.kernel.text import clean, grouped
from tinhso.services.cashdesk import queries
from tinhso.services.cashdesk.domain.counting import book_of
from tinhso.services.cashdesk.errors import CashInvalid, NoOpenShift, NotInTill, ReceiptOver
from tinhso.services.cashdesk.events import ReceiptCancelled, ReceiptIssued
from tinhso.services.cashdesk.models import Receipt, ReceiptLine, Shift
from tinhso.services.cashdesk.types import LineInput, ReceiptState, ShiftState

KIND = "cash.receipt"
MOST_LINES = 50


def known_receipt(key: str, *, actor: Actor) -> UUID | None:
    """The receipt that this press of the button became already."""
    if actor.agency_id is None:
        return None
    row = Receipt.objects.filter(key=key, agency_id=actor.agency_id).only("id").first()
    return None if row is None else row.id


def issue_receipt(
    *,
    key: str,
    payer_name: str,
    lines: Sequence[LineInput],
    received_vnd: int,
    number_for: Callable[[str, int], int],
    actor: Actor,
) -> UUID:
    """One receipt for these lines, in the cashier's open shift; the same key is the same receipt.

    `number_for(sign, year)` takes the next number of the agency's series in this transaction, as the last thing, so that
    a refusal gives it back. Raises ActDenied, NoOpenShift, CashInvalid.
    """
    if actor.person_id is None or actor.agency_id is None:
        raise Denied("Quầy thu dành cho cán bộ đang làm việc ở một vị trí.")
    access.authorise(actor=actor, act="cash.collect", agency_id=actor.agency_id)
    total = _checked(lines, received_vnd)
    with transaction.atomic():
        lock_key(f"cash.receipt.{key}")
        known = known_receipt(key, actor=actor)
        if known is not None:
            return known
        shift = lock_row(
            Shift.objects.filter(person_id=actor.person_id, agency_id=actor.agency_id, state=ShiftState.OPEN)
        ).first()
        if shift is None:
            raise NoOpenShift
        at = now()
        rule, year = queries.rule_on(local(at).date()), local(at).year
        number = number_for(rule.sign(year=year), year)
        row = Receipt.objects.create(
            key=key,
            shift=shift,
            agency_id=actor.agency_id,
            form=rule.form,
            sign=rule.sign(year=year),
            year=year,
            book=book_of(number, rule.numbers_in_book),
            number=number,
            payer_name=clean(payer_name)[:200],
            amount_vnd=total,
            received_vnd=received_vnd,
            issued_at=at,
            issued_by_id=actor.person_id,
        )
        ReceiptLine.objects.bulk_create(
            ReceiptLine(
                receipt=row,
                subject_id=line.subject_id,
                title=line.title,
                reference=line.reference,
                amount_vnd=line.amount_vnd,
                account_code=line.account_code,
                account_version_id=line.account_version_id,
            )
            for line in lines
        )
        access.record_write(
            actor=actor, act="cash.receive", target=("cash_receipt", row.id), detail={"number": number, "vnd": total}
        )
        event = ReceiptIssued(
            receipt_id=row.id, shift_id=shift.id, agency_id=row.agency_id, amount_vnd=total, on=local(at).date()
        )
        publish(event, aggregate=(KIND, row.id), actor=actor, is_first=True)
    return row.id


def _checked(lines: Sequence[LineInput], received_vnd: int) -> int:
    if not 0 < len(lines) <= MOST_LINES or any(line.amount_vnd <= 0 for line in lines):
        raise CashInvalid("Chưa chọn khoản thu.", fields={"/dues": f"Chọn từ 1 đến {MOST_LINES} khoản."})
    total = sum(line.amount_vnd for line in lines)
    if received_vnd < total:
        words = grouped(total)
        raise CashInvalid("Tiền nhận chưa đủ.", fields={"/received": f"Phải nhận ít nhất {words} đồng."})
    return total


def cancel_receipt(*, receipt_id: UUID, reason: str, actor: Actor) -> None:
    """A receipt of a shift that is still open was wrong: the money goes back, the number stays with its reason.

    By somebody with `cash.cancel` who did not issue it. Raises ActDenied, NotInTill, ReceiptOver, CashInvalid.
    """
    with transaction.atomic():
        row = lock_row(Receipt.objects.filter(id=receipt_id)).first()
        if row is None or row.agency_id != actor.agency_id:
            raise NotInTill
        access.authorise(actor=actor, act="cash.cancel", agency_id=row.agency_id)
        if row.issued_by_id == actor.person_id:
            raise Denied("Người lập biên lai không tự hủy được.")
        shift = lock_row(Shift.objects.filter(id=row.shift_id)).get()
        if row.state != ReceiptState.ISSUED or shift.state != ShiftState.OPEN:
            raise ReceiptOver("Biên lai đã hủy, hoặc ca đã đóng: khi đó phải hoàn tiền.")
        if not clean(reason):
            raise CashInvalid("Cần ghi lý do.", fields={"/reason": "Ghi vì sao hủy biên lai này."})
        at = now()
        row.state, row.cancelled_at, row.cancelled_by_id = ReceiptState.CANCELLED.value, at, actor.person_id
        row.reason = clean(reason)[:500]
        row.save(update_fields=["state", "cancelled_at", "cancelled_by_id", "reason"])
        access.record_write(
            actor=actor, act="cash.cancel", target=("cash_receipt", row.id), detail={"number": row.number}
        )
        event = ReceiptCancelled(
            receipt_id=row.id, shift_id=shift.id, agency_id=row.agency_id, amount_vnd=row.amount_vnd,
            on=local(at).date(),
        )  # fmt: skip
        publish(event, aggregate=(KIND, row.id), actor=actor)


def count_print(*, receipt_id: UUID, actor: Actor) -> int:
    """Another print of a receipt; returns which it is: 1 the original, from 2 on the paper is marked. Raises NotInTill."""
    with transaction.atomic():
        row = lock_row(Receipt.objects.filter(id=receipt_id)).first()
        if row is None or row.agency_id != actor.agency_id:
            raise NotInTill
        access.authorise(actor=actor, act="cash.collect", agency_id=row.agency_id)
        row.printed += 1
        row.save(update_fields=["printed"])
        access.record_write(
            actor=actor, act="cash.print", target=("cash_receipt", row.id), detail={"printed": row.printed}
        )
        return row.printed
