"""Money came: written down once, in one transaction with what it settles, whoever tells of it, in whatever order."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_key, lock_row
from tinhso.kernel.outbox.api import publish
from tinhso.services.payments.actions.cases import open_case, settle_itself
from tinhso.services.payments.domain import rules
from tinhso.services.payments.events import PaymentSettled
from tinhso.services.payments.models import AttemptRow, OrderRow, ReceiptRow
from tinhso.services.payments.types import AttemptState, CaseKind, OrderState, Said, Verdict

# A partner's clock may be ahead by so much before its time is not believed.
_AHEAD = timedelta(minutes=5)
_LONG_AGO = timedelta(days=400)


def take_money(*, channel: str, said: Said, source: str, actor: Actor) -> ReceiptRow:
    """The receipt of this transaction of the partner: the one there is, or a new one with what it does to its order."""
    with transaction.atomic():
        lock_key(f"payments.money:{channel}:{said.transaction}")
        known = ReceiptRow.objects.filter(channel=channel, transaction=said.transaction).first()
        if known is not None:
            _compare(known, said)
            return known
        attempt = (
            AttemptRow.objects.filter(reference=said.reference, channel=channel).first() if said.reference else None
        )
        order = lock_row(OrderRow.objects.filter(id=attempt.order_id)).first() if attempt else None
        state = OrderState(order.state) if order else None
        verdict = rules.verdict(state, amount_vnd=order.amount_vnd if order else 0, received_vnd=said.amount_vnd)
        receipt = ReceiptRow.objects.create(
            order=order,
            attempt=attempt,
            channel=channel,
            transaction=said.transaction,
            reference=said.reference,
            amount_vnd=said.amount_vnd,
            paid_at=_believable(said.paid_at),
            recorded_at=now(),
            source=source,
            verdict=verdict.value,
        )
        if order is not None and attempt is not None:
            _enter(order, attempt, receipt, verdict, actor)
        if verdict is not Verdict.SETTLES:
            open_case(
                CaseKind(verdict.value),
                key=str(receipt.id),
                channel=channel,
                order=order,
                receipt=receipt,
                amount_vnd=said.amount_vnd,
                words=said.words,
            )
        detail = {"verdict": verdict.value, "amount_vnd": said.amount_vnd, "channel": channel, "source": source}
        access.record_write(
            actor=actor, act="payments.take_money", target=("payment_receipt", receipt.id), detail=detail
        )
    return receipt


def _enter(order: OrderRow, attempt: AttemptRow, receipt: ReceiptRow, verdict: Verdict, actor: Actor) -> None:
    order.received_vnd += receipt.amount_vnd
    if verdict is Verdict.SETTLES:
        order.state = OrderState.SETTLED.value
        order.settled_at, order.settled_by_id = now(), receipt.id
        publish(
            PaymentSettled(
                order_id=order.id,
                client=order.client,
                reference=order.reference,
                amount_vnd=order.amount_vnd,
                channel=receipt.channel,
                receipt_id=receipt.id,
                paid_at=receipt.paid_at,
            ),
            aggregate=("payment", order.id),
            actor=actor,
        )
    order.save(update_fields=["received_vnd", "state", "settled_at", "settled_by_id"])
    if attempt.state != AttemptState.PAID.value:
        attempt.state, attempt.ended_at, attempt.ask_at = AttemptState.PAID.value, now(), None
        attempt.words = ""
        attempt.save(update_fields=["state", "ended_at", "ask_at", "words"])
    settle_itself(CaseKind.PARTNER_SILENT, key=attempt.reference, words="Đơn vị thanh toán đã báo.")


def _compare(known: ReceiptRow, said: Said) -> None:
    """The same transaction told with another sum: what was written stays, an operator asks the partner."""
    if known.amount_vnd != said.amount_vnd:
        open_case(
            CaseKind.CONTRADICTION,
            key=f"{known.channel}:{known.transaction}",
            channel=known.channel,
            order=known.order,
            receipt=known,
            amount_vnd=said.amount_vnd,
            words=f"Đã ghi {known.amount_vnd} đồng, nay báo {said.amount_vnd} đồng.",
        )


def _believable(at: datetime | None) -> datetime:
    """The partner's time unless its clock is plainly wrong; nothing is decided by it."""
    here = now()
    return at if at is not None and here - _LONG_AGO < at <= here + _AHEAD else here


def attempt_of(reference: str) -> UUID | None:
    """The attempt of this reference."""
    return AttemptRow.objects.filter(reference=reference).values_list("id", flat=True).first()
