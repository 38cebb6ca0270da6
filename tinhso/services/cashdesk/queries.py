"""Shifts, receipts and slips as the pages show them; the caller has authorised the reading."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet, Sum

from tinhso.foundation.definitions import api as definitions
from tinhso.services.cashdesk import models
from tinhso.services.cashdesk.errors import NotInTill
from tinhso.services.cashdesk.types import (
    Deposit,
    DepositState,
    Payout,
    PayoutState,
    Receipt,
    ReceiptLine,
    ReceiptRule,
    ReceiptState,
    Shift,
    ShiftState,
)

RULE = "counter"
# Slips whose money left a till, whether it came back by a counter entry or not.
OUT = (PayoutState.PAID.value, PayoutState.RETURNED.value)


def rule_on(on: date) -> ReceiptRule:
    """How receipts are numbered and money is counted that day. Raises NoDefinition."""
    version = definitions.get("receipt_rule", RULE, on=on)
    body = version.body
    return ReceiptRule(
        version_id=version.id,
        form=body["form"],
        sign_pattern=body["sign_pattern"],
        numbers_in_book=body["numbers_in_book"],
        denominations=tuple(body["denominations"]),
    )


def recorded_in(shift: models.Shift) -> int:
    """What the till should hold: what was there, every receipt that stands, less what went back."""
    return shift.opening_vnd + _moved_in([shift.id]).get(shift.id, 0)


def _moved_in(shift_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Shift → what came by its receipts, less what went out by its slips, with what of it came back."""
    wanted = list(shift_ids)
    taken = models.Receipt.objects.filter(shift__in=wanted, state=ReceiptState.ISSUED).order_by()
    given = models.Payout.objects.filter(shift__in=wanted, state__in=OUT).order_by()
    back = models.Payout.objects.filter(return_shift__in=wanted, state=PayoutState.RETURNED).order_by()
    found = dict(taken.values_list("shift_id").annotate(sum=Sum("amount_vnd")))
    for sign, rows in (
        (-1, given.values_list("shift_id").annotate(sum=Sum("amount_vnd"))),
        (1, back.values_list("return_shift_id").annotate(sum=Sum("amount_vnd"))),
    ):
        for shift_id, amount in rows:
            if shift_id is not None:
                found[shift_id] = found.get(shift_id, 0) + sign * amount
    return found


def shift_view(row: models.Shift) -> Shift:
    return Shift(
        id=row.id,
        agency_id=row.agency_id,
        person_id=row.person_id,
        state=ShiftState(row.state),
        opened_at=row.opened_at,
        opening_vnd=row.opening_vnd,
        closed_at=row.closed_at,
        counted=row.counted,
        counted_vnd=row.counted_vnd,
        recorded_vnd=recorded_in(row) if row.state == ShiftState.OPEN else row.recorded_vnd,
        explanation=row.explanation,
    )


def open_shift_of(person_id: UUID, agency_id: UUID) -> Shift | None:
    """The cashier's open shift at this agency."""
    row = models.Shift.objects.filter(person_id=person_id, agency_id=agency_id, state=ShiftState.OPEN).first()
    return None if row is None else shift_view(row)


def get_shift(shift_id: UUID, *, agency_id: UUID) -> Shift:
    """A shift of the agency. Raises NotInTill."""
    row = models.Shift.objects.filter(id=shift_id, agency_id=agency_id).first()
    if row is None:
        raise NotInTill
    return shift_view(row)


def shifts_of(agency_id: UUID, *, limit: int = 50) -> tuple[Shift, ...]:
    """The agency's shifts, newest first; what open ones hold is asked once for all."""
    rows = list(models.Shift.objects.filter(agency_id=agency_id).order_by("-opened_at")[:limit])
    open_ids = [row.id for row in rows if row.state == ShiftState.OPEN]
    moved = _moved_in(open_ids)
    return tuple(
        Shift(
            id=row.id,
            agency_id=row.agency_id,
            person_id=row.person_id,
            state=ShiftState(row.state),
            opened_at=row.opened_at,
            opening_vnd=row.opening_vnd,
            closed_at=row.closed_at,
            counted=row.counted,
            counted_vnd=row.counted_vnd,
            recorded_vnd=row.opening_vnd + moved.get(row.id, 0) if row.state == ShiftState.OPEN else row.recorded_vnd,
            explanation=row.explanation,
        )
        for row in rows
    )


def receipt_view(row: models.Receipt, lines: Iterable[models.ReceiptLine]) -> Receipt:
    return Receipt(
        id=row.id,
        shift_id=row.shift_id,
        agency_id=row.agency_id,
        form=row.form,
        sign=row.sign,
        book=row.book,
        number=row.number,
        payer_name=row.payer_name,
        amount_vnd=row.amount_vnd,
        received_vnd=row.received_vnd,
        lines=tuple(
            ReceiptLine(
                subject_id=line.subject_id,
                title=line.title,
                reference=line.reference,
                amount_vnd=line.amount_vnd,
                account_code=line.account_code,
                account_version_id=line.account_version_id,
            )
            for line in lines
        ),
        state=ReceiptState(row.state),
        issued_at=row.issued_at,
        issued_by_id=row.issued_by_id,
        cancelled_at=row.cancelled_at,
        cancelled_by_id=row.cancelled_by_id,
        reason=row.reason,
        printed=row.printed,
        token=row.token,
    )


def _views(rows: QuerySet[models.Receipt]) -> tuple[Receipt, ...]:
    found = list(rows)
    lines: dict[UUID, list[models.ReceiptLine]] = {row.id: [] for row in found}
    for line in models.ReceiptLine.objects.filter(receipt__in=found).order_by("id"):
        lines[line.receipt_id].append(line)
    return tuple(receipt_view(row, lines[row.id]) for row in found)


def get_receipt(receipt_id: UUID, *, agency_id: UUID) -> Receipt:
    """A receipt of the agency, with its lines. Raises NotInTill."""
    found = _views(models.Receipt.objects.filter(id=receipt_id, agency_id=agency_id))
    if not found:
        raise NotInTill
    return found[0]


def receipts_between(since: datetime | None, until: datetime) -> tuple[UUID, ...]:
    """The receipts of every till that were issued or cancelled in that time."""
    issued, cancelled = Q(issued_at__lt=until), Q(cancelled_at__lt=until)
    if since is not None:
        issued, cancelled = issued & Q(issued_at__gte=since), cancelled & Q(cancelled_at__gte=since)
    return tuple(models.Receipt.objects.filter(issued | cancelled).values_list("id", flat=True))


def receipts_by_id(ids: Iterable[UUID]) -> dict[UUID, Receipt]:
    """These receipts with their lines; the caller has authorised the reading."""
    return {one.id: one for one in _views(models.Receipt.objects.filter(id__in=list(ids)))}


def receipts_of_shift(shift_id: UUID, *, limit: int = 500) -> tuple[Receipt, ...]:
    """The receipts of a shift, newest first, cancelled ones included."""
    return _views(models.Receipt.objects.filter(shift_id=shift_id).order_by("-number")[:limit])


def deposits_of(agency_id: UUID, *, limit: int = 50) -> tuple[Deposit, ...]:
    """The agency's deposit slips, newest first."""
    rows = models.Deposit.objects.filter(agency_id=agency_id).order_by("-made_at", "-number")[:limit]
    return tuple(map(deposit_view, rows))


def get_deposit(deposit_id: UUID, *, agency_id: UUID) -> Deposit:
    """A slip of the agency. Raises NotInTill."""
    row = models.Deposit.objects.filter(id=deposit_id, agency_id=agency_id).first()
    if row is None:
        raise NotInTill
    return deposit_view(row)


def deposit_view(row: models.Deposit) -> Deposit:
    return Deposit(
        id=row.id,
        agency_id=row.agency_id,
        number=row.number,
        account_code=row.account_code,
        account_version_id=row.account_version_id,
        amount_vnd=row.amount_vnd,
        receipts=row.receipts,
        state=DepositState(row.state),
        made_at=row.made_at,
        made_by_id=row.made_by_id,
        confirmed_at=row.confirmed_at,
        confirmed_by_id=row.confirmed_by_id,
        bank_reference=row.bank_reference,
    )


def to_deposit(agency_id: UUID) -> tuple[tuple[str, UUID, int], ...]:
    """(account code, its version, đồng) of closed shifts that no slip took yet; below zero: more went back than came."""
    found: dict[tuple[str, UUID], int] = {}
    waiting = (
        (1, undeposited_lines(agency_id)),
        (-1, undeposited_payouts(agency_id)),
        (1, undeposited_returns(agency_id)),
    )
    for sign, rows in waiting:
        sums = rows.order_by().values_list("account_code", "account_version_id").annotate(sum=Sum("amount_vnd"))
        for code, version, amount in sums:
            found[code, version] = found.get((code, version), 0) + sign * amount
    return tuple((code, version, amount) for (code, version), amount in sorted(found.items()))


def undeposited_lines(agency_id: UUID) -> QuerySet[models.ReceiptLine]:
    """What receipts of closed shifts brought and no slip took to the bank."""
    return models.ReceiptLine.objects.filter(
        receipt__agency_id=agency_id,
        receipt__state=ReceiptState.ISSUED,
        receipt__shift__state=ShiftState.CLOSED,
        deposit=None,
    )


def undeposited_payouts(agency_id: UUID) -> QuerySet[models.Payout]:
    """What went back out of closed shifts and made no slip smaller yet."""
    return models.Payout.objects.filter(
        agency_id=agency_id, state__in=OUT, shift__state=ShiftState.CLOSED, deposit=None
    )


def undeposited_returns(agency_id: UUID) -> QuerySet[models.Payout]:
    """What came back into closed shifts by counter entries and no slip took to the bank."""
    return models.Payout.objects.filter(
        agency_id=agency_id,
        state=PayoutState.RETURNED,
        return_shift__state=ShiftState.CLOSED,
        return_deposit=None,
    )


def payouts_of(agency_id: UUID, *, limit: int = 50) -> tuple[Payout, ...]:
    """The agency's slips by which cash goes back, newest first."""
    rows = models.Payout.objects.filter(agency_id=agency_id).order_by("-prepared_at", "-number")[:limit]
    return tuple(map(_payout_view, rows))


def payouts_of_shift(shift_id: UUID) -> tuple[Payout, ...]:
    """What went out of a shift's till, newest first."""
    return tuple(map(_payout_view, models.Payout.objects.filter(shift_id=shift_id).order_by("-paid_at", "-number")))


def returns_of_shift(shift_id: UUID) -> tuple[Payout, ...]:
    """What came back into a shift's till by counter entries, newest first."""
    rows = models.Payout.objects.filter(return_shift_id=shift_id, state=PayoutState.RETURNED)
    return tuple(map(_payout_view, rows.order_by("-returned_at", "-return_number")))


def get_payout(payout_id: UUID, *, agency_id: UUID) -> Payout:
    """A slip of the agency. Raises NotInTill."""
    row = models.Payout.objects.filter(id=payout_id, agency_id=agency_id).first()
    if row is None:
        raise NotInTill
    return _payout_view(row)


def payouts_by_id(ids: Iterable[UUID]) -> dict[UUID, Payout]:
    """These slips; the caller has authorised the reading."""
    return {row.id: _payout_view(row) for row in models.Payout.objects.filter(id__in=list(ids))}


def _payout_view(row: models.Payout) -> Payout:
    return Payout(
        id=row.id,
        subject_id=row.subject_id,
        agency_id=row.agency_id,
        year=row.year,
        number=row.number,
        payee_name=row.payee_name,
        title=row.title,
        reference=row.reference,
        reason=row.reason,
        amount_vnd=row.amount_vnd,
        account_code=row.account_code,
        account_version_id=row.account_version_id,
        state=PayoutState(row.state),
        prepared_at=row.prepared_at,
        prepared_by_id=row.prepared_by_id,
        approved_at=row.approved_at,
        approved_by_id=row.approved_by_id,
        paid_at=row.paid_at,
        paid_by_id=row.paid_by_id,
        identity_checked=row.identity_checked,
        cancelled_at=row.cancelled_at,
        cancelled_by_id=row.cancelled_by_id,
        cancel_reason=row.cancel_reason,
        return_reason=row.return_reason,
        return_asked_at=row.return_asked_at,
        return_asked_by_id=row.return_asked_by_id,
        return_shift_id=row.return_shift_id,
        returned_at=row.returned_at,
        returned_by_id=row.returned_by_id,
        return_year=row.return_year,
        return_number=row.return_number,
    )
