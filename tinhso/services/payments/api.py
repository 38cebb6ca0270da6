"""The province's payment gateway for other rooms. Amounts are whole đồng; what an order is for stays with its caller.

Casework composes: it has authorised what it asks here. Events: `payment.settled`, `payment.failed`, `refund.made`.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings

from tinhso.kernel.actor import Actor
from tinhso.kernel.errors import Denied
from tinhso.services.payments import queries
from tinhso.services.payments.actions import cases, give_back, reconcile, show_at_counter
from tinhso.services.payments.actions import create_order as orders
from tinhso.services.payments.actions import follow_up as following
from tinhso.services.payments.actions import start_attempt as starting
from tinhso.services.payments.actions import take_message as messages
from tinhso.services.payments.adapters.gateways import gateway_of
from tinhso.services.payments.errors import WrongRefund
from tinhso.services.payments.models import OrderRow, ReceiptRow
from tinhso.services.payments.simulator import here
from tinhso.services.payments.simulator.bank import Bank
from tinhso.services.payments.types import (
    Attempt,
    Imported,
    Line,
    Order,
    Payer,
    Pending,
    Receipt,
    Refund,
    Reply,
    Verdict,
)

RECONCILE, SHOW = cases.RECONCILE, show_at_counter.SHOW
ASK_REFUND, APPROVE_REFUND = give_back.ASK, give_back.APPROVE


def create_order(
    *,
    lines: Sequence[Line],
    payer: Payer,
    reference: str,
    purpose: str,
    idempotency_key: str,
    client: str = "",
    return_url: str = "",
    expires_at: datetime | None = None,
    facts: Mapping[str, str] | None = None,
    actor: Actor,
) -> Order:
    """What is to be paid, in the caller's transaction where there is one; the same key gives the same order.

    `reference` is opaque and comes back in events, `lines[].code` too. `facts`: what a partner prints on its receipt
    (service_, procedure_, agency_ code and title, dossier_code). Raises WrongOrder, KeyReused, Denied.
    """
    return orders.create_order(
        lines=lines,
        payer=payer,
        reference=reference,
        purpose=purpose,
        idempotency_key=idempotency_key,
        client=client,
        return_url=return_url,
        expires_at=expires_at,
        facts=facts or {},
        actor=actor,
    )


def cancel_order(*, order_id: UUID, reason: str, actor: Actor) -> Order:
    """Nobody shall pay it any more; money that comes all the same is a case. Raises NoOrder, OrderClosed when it is paid."""
    return orders.cancel_order(order_id=order_id, reason=reason, actor=actor)


def get_order(order_id: UUID) -> Order:
    """The order with its state and sums. Raises NoOrder. The caller guards what it shows."""
    return queries.as_order(queries.order_row(order_id))


def order_by_token(token: str) -> Order:
    """The order whose link this is. Raises NoOrder."""
    return queries.as_order(queries.by_token(token))


def orders_for(reference: str, *, client: str = "") -> tuple[Order, ...]:
    """Every order of a reference, oldest first."""
    rows = OrderRow.objects.filter(client=client, reference=reference).order_by("created_at", "id")
    return tuple(queries.as_order(row) for row in rows)


def receipts_of(order_id: UUID) -> tuple[Receipt, ...]:
    """The money that came for an order, oldest first."""
    return queries.receipts_of(order_id)


def refunds_of(order_id: UUID) -> tuple[Refund, ...]:
    """What goes or went back of an order, oldest first."""
    return queries.refunds_of(order_id)


def start_attempt(*, order_id: UUID, channel: str, actor: Actor) -> Attempt:
    """Send the payer on their way; the attempt that still waits on this channel is given again, never a second one.

    Raises NoOrder, NoChannel, OrderClosed, EarlierUnclear, PARTNER_FAILED.
    """
    return starting.start_attempt(order_id=order_id, channel=channel, actor=actor)


def ask_again(*, order_id: UUID, actor: Actor) -> Order:
    """Ask the partners now about every attempt of the order whose end is not known."""
    for row in queries.open_attempts().filter(order_id=order_id):
        following.ask_about(row, actor=actor)
    return get_order(order_id)


def take_message(*, channel: str, body: bytes, headers: Mapping[str, str], actor: Actor) -> Reply:
    """A partner's message, acted upon before it is answered. Raises NoChannel, Forged, Unreadable, TooManyForged."""
    return messages.take_message(channel=channel, body=body, headers=headers, actor=actor)


def follow_up(*, actor: Actor) -> int:
    """The worker's round: ask about what is due, end what is over; returns how many attempts ended."""
    return following.follow_up(actor=actor)


def refund(*, order_id: UUID, amount_vnd: int, reason: str, actor: Actor) -> Refund:
    """Ask for money of a settled order to go back, whole or in part; another person approves. Raises WrongRefund, NoOrder."""
    settling = ReceiptRow.objects.filter(order_id=order_id, verdict=Verdict.SETTLES.value).first()
    if settling is None:
        queries.order_row(order_id)
        raise WrongRefund("Khoản này chưa được thanh toán.")
    return give_back.ask_refund(receipt_id=settling.id, amount_vnd=amount_vnd, reason=reason, actor=actor)


def refund_receipt(*, receipt_id: UUID, amount_vnd: int, reason: str, actor: Actor) -> Refund:
    """The same for money that settled nothing (paid twice, wrong amount, unknown)."""
    return give_back.ask_refund(receipt_id=receipt_id, amount_vnd=amount_vnd, reason=reason, actor=actor)


def decide_refund(*, refund_id: UUID, approved: bool, reason: str = "", actor: Actor) -> Refund:
    """Approve or refuse what another person asked. Raises ActDenied, SamePerson, RefundNotSo, WrongRefund."""
    return give_back.decide_refund(refund_id=refund_id, approved=approved, reason=reason, actor=actor)


def confirm_refund(*, refund_id: UUID, transaction_number: str, actor: Actor) -> Refund:
    """Write the bank's number of a refund down that went outside the channel. Raises ActDenied, SamePerson, RefundNotSo."""
    return give_back.confirm_refund(refund_id=refund_id, transaction_number=transaction_number, actor=actor)


def send_refunds(*, actor: Actor) -> int:
    """The worker's round: send what is approved, ask about what was sent; returns how many were confirmed."""
    return give_back.send_refunds(actor=actor)


def close_case(*, case_id: UUID, resolution: str, actor: Actor) -> None:
    """An operator says how a case was settled. Raises ActDenied, NoOrder, WrongRefund."""
    cases.close_case(case_id=case_id, resolution=resolution, actor=actor)


def import_statement(*, source: str, content: bytes, actor: Actor) -> Imported:
    """A bank's statement against our receipts; the same file again changes nothing. Raises ActDenied, WrongStatement."""
    return reconcile.import_statement(source=source, content=content, actor=actor)


def statement_formats() -> tuple[tuple[str, str], ...]:
    """(code, title) of the statements that can be read."""
    return reconcile.formats()


def record_difference(*, difference_id: UUID, actor: Actor) -> None:
    """Take money that only the statement has. Raises ActDenied, NoOrder, WrongRefund."""
    reconcile.record_difference(difference_id=difference_id, actor=actor)


def close_difference(*, difference_id: UUID, resolution: str, actor: Actor) -> None:
    """Say where a difference came from. Raises ActDenied, NoOrder, WrongRefund."""
    reconcile.close_difference(difference_id=difference_id, resolution=resolution, actor=actor)


def open_display(*, label: str, actor: Actor) -> str:
    """A screen for a counter of the actor's agency; the token of its address. Raises ActDenied, WrongOrder."""
    return show_at_counter.open_display(label=label, actor=actor)


def show_at_display(*, display_id: UUID, order_id: UUID, channel: str, actor: Actor) -> None:
    """Start (or go on with) an attempt by QR and put it before the payer. Raises ActDenied, NoOrder, NoChannel,
    OrderClosed, EarlierUnclear."""
    show_at_counter.may_show(display_id=display_id, actor=actor)
    starting.start_attempt(order_id=order_id, channel=channel, actor=actor)
    show_at_counter.show(display_id=display_id, order_id=order_id, actor=actor)


def clear_display(*, display_id: UUID, actor: Actor) -> None:
    """Nothing stands on the screen any more. Raises ActDenied, NoOrder."""
    show_at_counter.show(display_id=display_id, order_id=None, actor=actor)


def find_order(code: str) -> UUID:
    """The order of this code, or of the attempt with this reference. Raises NoOrder."""
    return queries.find_order(code)


def open_cases() -> tuple[queries.Case, ...]:
    """What waits for an operator, oldest first."""
    return queries.open_cases()


def taken_between(since: datetime | None, until: datetime) -> tuple[UUID, ...]:
    """The orders whose money was recorded in that time."""
    return queries.taken_between(since, until)


def taken_for(order_ids: Iterable[UUID]) -> Mapping[UUID, queries.Taken]:
    """The money that settled these orders, by its receipts; an order without is not there."""
    return queries.taken_for(order_ids)


def refunds_ended_between(since: datetime | None, until: datetime) -> tuple[UUID, ...]:
    """The refunds that were confirmed, refused or failed in that time."""
    return queries.refunds_ended_between(since, until)


def refunds_by_id(ids: Iterable[UUID]) -> Mapping[UUID, Refund]:
    """These refunds; the caller has authorised the reading."""
    return queries.refunds_by_id(ids)


def pending() -> Pending:
    """What waits: attempts without a known end, cases, refunds, differences."""
    return queries.pending()


def open_differences() -> tuple[queries.Difference, ...]:
    """Differences with the bank's statements that nobody has closed."""
    return queries.open_differences()


def stand_in(channel: str) -> Bank:
    """The bank that a demonstration plays for this way to pay. Raises NoChannel, Denied outside a demonstration."""
    if not settings.DEMO:
        raise Denied("Chỉ bản trình diễn có ngân hàng giả lập.")
    return here.bank_of(queries.channel(channel))


def check_config() -> list[str]:
    """What is wrong with the ways to pay in force, sentence by sentence."""
    return [problem for one in queries.channels() for problem in gateway_of(one).check_config()]
