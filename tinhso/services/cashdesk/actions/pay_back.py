"""Give cash back at a till: a numbered slip is prepared, another person approves it, the cashier hands the money out.

Until the money is out the slip may be cancelled; its number stays. Once it is out, only a counter entry takes it back
(`take_back.py`).
"""

from collections.abc import Callable
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
from tinhso.services.cashdesk.errors import CashInvalid, NoOpenShift, NotInTill, PayoutOver
from tinhso.services.cashdesk.events import CashPaidBack, PayoutCancelled
from tinhso.services.cashdesk.models import Payout, Shift
from tinhso.services.cashdesk.types import PayoutInput, PayoutState, ShiftState

KIND = "cash.payout"
_OVER = (PayoutState.CANCELLED.value, PayoutState.RETURNED.value)


def prepare_payout(*, payout: PayoutInput, number_for: Callable[[int], int], actor: Actor) -> UUID:
    """A slip for money that is owed back; the same `subject_id` has one slip that stands, given again here.

    `number_for(year)` takes the next number of the agency's slips in this transaction. The caller has seen that the money
    is owed. Raises ActDenied, CashInvalid.
    """
    if actor.person_id is None or actor.agency_id is None:
        raise Denied("Quầy thu dành cho cán bộ đang làm việc ở một vị trí.")
    access.authorise(actor=actor, act="cash.collect", agency_id=actor.agency_id)
    if payout.amount_vnd <= 0:
        raise CashInvalid("Số tiền hoàn phải lớn hơn 0.")
    with transaction.atomic():
        lock_key(f"cash.payout.{payout.subject_id}")
        known = Payout.objects.filter(subject_id=payout.subject_id).exclude(state__in=_OVER).first()
        if known is not None:
            return known.id
        at = now()
        year = local(at).year
        row = Payout.objects.create(
            subject_id=payout.subject_id,
            agency_id=actor.agency_id,
            year=year,
            number=number_for(year),
            payee_name=clean(payout.payee_name)[:200],
            title=payout.title[:200],
            reference=payout.reference[:80],
            reason=clean(payout.reason)[:300],
            amount_vnd=payout.amount_vnd,
            account_code=payout.account_code,
            account_version_id=payout.account_version_id,
            prepared_at=at,
            prepared_by_id=actor.person_id,
        )
        audit(row, "cash.prepare_payout", actor)
    return row.id


def approve_payout(*, payout_id: UUID, actor: Actor) -> None:
    """Another person than who prepared it lets it go. Raises ActDenied, NotInTill, PayoutOver, Denied."""
    with transaction.atomic():
        row = locked(payout_id, actor)
        access.authorise(actor=actor, act="cash.approve_payout", agency_id=row.agency_id)
        if row.prepared_by_id == actor.person_id:
            raise Denied("Người lập phiếu chi không tự duyệt được.")
        if row.state != PayoutState.PREPARED:
            raise PayoutOver("Phiếu chi này không còn chờ duyệt.")
        row.state, row.approved_at, row.approved_by_id = PayoutState.APPROVED.value, now(), actor.person_id
        row.save(update_fields=["state", "approved_at", "approved_by_id"])
        audit(row, "cash.approve_payout", actor)


def pay_out(*, payout_id: UUID, identity_checked: str, actor: Actor) -> None:
    """The payee has the money, out of the actor's own open shift, and showed the paper that is named.

    Not by who approved it. Raises ActDenied, NotInTill, PayoutOver, NoOpenShift, CashInvalid (no paper, or too little in
    the till).
    """
    with transaction.atomic():
        row = locked(payout_id, actor)
        access.authorise(actor=actor, act="cash.collect", agency_id=row.agency_id)
        if actor.person_id is None or row.approved_by_id == actor.person_id:
            raise Denied("Người duyệt phiếu chi không tự chi được.")
        if row.state != PayoutState.APPROVED:
            raise PayoutOver("Chỉ chi theo phiếu đã duyệt, một lần.")
        shown = clean(identity_checked)[:120]
        if len(shown) < 3:
            raise CashInvalid(
                "Cần giấy tờ của người nhận.", fields={"/identity": "Ghi giấy tờ tùy thân của người nhận đã kiểm tra."}
            )
        shift = lock_row(
            Shift.objects.filter(person_id=actor.person_id, agency_id=row.agency_id, state=ShiftState.OPEN)
        ).first()
        if shift is None:
            raise NoOpenShift
        there = queries.recorded_in(shift)
        if there < row.amount_vnd:
            words = f"Két theo sổ có {grouped(there)} đồng, không đủ chi {grouped(row.amount_vnd)} đồng."
            raise CashInvalid(words, fields={"/identity": words})
        row.state, row.paid_at, row.paid_by_id, row.shift = PayoutState.PAID.value, now(), actor.person_id, shift
        row.identity_checked = shown
        row.save(update_fields=["state", "paid_at", "paid_by_id", "shift", "identity_checked"])
        audit(row, "cash.pay_out", actor)
        event = CashPaidBack(
            payout_id=row.id, shift_id=shift.id, agency_id=row.agency_id, amount_vnd=row.amount_vnd,
            on=local(now()).date(),
        )  # fmt: skip
        publish(event, aggregate=(KIND, row.id), actor=actor, is_first=True)


def cancel_payout(*, payout_id: UUID, reason: str, actor: Actor) -> UUID:
    """A slip whose money is not out was wrong: its number stays with the reason. Returns what it was for.

    By somebody with `cash.cancel` who did not prepare it. Raises ActDenied, NotInTill, PayoutOver, CashInvalid.
    """
    with transaction.atomic():
        row = locked(payout_id, actor)
        access.authorise(actor=actor, act="cash.cancel", agency_id=row.agency_id)
        if row.prepared_by_id == actor.person_id:
            raise Denied("Người lập phiếu chi không tự hủy được.")
        if row.state not in (PayoutState.PREPARED, PayoutState.APPROVED):
            raise PayoutOver("Phiếu chi đã hủy, hoặc tiền đã giao người nhận.")
        words = clean(reason)[:500]
        if not words:
            raise CashInvalid("Cần ghi lý do.", fields={"/reason": "Ghi vì sao hủy phiếu chi này."})
        row.state, row.cancelled_at, row.cancelled_by_id = PayoutState.CANCELLED.value, now(), actor.person_id
        row.cancel_reason = words
        row.save(update_fields=["state", "cancelled_at", "cancelled_by_id", "cancel_reason"])
        audit(row, "cash.cancel_payout", actor)
        event = PayoutCancelled(
            payout_id=row.id, agency_id=row.agency_id, amount_vnd=row.amount_vnd, on=local(now()).date()
        )
        publish(event, aggregate=(KIND, row.id), actor=actor, is_first=True)
    return row.subject_id


def locked(payout_id: UUID, actor: Actor) -> Payout:
    row = lock_row(Payout.objects.filter(id=payout_id)).first()
    if row is None or actor.agency_id is None or row.agency_id != actor.agency_id:
        raise NotInTill
    return row


def audit(row: Payout, act: str, actor: Actor) -> None:
    detail = {"number": row.number, "vnd": row.amount_vnd}
    access.record_write(actor=actor, act=act, target=("cash_payout", row.id), detail=detail)
