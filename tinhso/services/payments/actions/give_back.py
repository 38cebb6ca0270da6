"""Refunds: asked, approved by another person, sent, confirmed or failed. Never more than was received.

The sum is taken off its receipt when it is asked, under the receipt's lock, and put back when the refund ends without money.
"""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_row, skip_locked
from tinhso.kernel.errors import Denied
from tinhso.kernel.http import NotSent
from tinhso.kernel.outbox.api import publish
from tinhso.kernel.text import clean
from tinhso.services.payments import queries
from tinhso.services.payments.actions.cases import open_case, settle_itself
from tinhso.services.payments.adapters.gateways import gateway_of
from tinhso.services.payments.domain import rules
from tinhso.services.payments.domain.references import REFUND, new_reference
from tinhso.services.payments.errors import (
    PARTNER_FAILED,
    NoChannel,
    NoOrder,
    NoSecret,
    RefundNotSo,
    SamePerson,
    WrongRefund,
)
from tinhso.services.payments.events import RefundMade
from tinhso.services.payments.models import OrderRow, ReceiptRow, RefundRow
from tinhso.services.payments.types import CaseKind, Outcome, Refund, RefundState, Said

ASK, APPROVE = "payments.refund", "payments.approve_refund"
_AT_ONCE = 50
_NOT_SO = "Phiếu hoàn tiền này không còn ở bước đó."


def ask_refund(*, receipt_id: UUID, amount_vnd: int, reason: str, actor: Actor) -> Refund:
    """Raises ActDenied, NoOrder, WrongRefund."""
    told = clean(reason)[:500]
    with transaction.atomic():
        receipt = lock_row(ReceiptRow.objects.filter(id=receipt_id)).first()
        if receipt is None:
            raise NoOrder
        _may_ask(receipt, actor)
        left = receipt.amount_vnd - receipt.refunded_vnd
        if isinstance(amount_vnd, bool) or not 0 < amount_vnd <= left:
            words = f"Hoàn được từ 1 đến {left} đồng." if left else "Số tiền này đã hoàn hết."
            raise WrongRefund(words, fields={"/amount_vnd": words})
        if len(told) < 5:
            raise WrongRefund("Ghi lý do hoàn.", fields={"/reason": "Ghi lý do hoàn."})
        _reserve(receipt, amount_vnd)
        row = RefundRow.objects.create(
            receipt=receipt,
            order_id=receipt.order_id,
            reference=new_reference(REFUND),
            amount_vnd=amount_vnd,
            reason=told,
            state=RefundState.ASKED.value,
            asked_by_id=actor.person_id,
            asked_at=now(),
        )
        detail = {"amount_vnd": amount_vnd, "receipt": str(receipt.id)}
        access.record_write(actor=actor, act=ASK, target=("payment_refund", row.id), detail=detail)
    return queries.as_refund(row)


def _may_ask(receipt: ReceiptRow, actor: Actor) -> None:
    """The platform itself, the client whose order it is, or an officer with the act."""
    if actor.is_system:
        return
    if actor.client_id is not None:
        client = access.find_client(actor.client_id)
        if client is None or receipt.order is None or receipt.order.client != client.code:
            raise Denied("Khoản này không phải của hệ thống bạn.")
        return
    if not actor.is_officer:
        raise Denied("Việc hoàn tiền do cán bộ lập phiếu.")
    access.authorise(actor=actor, act=ASK, agency_id=access.Whose.NO_AGENCY)


def _reserve(receipt: ReceiptRow, amount_vnd: int) -> None:
    ReceiptRow.objects.filter(id=receipt.id).update(refunded_vnd=F("refunded_vnd") + amount_vnd)
    if receipt.order_id is not None:
        OrderRow.objects.filter(id=receipt.order_id).update(refunded_vnd=F("refunded_vnd") + amount_vnd)


def decide_refund(*, refund_id: UUID, approved: bool, reason: str = "", actor: Actor) -> Refund:
    """Another person than who asked. Raises ActDenied, SamePerson, NoOrder, RefundNotSo, WrongRefund (no reason to refuse)."""
    access.authorise(actor=actor, act=APPROVE, agency_id=access.Whose.NO_AGENCY)
    with transaction.atomic():
        row = _locked(refund_id)
        if row.asked_by_id is not None and row.asked_by_id == actor.person_id:
            raise SamePerson("Người lập phiếu không tự duyệt; người khác duyệt.")
        words = clean(reason)[:300]
        if not approved and len(words) < 5:
            raise WrongRefund("Ghi lý do không duyệt.", fields={"/reason": "Ghi lý do không duyệt."})
        _go(row, RefundState.APPROVED if approved else RefundState.REFUSED, words)
        row.decided_by_id, row.decided_at = actor.person_id, now()
        row.ask_at = now() if approved else None
        row.save(update_fields=["decided_by_id", "decided_at", "ask_at"])
        if not approved:
            _put_back(row)
        act = APPROVE if approved else "payments.refuse_refund"
        access.record_write(
            actor=actor, act=act, target=("payment_refund", row.id), detail={"amount_vnd": row.amount_vnd}
        )
    return queries.as_refund(row)


def confirm_refund(*, refund_id: UUID, transaction_number: str, actor: Actor) -> Refund:
    """A refund that went by an order of payment outside the channel: an approver writes the bank's number down."""
    access.authorise(actor=actor, act=APPROVE, agency_id=access.Whose.NO_AGENCY)
    number = clean(transaction_number)[:80]
    if len(number) < 3:
        raise WrongRefund("Ghi số giao dịch của ngân hàng.", fields={"/transaction": "Ghi số giao dịch của ngân hàng."})
    with transaction.atomic():
        row = _locked(refund_id)
        if row.asked_by_id is not None and row.asked_by_id == actor.person_id:
            raise SamePerson("Người lập phiếu không tự xác nhận; người khác xác nhận.")
        _finish(row, Said(reference=row.reference, outcome=Outcome.PAID, transaction=number), actor)
    return queries.as_refund(row)


def send_refunds(*, actor: Actor) -> int:
    """Send what is approved, ask about what was sent; returns how many were confirmed."""
    return sum(_send(row, actor) for row in _take())


def _take() -> list[tuple[RefundRow, bool]]:
    """(refund, whether it may have been sent before), each marked as sent before it leaves."""
    states = [RefundState.APPROVED.value, RefundState.SENT.value]
    taken = []
    with transaction.atomic():
        for row in skip_locked(RefundRow.objects.filter(state__in=states, ask_at__lte=now()).order_by("ask_at"))[
            :_AT_ONCE
        ]:
            was_sent = row.state == RefundState.SENT.value
            row.state, row.tries = RefundState.SENT.value, row.tries + 1
            row.ask_at = now() + timedelta(minutes=rules.next_ask(row.tries))
            row.save(update_fields=["state", "tries", "ask_at"])
            taken.append((row, was_sent))
    return taken


def _send(taken: tuple[RefundRow, bool], actor: Actor) -> bool:
    row, was_sent = taken
    try:
        gateway = gateway_of(queries.channel(row.receipt.channel))
        said = gateway.ask_refund(row.reference) if was_sent else None
        if not was_sent or (said is not None and said.outcome is Outcome.UNKNOWN):
            said = gateway.refund(
                transaction=row.receipt.transaction,
                reference=row.reference,
                amount_vnd=row.amount_vnd,
                words=row.reason,
            )
    except (NotSent, NoChannel, NoSecret) as lost:
        _unsent(row, lost.message, was_sent=was_sent)
        return False
    except PARTNER_FAILED as lost:
        RefundRow.objects.filter(id=row.id).update(words=lost.message[:300])
        return False
    return said is not None and heard(row.id, said, actor=actor)


def heard(refund_id: UUID, said: Said, *, actor: Actor) -> bool:
    """What became of a refund that was sent, from whoever says it (the partner, a statement); whether it went."""
    with transaction.atomic():
        return _finish(_locked(refund_id), said, actor)


def _unsent(row: RefundRow, words: str, *, was_sent: bool) -> None:
    with transaction.atomic():
        fresh = _locked(row.id)
        if not was_sent:
            _go(fresh, RefundState.APPROVED, words)
        else:
            RefundRow.objects.filter(id=row.id).update(words=words[:300])


def _finish(row: RefundRow, said: Said, actor: Actor) -> bool:
    if said.outcome is Outcome.PAID:
        _go(row, RefundState.CONFIRMED, "")
        row.transaction, row.ended_at, row.ask_at = said.transaction, now(), None
        row.save(update_fields=["transaction", "ended_at", "ask_at"])
        settle_itself(CaseKind.REFUND_FAILED, key=row.reference, words="Đã hoàn.")
        _tell(row, actor)
        return True
    if said.outcome is Outcome.FAILED:
        _go(row, RefundState.FAILED, said.words)
        row.ended_at, row.ask_at = now(), None
        row.save(update_fields=["ended_at", "ask_at"])
        _put_back(row)
        receipt = row.receipt
        open_case(
            CaseKind.REFUND_FAILED,
            key=row.reference,
            channel=receipt.channel,
            order=row.order,
            receipt=receipt,
            amount_vnd=row.amount_vnd,
            words=said.words,
        )
    return False


def _tell(row: RefundRow, actor: Actor) -> None:
    order = lock_row(OrderRow.objects.filter(id=row.order_id)).first() if row.order_id else None
    access.record_write(
        actor=actor,
        act="payments.refund_made",
        target=("payment_refund", row.id),
        detail={"amount_vnd": row.amount_vnd},
    )
    publish(
        RefundMade(
            order_id=row.order_id,
            client=order.client if order else "",
            reference=order.reference if order else "",
            refund_id=row.id,
            amount_vnd=row.amount_vnd,
            whole=order is not None and order.refunded_vnd == order.received_vnd,
        ),
        aggregate=("payment", row.order_id or row.receipt_id),
        actor=actor,
    )


def _locked(refund_id: UUID) -> RefundRow:
    row = lock_row(RefundRow.objects.filter(id=refund_id)).first()
    if row is None:
        raise NoOrder
    return row


def _go(row: RefundRow, to: RefundState, words: str) -> None:
    if to not in rules.REFUND[RefundState(row.state)]:
        raise RefundNotSo(_NOT_SO)
    row.state, row.words = to.value, words[:300]
    row.save(update_fields=["state", "words"])


def _put_back(row: RefundRow) -> None:
    ReceiptRow.objects.filter(id=row.receipt_id).update(refunded_vnd=F("refunded_vnd") - row.amount_vnd)
    if row.order_id is not None:
        OrderRow.objects.filter(id=row.order_id).update(refunded_vnd=F("refunded_vnd") - row.amount_vnd)
