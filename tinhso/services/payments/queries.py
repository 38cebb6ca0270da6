"""Reads of payments. Who may see an order: its payer, whoever holds its link, officers with the act, its own client."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
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
from tinhso.services.payments.models import (
    AttemptRow,
    CaseRow,
    DifferenceRow,
    DisplayRow,
    OrderRow,
    ReceiptRow,
    RefundRow,
    StatementRow,
)
from tinhso.services.payments.types import (
    Attempt,
    AttemptState,
    Beneficiary,
    CaseKind,
    Channel,
    DifferenceKind,
    Line,
    Order,
    OrderState,
    Pending,
    Receipt,
    Refund,
    RefundState,
    Verdict,
)

KIND = "payment_channel"
LIST = 200
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


def receiver_of(order: Order, channel_code: str) -> Beneficiary:
    """The account that the payer sends to: the channel's own where it collects, else that of the order."""
    found = next((one.collecting for one in channels() if one.code == channel_code), None)
    return found or order.lines[0].beneficiary


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


def display_by_token(token: str) -> DisplayRow:
    """The counter's screen at this address. Raises NoOrder."""
    row = DisplayRow.objects.select_related("order").filter(token=token[:32]).first()
    if row is None:
        raise NoOrder
    return row


def displays_of(agency_id: UUID) -> tuple[DisplayRow, ...]:
    """The screens of an agency's counters."""
    return tuple(DisplayRow.objects.select_related("order").filter(agency_id=agency_id).order_by("label", "id"))


def attempt_by_reference(reference: str) -> AttemptRow | None:
    return AttemptRow.objects.select_related("order").filter(reference=reference[:25]).first()


def open_order_of(text: str) -> UUID | None:
    """The newest open order with this code, or whose facts name this dossier."""
    rows = OrderRow.objects.filter(state=OrderState.OPEN.value).order_by("-created_at")
    by_code = rows.filter(code=text.upper()).first()
    found = by_code or rows.filter(facts__dossier_code=text).first()
    return found.id if found else None


def find_order(code: str) -> UUID:
    """The order of this code, or of the attempt with this reference. Raises NoOrder."""
    row = OrderRow.objects.filter(code=code.strip().upper()[:20]).first()
    attempt = None if row else attempt_by_reference(code.strip().upper())
    if row is None and attempt is None:
        raise NoOrder
    return row.id if row else attempt.order_id  # type: ignore[union-attr]


def pending() -> Pending:
    """What waits for a partner or a person."""
    states = [RefundState.ASKED.value, RefundState.APPROVED.value, RefundState.SENT.value]
    return Pending(
        attempts=tuple(as_attempt(row) for row in open_attempts().order_by("started_at")[:LIST]),
        cases=CaseRow.objects.filter(closed_at=None).count(),
        refunds=RefundRow.objects.filter(state__in=states).count(),
        differences=DifferenceRow.objects.filter(closed_at=None).count(),
    )


def attempts_of(order_id: UUID) -> tuple[Attempt, ...]:
    """Newest first."""
    known = titles()
    rows = AttemptRow.objects.filter(order_id=order_id).order_by("-started_at", "-id")
    return tuple(as_attempt(row, known.get(row.channel, "")) for row in rows)


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


@dataclass(frozen=True, kw_only=True)
class Case:
    """A case as the operator sees it."""

    id: UUID
    kind: CaseKind
    channel: str
    order_code: str
    purpose: str
    receipt_id: UUID | None
    amount_vnd: int
    words: str
    opened_at: datetime
    closed_at: datetime | None
    resolution: str


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A difference as the operator sees it; `text` is what the payer wrote, only where it is opened."""

    id: UUID
    kind: DifferenceKind
    channel: str
    day: date
    here_vnd: int
    there_vnd: int
    number: str
    text: str
    closed_at: datetime | None
    resolution: str


def titles() -> dict[str, str]:
    """Titles of the ways to pay in force, by code."""
    return {version.code: version.title for version in definitions.list_current(KIND)}


def as_case(row: CaseRow, known: dict[str, str]) -> Case:
    return Case(
        id=row.id,
        kind=CaseKind(row.kind),
        channel=known.get(row.channel, row.channel),
        order_code=row.order.code if row.order else "",
        purpose=row.order.purpose if row.order else "",
        receipt_id=row.receipt_id,
        amount_vnd=row.amount_vnd,
        words=row.words,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        resolution=row.resolution,
    )


def open_cases(limit: int = LIST) -> tuple[Case, ...]:
    rows = CaseRow.objects.filter(closed_at=None).select_related("order").order_by("opened_at", "id")
    known = titles()
    return tuple(as_case(row, known) for row in rows[:limit])


def case(case_id: UUID) -> Case:
    """Raises NoOrder."""
    row = CaseRow.objects.select_related("order").filter(id=case_id).first()
    if row is None:
        raise NoOrder
    return as_case(row, titles())


def as_difference(row: DifferenceRow, *, text: bool) -> Difference:
    number = row.entry.number if row.entry else row.receipt.transaction if row.receipt else ""
    return Difference(
        id=row.id,
        kind=DifferenceKind(row.kind),
        channel=row.channel,
        day=row.day,
        here_vnd=row.here_vnd,
        there_vnd=row.there_vnd,
        number=number,
        text=row.entry.text if row.entry and text else "",
        closed_at=row.closed_at,
        resolution=row.resolution,
    )


def open_differences(limit: int = LIST) -> tuple[Difference, ...]:
    rows = DifferenceRow.objects.filter(closed_at=None).select_related("entry", "receipt").defer("entry__text")
    return tuple(as_difference(row, text=False) for row in rows.order_by("day", "found_at", "id")[:limit])


def difference(difference_id: UUID) -> Difference:
    """Raises NoOrder."""
    row = DifferenceRow.objects.select_related("entry", "receipt").filter(id=difference_id).first()
    if row is None:
        raise NoOrder
    return as_difference(row, text=True)


def open_refunds(limit: int = LIST) -> tuple[Refund, ...]:
    states = [RefundState.ASKED.value, RefundState.APPROVED.value, RefundState.SENT.value]
    return tuple(
        as_refund(row) for row in RefundRow.objects.filter(state__in=states).order_by("asked_at", "id")[:limit]
    )


def refund_row(refund_id: UUID) -> RefundRow:
    """Raises NoOrder."""
    row = RefundRow.objects.select_related("receipt").filter(id=refund_id).first()
    if row is None:
        raise NoOrder
    return row


def refunds_of_receipt(receipt_id: UUID) -> tuple[Refund, ...]:
    return tuple(as_refund(row) for row in RefundRow.objects.filter(receipt_id=receipt_id).order_by("asked_at", "id"))


def receipt(receipt_id: UUID) -> Receipt:
    """Raises NoOrder."""
    row = ReceiptRow.objects.filter(id=receipt_id).first()
    if row is None:
        raise NoOrder
    return as_receipt(row)


@dataclass(frozen=True, kw_only=True)
class Taken:
    """The money that settled an order, by its own receipt."""

    order_id: UUID
    client: str
    code: str
    amount_vnd: int
    lines: tuple[Line, ...]
    paid_at: datetime
    recorded_at: datetime


def taken_between(since: datetime | None, until: datetime) -> tuple[UUID, ...]:
    """The orders whose money was recorded in that time."""
    rows = ReceiptRow.objects.filter(verdict=Verdict.SETTLES.value, order__isnull=False, recorded_at__lt=until)
    rows = rows if since is None else rows.filter(recorded_at__gte=since)
    return tuple(one for one in rows.values_list("order_id", flat=True) if one is not None)


def taken_for(order_ids: Iterable[UUID]) -> dict[UUID, Taken]:
    """What came for these orders and settled them; an order without such money is not there."""
    rows = ReceiptRow.objects.filter(verdict=Verdict.SETTLES.value, order__in=list(order_ids)).select_related("order")
    found: dict[UUID, Taken] = {}
    for row in rows:
        assert row.order is not None
        found[row.order.id] = Taken(
            order_id=row.order.id,
            client=row.order.client,
            code=row.order.code,
            amount_vnd=row.amount_vnd,
            lines=lines_from(row.order.lines),
            paid_at=row.paid_at,
            recorded_at=row.recorded_at,
        )
    return found


def refunds_ended_between(since: datetime | None, until: datetime) -> tuple[UUID, ...]:
    """The refunds that came to an end in that time."""
    rows = RefundRow.objects.filter(ended_at__lt=until)
    rows = rows if since is None else rows.filter(ended_at__gte=since)
    return tuple(rows.values_list("id", flat=True))


def refunds_by_id(ids: Iterable[UUID]) -> dict[UUID, Refund]:
    """These refunds; the caller has authorised the reading."""
    return {row.id: as_refund(row) for row in RefundRow.objects.filter(id__in=list(ids))}


def statements(limit: int = 20) -> tuple[StatementRow, ...]:
    """The statements imported last."""
    return tuple(StatementRow.objects.order_by("-imported_at", "-id")[:limit])
