"""Reads of payments. Who may see an order: its payer, whoever holds its link, officers with the act, its own client."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.definitions.types import DefinitionVersion
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import HolderRef, Right
from tinhso.kernel.actor import Actor
from tinhso.services.payments.domain.rules import OPEN_ATTEMPTS
from tinhso.services.payments.errors import NoChannel, NoOrder
from tinhso.services.payments.models import AttemptRow, OrderRow, ReceiptRow, RefundRow
from tinhso.services.payments.types import (
    Attempt,
    AttemptState,
    Beneficiary,
    Channel,
    Line,
    Order,
    OrderState,
    Receipt,
    Refund,
    RefundState,
    Verdict,
)

KIND = "payment_channel"
DEMO_ADDRESS = "demo:"
_OWN = {"title_en", "adapter", "address", "partner", "secret", "authority", "collecting", "minutes", "order"}


def channel_from(version: DefinitionVersion) -> Channel:
    body = version.body
    collecting = body.get("collecting")
    return Channel(
        version_id=version.id,
        code=version.code,
        title=version.title,
        title_en=body["title_en"],
        adapter=body["adapter"],
        minutes=body["minutes"],
        address=body["address"],
        partner=body["partner"],
        secret=body["secret"],
        authority=body.get("authority", ""),
        collecting=Beneficiary(**collecting) if collecting else None,
        details={name: value for name, value in body.items() if name not in _OWN},
    )


def channels() -> tuple[Channel, ...]:
    """The ways to pay in force, in the province's order; what is only played is left out of a real operation."""
    versions = sorted(definitions.list_current(KIND), key=lambda version: int(version.body["order"]))
    found = (channel_from(version) for version in versions)
    return tuple(one for one in found if settings.DEMO or one.address != DEMO_ADDRESS)


def channel(code: str) -> Channel:
    """The way to pay in force under this code. Raises NoChannel."""
    for one in channels():
        if one.code == code:
            return one
    raise NoChannel("Tỉnh không có cách thanh toán này.")


def channels_for(lines: Iterable[Line]) -> tuple[Channel, ...]:
    """The ways that can carry an order: several accounts at once only where the channel collects for all."""
    accounts = {line.beneficiary for line in lines}
    return tuple(one for one in channels() if len(accounts) == 1 or one.collecting is not None)


def lines_from(kept: list[dict[str, Any]]) -> tuple[Line, ...]:
    return tuple(Line(**{**line, "beneficiary": Beneficiary(**line["beneficiary"])}) for line in kept)


def as_order(row: OrderRow) -> Order:
    payer = HolderRef(row.payer_kind, row.payer_id) if row.payer_id else None  # type: ignore[arg-type]
    return Order(
        id=row.id,
        code=row.code,
        token=row.token,
        client=row.client,
        reference=row.reference,
        purpose=row.purpose,
        lines=lines_from(row.lines),
        amount_vnd=row.amount_vnd,
        state=OrderState(row.state),
        received_vnd=row.received_vnd,
        refunded_vnd=row.refunded_vnd,
        created_at=row.created_at,
        expires_at=row.expires_at,
        settled_at=row.settled_at,
        settled_by=row.settled_by_id,
        payer=payer,
        return_url=row.return_url,
    )


def as_attempt(row: AttemptRow, title: str = "") -> Attempt:
    return Attempt(
        id=row.id,
        order_id=row.order_id,
        channel=row.channel,
        channel_title=title or row.channel,
        reference=row.reference,
        state=AttemptState(row.state),
        started_at=row.started_at,
        until=row.until,
        address=row.address,
        qr=row.qr,
        words=row.words,
    )


def as_receipt(row: ReceiptRow) -> Receipt:
    return Receipt(
        id=row.id,
        order_id=row.order_id,
        channel=row.channel,
        transaction=row.transaction,
        amount_vnd=row.amount_vnd,
        paid_at=row.paid_at,
        verdict=Verdict(row.verdict),
        refunded_vnd=row.refunded_vnd,
    )


def as_refund(row: RefundRow) -> Refund:
    return Refund(
        id=row.id,
        order_id=row.order_id,
        receipt_id=row.receipt_id,
        amount_vnd=row.amount_vnd,
        state=RefundState(row.state),
        reason=row.reason,
        asked_at=row.asked_at,
        words=row.words,
    )


def order_row(order_id: UUID) -> OrderRow:
    """Raises NoOrder."""
    row = OrderRow.objects.filter(id=order_id).first()
    if row is None:
        raise NoOrder
    return row


def by_token(token: str) -> OrderRow:
    """The order whose link this is. Raises NoOrder."""
    row = OrderRow.objects.filter(token=token[:32]).first()
    if row is None:
        raise NoOrder
    return row


def attempts_of(order_id: UUID) -> tuple[Attempt, ...]:
    """Newest first."""
    titles = {version.code: version.title for version in definitions.list_current(KIND)}
    rows = AttemptRow.objects.filter(order_id=order_id).order_by("-started_at", "-id")
    return tuple(as_attempt(row, titles.get(row.channel, "")) for row in rows)


def receipts_of(order_id: UUID) -> tuple[Receipt, ...]:
    return tuple(as_receipt(row) for row in ReceiptRow.objects.filter(order_id=order_id).order_by("recorded_at", "id"))


def refunds_of(order_id: UUID) -> tuple[Refund, ...]:
    return tuple(as_refund(row) for row in RefundRow.objects.filter(order_id=order_id).order_by("asked_at", "id"))


def open_attempts() -> QuerySet[AttemptRow]:
    return AttemptRow.objects.filter(state__in=[one.value for one in OPEN_ATTEMPTS])


def own_orders(actor: Actor) -> QuerySet[OrderRow]:
    """What the person has to pay or has paid, newest first."""
    return OrderRow.objects.filter(payer_id=actor.person_id, payer_kind="person").order_by("-created_at", "-id")


def is_payer(row: OrderRow, actor: Actor) -> bool:
    """The person, a guardian of theirs, or one who may act for the organisation."""
    if actor.person_id is None or row.payer_id is None:
        return False
    if row.payer_kind == "person":
        return row.payer_id == actor.person_id or row.payer_id in identity.wards_of(actor.person_id)
    return bool(identity.rights_in(actor.person_id, row.payer_id) & {Right.SUBMIT, Right.MANAGE})
