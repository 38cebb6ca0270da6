"""What happened to money that is owed: ids, codes and đồng, no personal data. A money report is the sum of these."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from tinhso.kernel.event import Event


@dataclass(frozen=True, kw_only=True)
class FeeEvent(Event):
    """What every event of a due says: whose, for what, on which of the province's days."""

    due_id: UUID
    subject_kind: str
    subject_id: UUID
    procedure_code: str
    field_code: str
    owner_agency_id: UUID
    receiving_agency_id: UUID
    account_agency_id: UUID
    kind: str
    stage: str
    channel: str
    on: date


@dataclass(frozen=True, kw_only=True)
class DueRaised(FeeEvent):
    """Money is owed from now on; `full_vnd` before an exemption that was claimed."""

    name: ClassVar[str] = "fee.raised"
    full_vnd: int
    amount_vnd: int


@dataclass(frozen=True, kw_only=True)
class DueChanged(FeeEvent):
    """The amount owed changed: exempted, restored, lowered, cancelled."""

    name: ClassVar[str] = "fee.changed"
    change: str
    state: str
    before_vnd: int
    amount_vnd: int


@dataclass(frozen=True, kw_only=True)
class DuePaid(FeeEvent):
    """Money came for a due; `excess_vnd` of it was not owed. `is_settled`: nothing more is owed."""

    name: ClassVar[str] = "fee.paid"
    means: str
    amount_vnd: int
    excess_vnd: int
    is_settled: bool
    source_kind: str
    source_id: UUID


@dataclass(frozen=True, kw_only=True)
class DueUnpaid(FeeEvent):
    """A payment was taken back (a cancelled receipt): the money is owed again."""

    name: ClassVar[str] = "fee.unpaid"
    means: str
    amount_vnd: int
    excess_vnd: int
    source_kind: str
    source_id: UUID


@dataclass(frozen=True, kw_only=True)
class RefundOwed(FeeEvent):
    """Money is owed back to the payer, for that cause."""

    name: ClassVar[str] = "fee.refund_owed"
    refund_id: UUID
    amount_vnd: int
    cause: str


@dataclass(frozen=True, kw_only=True)
class RefundDropped(FeeEvent):
    """What was owed back is owed no more: the receipt of that money was cancelled before it went."""

    name: ClassVar[str] = "fee.refund_dropped"
    refund_id: UUID
    amount_vnd: int
    cause: str


@dataclass(frozen=True, kw_only=True)
class RefundPaid(FeeEvent):
    """The payer has the money back."""

    name: ClassVar[str] = "fee.refunded"
    refund_id: UUID
    amount_vnd: int
    cause: str


@dataclass(frozen=True, kw_only=True)
class RefundUndone(FeeEvent):
    """Money that had gone back by mistake came in again: it is owed to the payer as before."""

    name: ClassVar[str] = "fee.refund_undone"
    refund_id: UUID
    amount_vnd: int
    cause: str


@dataclass(frozen=True, kw_only=True)
class DueReminded(FeeEvent):
    """The end of the time to pay is that many days away."""

    name: ClassVar[str] = "fee.reminded"
    amount_vnd: int
    days_left: int
