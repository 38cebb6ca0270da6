"""One attempt: written down, then the partner is asked outside any transaction, then what it said is written down.

Whoever dies between leaves an attempt that the round of `follow_up` asks the partner about.
"""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_row
from tinhso.kernel.http import CertificateRefused, NotSent
from tinhso.services.payments import queries
from tinhso.services.payments.actions.cases import open_case
from tinhso.services.payments.actions.end_attempt import end_attempt
from tinhso.services.payments.actions.follow_up import ask_about
from tinhso.services.payments.adapters.gateways import gateway_of
from tinhso.services.payments.domain.references import new_reference
from tinhso.services.payments.errors import PARTNER_FAILED, EarlierUnclear, NoChannel, NoOrder, OrderClosed
from tinhso.services.payments.models import AttemptRow, OrderRow
from tinhso.services.payments.types import Attempt, AttemptState, CaseKind, Channel, Order, OrderState, Payer, ToPay

# Longer than a call to a partner may take.
_IN_FLIGHT = timedelta(seconds=30)
_UNCLEAR = (
    "Lần thanh toán trước chưa có trả lời của đơn vị thanh toán. Đừng trả lại bây giờ, để không trả hai lần; "
    "hệ thống đang hỏi và trang này sẽ cho biết trong ít phút."
)


def start_attempt(*, order_id: UUID, channel: str, actor: Actor) -> Attempt:
    """Raises NoOrder, NoChannel, OrderClosed, EarlierUnclear, PARTNER_FAILED (nothing was charged)."""
    row = queries.order_row(order_id)
    way = queries.channel(channel)
    if way not in queries.channels_for(queries.lines_from(row.lines)):
        raise NoChannel("Khoản này gồm nhiều tài khoản nhận; cách trả này chỉ trả được cho một.")
    waiting = _settle_earlier(row, way, actor)
    if waiting is not None:
        return waiting
    attempt = _written(order_id, way, actor)
    return _started(attempt, row, way, actor)


def _settle_earlier(row: OrderRow, way: Channel, actor: Actor) -> Attempt | None:
    """The attempt that still waits on this channel, or None when nothing is left open that could take the money."""
    for earlier in queries.open_attempts().filter(order_id=row.id).order_by("-started_at"):
        if earlier.channel == way.code and earlier.state == AttemptState.WAITING.value and earlier.until > now():
            return queries.as_attempt(earlier, way.title)
        state = ask_about(earlier, actor=actor)
        if state is AttemptState.PAID:
            raise OrderClosed("Khoản này vừa được xác nhận đã thanh toán; không cần trả nữa.")
        if state is AttemptState.UNCONFIRMED or not _is_answered(earlier):
            raise EarlierUnclear(_UNCLEAR)
        words = "Người nộp chọn cách trả khác."
        end_attempt(
            reference=earlier.reference, channel=earlier.channel, to=AttemptState.EXPIRED, words=words, actor=actor
        )
    return None


def _is_answered(earlier: AttemptRow) -> bool:
    """Whether the partner said something when it was asked just now, or is one that cannot be asked."""
    earlier.refresh_from_db()
    in_flight = earlier.state == AttemptState.CREATED.value and earlier.started_at > now() - _IN_FLIGHT
    return not in_flight and not earlier.words


def _written(order_id: UUID, way: Channel, actor: Actor) -> AttemptRow:
    with transaction.atomic():
        order = lock_row(OrderRow.objects.filter(id=order_id)).first()
        if order is None:
            raise NoOrder
        if order.state != OrderState.OPEN.value or (order.expires_at is not None and order.expires_at <= now()):
            raise OrderClosed("Khoản này không còn chờ thanh toán.")
        if queries.open_attempts().filter(order_id=order_id).exists():
            # Somebody pressed twice: one of both goes to the bank.
            raise EarlierUnclear(_UNCLEAR)
        at = now()
        attempt = AttemptRow.objects.create(
            order=order,
            channel=way.code,
            version_id=way.version_id,
            reference=new_reference(),
            state=AttemptState.CREATED.value,
            started_at=at,
            until=at + timedelta(minutes=way.minutes),
            ask_at=at + timedelta(minutes=1),
        )
        detail = {"channel": way.code, "order": str(order.id)}
        access.record_write(
            actor=actor, act="payments.start_attempt", target=("payment_attempt", attempt.id), detail=detail
        )
    return attempt


def _started(attempt: AttemptRow, row: OrderRow, way: Channel, actor: Actor) -> Attempt:
    order = queries.as_order(row)
    try:
        started = gateway_of(way).start(to_pay(attempt, row, order, way))
    except NotSent as lost:
        # Nothing was sent, so nothing can be paid there.
        if isinstance(lost, CertificateRefused):
            open_case(CaseKind.CERTIFICATE, key=way.code, channel=way.code, words=lost.message)
        end_attempt(
            reference=attempt.reference, channel=way.code, to=AttemptState.FAILED, words=lost.message, actor=actor
        )
        raise
    except PARTNER_FAILED as lost:
        AttemptRow.objects.filter(id=attempt.id).update(words=lost.message[:300])
        raise
    with transaction.atomic():
        lock_row(OrderRow.objects.filter(id=row.id)).get()
        fresh = AttemptRow.objects.get(id=attempt.id)
        fresh.address, fresh.qr = started.address, started.qr
        # The money may have been told of already: then the state stays.
        if fresh.state == AttemptState.CREATED.value:
            fresh.state = AttemptState.WAITING.value
        fresh.save(update_fields=["address", "qr", "state"])
    return queries.as_attempt(fresh, way.title)


def to_pay(attempt: AttemptRow, row: OrderRow, order: Order, way: Channel) -> ToPay:
    """What the adapter is told."""
    return ToPay(
        reference=attempt.reference,
        amount_vnd=order.amount_vnd,
        purpose=order.purpose,
        beneficiary=way.collecting or order.lines[0].beneficiary,
        lines=order.lines,
        payer=Payer(holder=order.payer, **row.payer),
        facts=row.facts,
        at=attempt.started_at,
        until=attempt.until,
        return_url=f"{settings.PUBLIC_ADDRESS}/thanh-toan/{order.token}/",
        address=f"{settings.PUBLIC_ADDRESS}/thanh-toan/gia-lap/{attempt.reference}/",
    )
