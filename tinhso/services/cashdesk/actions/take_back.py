"""Money that a slip handed out by mistake comes back into a till: a counter entry with its reason, approved by another person.

Nothing is deleted or changed of the slip: what went out went out, what came back came back, each in its own shift.
"""

from collections.abc import Callable
from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import local, now
from tinhso.kernel.database import lock_row
from tinhso.kernel.errors import Denied
from tinhso.kernel.outbox.api import publish
from tinhso.kernel.text import clean
from tinhso.services.cashdesk.actions.pay_back import KIND, audit, locked
from tinhso.services.cashdesk.errors import CashInvalid, NoOpenShift, PayoutOver
from tinhso.services.cashdesk.events import PayoutReturned
from tinhso.services.cashdesk.models import Shift
from tinhso.services.cashdesk.types import PayoutState, ShiftState


def ask_return(*, payout_id: UUID, reason: str, actor: Actor) -> None:
    """The money is back in the actor's own open till and waits for approval; it may be asked anew once that shift is closed.

    Raises ActDenied, NotInTill, PayoutOver, NoOpenShift, CashInvalid.
    """
    with transaction.atomic():
        row = locked(payout_id, actor)
        access.authorise(actor=actor, act="cash.collect", agency_id=row.agency_id)
        if row.state != PayoutState.PAID:
            raise PayoutOver("Chỉ thu lại tiền của phiếu đã chi.")
        if row.return_shift is not None and row.return_shift.state == ShiftState.OPEN:
            raise PayoutOver("Đề nghị thu lại của phiếu này đang chờ duyệt.")
        words = clean(reason)[:500]
        if not words:
            raise CashInvalid("Cần ghi lý do.", fields={"/return_reason": "Ghi vì sao chi nhầm và ai trả lại tiền."})
        mine = Shift.objects.filter(agency_id=row.agency_id, state=ShiftState.OPEN.value)
        shift = mine.filter(person_id=actor.person_id).first() if actor.person_id is not None else None
        if shift is None:
            raise NoOpenShift
        row.return_reason, row.return_shift = words, shift
        row.return_asked_at, row.return_asked_by_id = now(), actor.person_id
        row.save(update_fields=["return_reason", "return_shift", "return_asked_at", "return_asked_by_id"])
        audit(row, "cash.ask_return", actor)


def approve_return(*, payout_id: UUID, number_for: Callable[[int], int], actor: Actor) -> UUID:
    """The counter entry stands under its number; returns what the slip was for, which is owed back again.

    By another person than who asked and than who had handed the money out. `number_for(year)` takes the next number of the
    agency's counter entries. Raises ActDenied, NotInTill, PayoutOver (nothing waits, or the shift is closed), Denied.
    """
    with transaction.atomic():
        row = locked(payout_id, actor)
        access.authorise(actor=actor, act="cash.approve_payout", agency_id=row.agency_id)
        if actor.person_id in (row.return_asked_by_id, row.paid_by_id):
            raise Denied("Người đã giao tiền hoặc đề nghị thu lại không tự duyệt được.")
        shift_id = row.return_shift_id
        shift = lock_row(Shift.objects.filter(id=shift_id)).first() if shift_id is not None else None
        if row.state != PayoutState.PAID or shift is None:
            raise PayoutOver("Không có đề nghị thu lại nào của phiếu này chờ duyệt.")
        if shift.state != ShiftState.OPEN:
            raise PayoutOver("Ca nhận lại tiền đã đóng; người giữ tiền đề nghị lại trong ca đang mở.")
        at = now()
        row.state, row.returned_at, row.returned_by_id = PayoutState.RETURNED.value, at, actor.person_id
        row.return_year = local(at).year
        row.return_number = number_for(row.return_year)
        row.save(update_fields=["state", "returned_at", "returned_by_id", "return_year", "return_number"])
        audit(row, "cash.approve_return", actor)
        event = PayoutReturned(
            payout_id=row.id, shift_id=shift.id, agency_id=row.agency_id, amount_vnd=row.amount_vnd, on=local(at).date()
        )
        publish(event, aggregate=(KIND, row.id), actor=actor)
    return row.subject_id
