"""Money came, or its receipt was cancelled: dues are paid, owed again, or somebody has money to get back."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import local, now
from tinhso.kernel.database import lock_key, lock_row
from tinhso.services.fees import ledger, queries
from tinhso.services.fees.errors import DueClosed, FeeInvalid, NoDue
from tinhso.services.fees.events import DuePaid, DueUnpaid, RefundDropped, RefundPaid, RefundUndone
from tinhso.services.fees.models import Due, Refund, Settlement, SettlementLine
from tinhso.services.fees.types import Due as DueView
from tinhso.services.fees.types import DueState, Means, Settled
from tinhso.services.fees.types import Refund as RefundView


def claim_dues(ids: Collection[UUID]) -> tuple[DueView, ...]:
    """These dues, locked until the caller's transaction ends: what is left of them is left until then."""
    return tuple(map(queries.due_view, ledger.lock_dues(ids)))


def settle(
    *, amounts: Mapping[UUID, int], source: tuple[str, UUID], means: Means, paid_at: datetime, actor: Actor
) -> Settled:
    """Money came for these dues (due → đồng). The same source settles once, whatever is told again.

    What a due does not need, because it was paid, exempt or cancelled meanwhile, is owed back: money is never lost.
    Raises NoDue, FeeInvalid (an amount that is no money). The caller has authorised the receipt of the money.
    """
    if not amounts or any(amount <= 0 for amount in amounts.values()):
        raise FeeInvalid("Số tiền nộp phải lớn hơn 0.")
    with transaction.atomic():
        lock_key(f"fees.settlement.{source[0]}.{source[1]}")
        known = Settlement.objects.filter(source_kind=source[0], source_id=source[1]).first()
        if known is not None:
            return _told(known, is_new=False)
        rows = ledger.lock_dues(amounts)
        if len(rows) != len(amounts):
            raise NoDue
        settlement = Settlement.objects.create(
            source_kind=source[0],
            source_id=source[1],
            means=means.value,
            amount_vnd=sum(amounts.values()),
            paid_at=paid_at,
            paid_on=local(paid_at).date(),
        )
        for row in rows:
            _pay(row, amounts[row.id], settlement, at=now(), actor=actor)
        access.record_write(
            actor=actor,
            act="fees.settle",
            target=("fee_settlement", settlement.id),
            detail={"amount_vnd": settlement.amount_vnd, "means": means.value},
        )
        return _told(settlement, is_new=True)


def _pay(row: Due, amount: int, settlement: Settlement, *, at: datetime, actor: Actor) -> None:
    needed = max(0, row.amount_vnd - row.paid_vnd) if row.state == DueState.OPEN else 0
    applied = min(amount, needed)
    excess = amount - applied
    SettlementLine.objects.create(settlement=settlement, due=row, amount_vnd=applied, excess_vnd=excess)
    row.paid_vnd += applied
    row.state = ledger.state_of(row).value
    if row.state == DueState.SETTLED and applied:
        row.settled_at = settlement.paid_at
    row.save(update_fields=["paid_vnd", "state", "settled_at"])
    ledger.note(row, "paid", at=at, actor=actor)
    ledger.tell(
        row,
        DuePaid,
        at=settlement.paid_at,
        actor=actor,
        means=settlement.means,
        amount_vnd=applied,
        excess_vnd=excess,
        is_settled=row.state == DueState.SETTLED,
        source_kind=settlement.source_kind,
        source_id=settlement.source_id,
    )
    if excess:
        cause = "overpaid" if needed else "not_owed"
        ledger.owe_back(row, excess, cause, settlement=settlement, at=at, actor=actor)


def _told(settlement: Settlement, *, is_new: bool) -> Settled:
    lines = list(SettlementLine.objects.filter(settlement=settlement))
    return Settled(
        settlement_id=settlement.id,
        applied_vnd=sum(line.amount_vnd for line in lines),
        refund_vnd=sum(line.excess_vnd for line in lines),
        is_new=is_new,
    )


def unsettle(*, source: tuple[str, UUID], reason: str, actor: Actor) -> None:
    """The receipt of that source was cancelled: what it paid is owed again. Raises NoDue, DueClosed (given back already).

    The caller has authorised the cancellation.
    """
    with transaction.atomic():
        lock_key(f"fees.settlement.{source[0]}.{source[1]}")
        settlement = lock_row(
            Settlement.objects.filter(source_kind=source[0], source_id=source[1], is_reversed=False)
        ).first()
        if settlement is None:
            raise NoDue
        lines = {line.due_id: line for line in SettlementLine.objects.filter(settlement=settlement)}
        rows = ledger.lock_dues(lines)
        if _returning(rows, settlement).filter(state__in=("asked", "paid")).exists():
            raise DueClosed("Khoản thu này đã hoàn tiền, không hủy biên lai được nữa.")
        at = now()
        for row in rows:
            _take_back(row, lines[row.id], settlement, at=at, reason=reason, actor=actor)
        settlement.is_reversed = True
        settlement.save(update_fields=["is_reversed"])
        access.record_write(actor=actor, act="fees.unsettle", target=("fee_settlement", settlement.id), detail={})


def _returning(rows: Collection[Due], settlement: Settlement) -> QuerySet[Refund]:
    """What goes back of the money of this settlement; what another one brought too much stays owed."""
    return Refund.objects.filter(Q(settlement=settlement) | Q(settlement=None), due__in=rows)


def _take_back(
    row: Due, line: SettlementLine, settlement: Settlement, *, at: datetime, reason: str, actor: Actor
) -> None:
    for refund in _returning([row], settlement).filter(state="owed"):
        _drop(refund, row, at=at, actor=actor)
    row.paid_vnd -= line.amount_vnd
    row.state = ledger.state_of(row).value
    row.settled_at = None
    row.save(update_fields=["paid_vnd", "state", "settled_at"])
    ledger.note(row, "unpaid", at=at, reason=reason, actor=actor)
    ledger.tell(
        row,
        DueUnpaid,
        at=at,
        actor=actor,
        means=settlement.means,
        amount_vnd=line.amount_vnd,
        excess_vnd=line.excess_vnd,
        source_kind=settlement.source_kind,
        source_id=settlement.source_id,
    )
    ledger.owe_back_too_much(row, "cancelled", at=at, actor=actor)


def _drop(refund: Refund, row: Due, *, at: datetime, actor: Actor) -> None:
    refund.state = "dropped"
    refund.save(update_fields=["state"])
    ledger.note(row, "refund_dropped", at=at, reason=refund.cause, actor=actor)
    ledger.tell(
        row, RefundDropped, at=at, actor=actor,
        refund_id=refund.id, amount_vnd=refund.amount_vnd, cause=refund.cause,
    )  # fmt: skip


def refund_asked(*, refund_id: UUID, reference: str, actor: Actor) -> bool:
    """Whoever gives the money back has begun, under that reference; twice is once. False when it was known or is over."""
    with transaction.atomic():
        refund = lock_row(Refund.objects.filter(id=refund_id)).first()
        if refund is None:
            raise NoDue
        if refund.state != "owed":
            return False
        refund.state, refund.paid_reference = "asked", reference[:80]
        refund.save(update_fields=["state", "paid_reference"])
        access.record_write(actor=actor, act="fees.refund_asked", target=("fee_refund", refund.id), detail={})
        return True


def claim_refund(refund_id: UUID) -> RefundView:
    """This refund, locked until the caller's transaction ends. Raises NoDue."""
    if not lock_row(Refund.objects.filter(id=refund_id)).exists():
        raise NoDue
    return queries.get_refund(refund_id)


def refund_called_off(*, refund_id: UUID, reference: str, actor: Actor) -> bool:
    """Whoever had begun to give it back under that reference does not after all: it is owed as before. Twice is once."""
    with transaction.atomic():
        refund = lock_row(Refund.objects.filter(id=refund_id, state="asked", paid_reference=reference)).first()
        if refund is None:
            return False
        refund.state, refund.paid_reference = "owed", ""
        refund.save(update_fields=["state", "paid_reference"])
        access.record_write(actor=actor, act="fees.refund_called_off", target=("fee_refund", refund.id), detail={})
        return True


def refund_under(reference: str) -> UUID | None:
    """The refund that was begun under that reference."""
    return Refund.objects.filter(paid_reference=reference).values_list("id", flat=True).first() if reference else None


def refund_paid(*, refund_id: UUID, reference: str, actor: Actor) -> bool:
    """The payer has the money back; twice is once. False when it was known. Raises NoDue."""
    with transaction.atomic():
        refund = lock_row(Refund.objects.filter(id=refund_id)).first()
        if refund is None:
            raise NoDue
        if refund.state not in ("owed", "asked"):
            return False
        at = now()
        refund.state, refund.paid_at, refund.paid_reference = "paid", at, reference[:80]
        refund.save(update_fields=["state", "paid_at", "paid_reference"])
        _refund_told(refund, RefundPaid, "refunded", "fees.refund_paid", at=at, reason=reference, actor=actor)
        return True


def refund_undone(*, refund_id: UUID, reference: str, actor: Actor) -> bool:
    """What was given back under that reference came in again: it is owed as before. Twice is once."""
    with transaction.atomic():
        refund = lock_row(Refund.objects.filter(id=refund_id, state="paid", paid_reference=reference)).first()
        if refund is None:
            return False
        at = now()
        refund.state, refund.paid_at, refund.paid_reference = "owed", None, ""
        refund.undone_at = refund.undone_at or at
        refund.save(update_fields=["state", "paid_at", "paid_reference", "undone_at"])
        _refund_told(refund, RefundUndone, "refund_undone", "fees.refund_undone", at=at, reason=reference, actor=actor)
        return True


def _refund_told(
    refund: Refund,
    event: type[RefundPaid | RefundUndone],
    note: str,
    act: str,
    *,
    at: datetime,
    reason: str,
    actor: Actor,
) -> None:
    """The due's ledger, the event and the audit know of it."""
    (row,) = ledger.lock_dues([refund.due_id])
    ledger.note(row, note, at=at, reason=reason, actor=actor)
    ledger.tell(
        row, event, at=at, actor=actor, refund_id=refund.id, amount_vnd=refund.amount_vnd, cause=refund.cause,
    )  # fmt: skip
    access.record_write(actor=actor, act=act, target=("fee_refund", refund.id), detail={})
