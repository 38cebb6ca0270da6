"""What happened at a till: ids, codes and đồng, no personal data."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from tinhso.kernel.event import Event


@dataclass(frozen=True, kw_only=True)
class ReceiptIssued(Event):
    """Money was taken and has its numbered receipt."""

    name: ClassVar[str] = "cash.received"
    receipt_id: UUID
    shift_id: UUID
    agency_id: UUID
    amount_vnd: int
    on: date


@dataclass(frozen=True, kw_only=True)
class ReceiptCancelled(Event):
    """A receipt was cancelled within its shift: the money went back, the number stays."""

    name: ClassVar[str] = "cash.receipt_cancelled"
    receipt_id: UUID
    shift_id: UUID
    agency_id: UUID
    amount_vnd: int
    on: date


@dataclass(frozen=True, kw_only=True)
class ShiftClosed(Event):
    """A shift was counted; `difference_vnd` = counted less recorded."""

    name: ClassVar[str] = "cash.shift_closed"
    shift_id: UUID
    agency_id: UUID
    recorded_vnd: int
    counted_vnd: int
    difference_vnd: int
    on: date


@dataclass(frozen=True, kw_only=True)
class DepositMade(Event):
    """Money of closed shifts goes to an account by a numbered slip."""

    name: ClassVar[str] = "cash.deposited"
    deposit_id: UUID
    agency_id: UUID
    account_code: str
    amount_vnd: int
    receipts: int
    on: date


@dataclass(frozen=True, kw_only=True)
class DepositConfirmed(Event):
    """The bank or treasury has the money of a slip."""

    name: ClassVar[str] = "cash.deposit_confirmed"
    deposit_id: UUID
    agency_id: UUID
    amount_vnd: int
    on: date


@dataclass(frozen=True, kw_only=True)
class CashPaidBack(Event):
    """Money went back out of a till, by an approved slip."""

    name: ClassVar[str] = "cash.paid_back"
    payout_id: UUID
    shift_id: UUID
    agency_id: UUID
    amount_vnd: int
    on: date


@dataclass(frozen=True, kw_only=True)
class PayoutReturned(Event):
    """Money that was handed out by mistake is in a till again, by a counter entry; the slip stands as it was."""

    name: ClassVar[str] = "cash.payout_returned"
    payout_id: UUID
    shift_id: UUID
    agency_id: UUID
    amount_vnd: int
    on: date


@dataclass(frozen=True, kw_only=True)
class PayoutCancelled(Event):
    """A slip whose money was not out was cancelled; its number stays."""

    name: ClassVar[str] = "cash.payout_cancelled"
    payout_id: UUID
    agency_id: UUID
    amount_vnd: int
    on: date
