"""Public values of the cash desk. Money is đồng, whole and never negative."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class ReceiptRule:
    """How receipts look and money is counted (kind `receipt_rule`): form, sign, numbers in a book, bank notes."""

    version_id: UUID
    form: str
    sign_pattern: str
    numbers_in_book: int
    denominations: tuple[int, ...]

    def sign(self, *, year: int) -> str:
        """The sign of the series of a year, such as CT-26P."""
        return self.sign_pattern.replace("{yy}", f"{year % 100:02d}")


class ShiftState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    DEPOSITED = "deposited"

    @property
    def words(self) -> str:
        return {"open": "Đang mở", "closed": "Đã đóng, chưa nộp", "deposited": "Đã lập giấy nộp tiền"}[self.value]


class ReceiptState(StrEnum):
    ISSUED = "issued"
    CANCELLED = "cancelled"

    @property
    def words(self) -> str:
        return {"issued": "Đã thu", "cancelled": "Đã hủy"}[self.value]


class DepositState(StrEnum):
    MADE = "made"
    CONFIRMED = "confirmed"

    @property
    def words(self) -> str:
        return {"made": "Chờ ngân hàng xác nhận", "confirmed": "Ngân hàng đã nhận"}[self.value]


class PayoutState(StrEnum):
    """A slip by which cash goes back: prepared, approved by another person, its money out; or cancelled before that.

    `returned`: the money was handed out by mistake and is in a till again, by a counter entry of its own.
    """

    PREPARED = "prepared"
    APPROVED = "approved"
    PAID = "paid"
    CANCELLED = "cancelled"
    RETURNED = "returned"

    @property
    def words(self) -> str:
        return {
            "prepared": "Chờ duyệt", "approved": "Đã duyệt, chờ giao tiền", "paid": "Đã chi", "cancelled": "Đã hủy",
            "returned": "Đã thu lại",
        }[self.value]  # fmt: skip

    @property
    def tone(self) -> str:
        return {"paid": "good", "cancelled": "bad", "returned": "bad"}.get(self.value, "wait")


@dataclass(frozen=True, kw_only=True)
class LineInput:
    """What a part of the money is for: `subject_id` is opaque; `account` (code, version) is where it goes."""

    subject_id: UUID
    title: str
    reference: str
    amount_vnd: int
    account_code: str
    account_version_id: UUID


@dataclass(frozen=True, kw_only=True)
class ReceiptLine:
    subject_id: UUID
    title: str
    reference: str
    amount_vnd: int
    account_code: str
    account_version_id: UUID


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """A receipt. Its number stands whatever became of it; `printed` says how often it was printed."""

    id: UUID
    shift_id: UUID
    agency_id: UUID
    form: str
    sign: str
    book: int
    number: int
    payer_name: str
    amount_vnd: int
    received_vnd: int
    lines: tuple[ReceiptLine, ...]
    state: ReceiptState
    issued_at: datetime
    issued_by_id: UUID
    cancelled_at: datetime | None
    cancelled_by_id: UUID | None
    reason: str
    printed: int
    token: str

    @property
    def change_vnd(self) -> int:
        return self.received_vnd - self.amount_vnd

    @property
    def number_words(self) -> str:
        """ "0000012", seven places as printed receipts have."""
        return f"{self.number:07d}"


@dataclass(frozen=True, kw_only=True)
class Shift:
    """A cashier's shift: what there was, what came by the receipts, what was counted, and why they differ."""

    id: UUID
    agency_id: UUID
    person_id: UUID
    state: ShiftState
    opened_at: datetime
    opening_vnd: int
    closed_at: datetime | None
    counted: Mapping[str, int]
    counted_vnd: int
    recorded_vnd: int
    explanation: str

    @property
    def is_open(self) -> bool:
        return self.state is ShiftState.OPEN

    @property
    def difference_vnd(self) -> int:
        """Counted less recorded: more than nothing = too much in the till."""
        return self.counted_vnd - self.recorded_vnd


@dataclass(frozen=True, kw_only=True)
class Deposit:
    """A slip by which the money of closed shifts for one account goes to the bank or treasury."""

    id: UUID
    agency_id: UUID
    number: int
    account_code: str
    account_version_id: UUID
    amount_vnd: int
    receipts: int
    state: DepositState
    made_at: datetime
    made_by_id: UUID
    confirmed_at: datetime | None
    confirmed_by_id: UUID | None
    bank_reference: str


@dataclass(frozen=True, kw_only=True)
class PayoutInput:
    """What goes back, to whom and why; the account is the one into which the money had gone."""

    subject_id: UUID
    payee_name: str
    title: str
    reference: str
    reason: str
    amount_vnd: int
    account_code: str
    account_version_id: UUID


@dataclass(frozen=True, kw_only=True)
class Payout:
    """A slip by which cash goes back. Its number stands whatever became of it."""

    id: UUID
    subject_id: UUID
    agency_id: UUID
    year: int
    number: int
    payee_name: str
    title: str
    reference: str
    reason: str
    amount_vnd: int
    account_code: str
    account_version_id: UUID
    state: PayoutState
    prepared_at: datetime
    prepared_by_id: UUID
    approved_at: datetime | None
    approved_by_id: UUID | None
    paid_at: datetime | None
    paid_by_id: UUID | None
    identity_checked: str
    cancelled_at: datetime | None
    cancelled_by_id: UUID | None
    cancel_reason: str
    return_reason: str
    return_asked_at: datetime | None
    return_asked_by_id: UUID | None
    return_shift_id: UUID | None
    returned_at: datetime | None
    returned_by_id: UUID | None
    return_year: int | None
    return_number: int | None

    @property
    def number_words(self) -> str:
        """ "0012/PC-2026"."""
        return f"{self.number:04d}/PC-{self.year}"

    @property
    def return_words(self) -> str:
        """ "0001/TL-2026", the counter entry's own number; "" while there is none."""
        return f"{self.return_number:04d}/TL-{self.return_year}" if self.return_number else ""
