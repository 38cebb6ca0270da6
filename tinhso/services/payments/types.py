"""Public shapes of payments. Amounts are whole đồng."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from tinhso.foundation.identity.types import HolderRef

# No partner's message is longer.
MOST_MESSAGE_BYTES = 32_768


class OrderState(StrEnum):
    """`settled` is for good: money that was taken for an order is only given back by a refund."""

    OPEN = "open"
    SETTLED = "settled"
    CANCELLED = "cancelled"
    EXPIRED = "expired"

    @property
    def words(self) -> str:
        return {
            "open": "Chưa thanh toán",
            "settled": "Đã thanh toán",
            "cancelled": "Đã hủy",
            "expired": "Hết hạn",
        }[self.value]


class AttemptState(StrEnum):
    """One way to the bank and back.

    `expired`: the partner says, or cannot but mean, that nothing was paid in time. `unconfirmed`: the time is over and the
    partner did not answer; it is asked on, and the payer is told not to pay again if the bank took the money.
    """

    CREATED = "created"
    WAITING = "waiting"
    PAID = "paid"
    FAILED = "failed"
    EXPIRED = "expired"
    UNCONFIRMED = "unconfirmed"

    @property
    def words(self) -> str:
        return {
            "created": "Đang gửi tới đơn vị thanh toán",
            "waiting": "Chờ ngân hàng báo",
            "paid": "Đã nhận tiền",
            "failed": "Không thành công, tiền chưa bị trừ",
            "expired": "Hết thời gian, chưa nhận được tiền",
            "unconfirmed": "Chưa xác nhận được với đơn vị thanh toán",
        }[self.value]


class Verdict(StrEnum):
    """What a sum of money that came is to the order it names."""

    SETTLES = "settles"
    OVERPAID = "overpaid"
    WRONG_AMOUNT = "wrong_amount"
    AFTER_END = "after_end"
    UNKNOWN_ORDER = "unknown_order"

    @property
    def words(self) -> str:
        return {
            "settles": "Đủ tiền của khoản phải nộp",
            "overpaid": "Trả lần nữa khoản đã thanh toán",
            "wrong_amount": "Sai số tiền",
            "after_end": "Khoản đã hủy hoặc hết hạn",
            "unknown_order": "Không rõ của khoản nào",
        }[self.value]


class CaseKind(StrEnum):
    """Why an operator has to look."""

    OVERPAID = "overpaid"
    WRONG_AMOUNT = "wrong_amount"
    AFTER_END = "after_end"
    UNKNOWN_ORDER = "unknown_order"
    CONTRADICTION = "contradiction"
    PARTNER_SILENT = "partner_silent"
    CERTIFICATE = "certificate"
    REFUND_FAILED = "refund_failed"

    @property
    def words(self) -> str:
        return _CASES[self.value][0]

    @property
    def advice(self) -> str:
        """What the operator does about it."""
        return _CASES[self.value][1]


_CASES = {
    "overpaid": ("Một khoản được trả hai lần", "Hai lần trả đều là tiền thật. Lập phiếu hoàn lần trả thừa."),
    "wrong_amount": ("Tiền đến sai số", "Khoản phải nộp chưa được tính là đã trả. Hoàn số tiền này, mời người nộp trả lại đúng số."),
    "after_end": ("Tiền đến khi khoản đã hủy hoặc hết hạn", "Hoàn tiền cho người nộp."),
    "unknown_order": ("Tiền đến không rõ của khoản nào", "Đọc nội dung chuyển khoản, tìm khoản phải nộp, hoặc trả lại qua ngân hàng."),
    "contradiction": (
        "Đơn vị thanh toán nói hai điều khác nhau",
        "Cùng một giao dịch mà số tiền khác lần báo trước. Gọi đơn vị thanh toán, giữ nguyên số đã ghi đến khi rõ.",
    ),
    "partner_silent": (
        "Đơn vị thanh toán không trả lời quá thời hạn",
        "Hệ thống vẫn hỏi tiếp. Nếu kéo dài, gọi đơn vị thanh toán; đừng xác nhận bằng tay khi chưa thấy tiền.",
    ),
    "certificate": ("Chứng thư số của đơn vị thanh toán bị từ chối", "Đề nghị đơn vị thanh toán gia hạn chứng thư; không tắt kiểm tra."),
    "refund_failed": ("Hoàn tiền không thành công", "Xem lý do đơn vị thanh toán trả lời, sửa rồi lập phiếu hoàn khác."),
}  # fmt: skip


class RefundState(StrEnum):
    """asked → approved by another person → sent → confirmed, or an end without money."""

    ASKED = "asked"
    APPROVED = "approved"
    SENT = "sent"
    CONFIRMED = "confirmed"
    FAILED = "failed"
    REFUSED = "refused"

    @property
    def words(self) -> str:
        return {
            "asked": "Chờ duyệt",
            "approved": "Đã duyệt, chờ gửi",
            "sent": "Đã gửi, chờ ngân hàng báo",
            "confirmed": "Đã hoàn",
            "failed": "Không hoàn được",
            "refused": "Không duyệt",
        }[self.value]


@dataclass(frozen=True, kw_only=True)
class Beneficiary:
    """The account that money goes to: the bank's six-digit number (BIN), the account, its holder."""

    bank: str
    account: str
    holder: str


@dataclass(frozen=True, kw_only=True)
class Line:
    """One sum within an order. `code` is the caller's own (the id of what is owed); it comes back with the order."""

    code: str
    title: str
    amount_vnd: int
    beneficiary: Beneficiary


@dataclass(frozen=True, kw_only=True)
class Payer:
    """Who pays, as the partner's receipt names them; `holder` may see the order among their own."""

    holder: HolderRef | None = None
    name: str = ""
    personal_number: str = ""
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """Money that came, once for each transaction of the partner."""

    id: UUID
    order_id: UUID | None
    channel: str
    transaction: str
    amount_vnd: int
    paid_at: datetime
    verdict: Verdict
    refunded_vnd: int


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One attempt. `reference` is what the partner and the bank statement know it by."""

    id: UUID
    order_id: UUID
    channel: str
    channel_title: str
    reference: str
    state: AttemptState
    started_at: datetime
    until: datetime
    address: str
    qr: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is to be paid. `token` opens its page to whoever holds the link (no name, no number stands there)."""

    id: UUID
    code: str
    token: str
    client: str
    reference: str
    purpose: str
    lines: tuple[Line, ...]
    amount_vnd: int
    state: OrderState
    received_vnd: int
    refunded_vnd: int
    created_at: datetime
    expires_at: datetime | None
    settled_at: datetime | None
    settled_by: UUID | None
    payer: HolderRef | None
    return_url: str
    # Made by this very call; the same key again gives the same order.
    is_new: bool = field(default=False, compare=False)


@dataclass(frozen=True, kw_only=True)
class Refund:
    """Money on its way back."""

    id: UUID
    order_id: UUID | None
    receipt_id: UUID
    amount_vnd: int
    state: RefundState
    reason: str
    asked_at: datetime
    words: str


@dataclass(frozen=True, kw_only=True)
class Channel:
    """A way to pay (kind `payment_channel`), as its version in force describes it."""

    version_id: UUID
    code: str
    title: str
    title_en: str
    adapter: str
    minutes: int
    address: str
    partner: str
    secret: str
    authority: str
    collecting: Beneficiary | None
    details: Mapping[str, Any] = field(hash=False, default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ToPay:
    """What an adapter is told of an attempt."""

    reference: str
    amount_vnd: int
    purpose: str
    beneficiary: Beneficiary
    lines: tuple[Line, ...]
    payer: Payer
    facts: Mapping[str, str]
    at: datetime
    until: datetime
    return_url: str
    address: str


@dataclass(frozen=True, kw_only=True)
class Started:
    """Where the payer goes on: an address, a QR to read, or both."""

    address: str = ""
    qr: str = ""


class Outcome(StrEnum):
    """A partner's word on one attempt or one refund."""

    PAID = "paid"
    FAILED = "failed"
    PENDING = "pending"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a partner said, its signature already checked. `transaction` is the partner's own number of the money."""

    reference: str
    outcome: Outcome
    amount_vnd: int = 0
    transaction: str = ""
    paid_at: datetime | None = None
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What a partner expects in answer to its message."""

    status: int
    content_type: str
    body: bytes


class Gateway(Protocol):
    """A channel's partner behind its port.

    `start`, `ask`, `refund` and `ask_refund` raise PARTNER_FAILED (kernel.http); `read` raises Forged or Unreadable. To ask
    gives None where this partner cannot be asked. A refund has a reference of its own, which stays in every try.
    """

    def start(self, attempt: ToPay) -> Started: ...

    def read(self, body: bytes, headers: Mapping[str, str]) -> Said: ...

    def ask(self, reference: str) -> Said | None: ...

    def refund(self, *, transaction: str, reference: str, amount_vnd: int, words: str) -> Said: ...

    def ask_refund(self, reference: str) -> Said | None: ...

    def reply(self, *, accepted: bool) -> Reply: ...

    def check_config(self) -> list[str]: ...


class DifferenceKind(StrEnum):
    """What the statement and our receipts do not agree upon."""

    MISSING_HERE = "missing_here"
    MISSING_THERE = "missing_there"
    WRONG_AMOUNT = "wrong_amount"
    DUPLICATE = "duplicate"

    @property
    def words(self) -> str:
        return {
            "missing_here": "Ngân hàng có, hệ thống không có",
            "missing_there": "Hệ thống có, ngân hàng không có",
            "wrong_amount": "Khác số tiền",
            "duplicate": "Ngân hàng có thêm một lần trả",
        }[self.value]

    @property
    def advice(self) -> str:
        """What the operator does about it."""
        return {
            "missing_here": "Tiền đã về tài khoản mà chưa ai báo. Bấm “Ghi nhận” để tính cho khoản phải nộp, hoặc nêu lý do.",
            "missing_there": "Hỏi ngân hàng: có thể sang sao kê hôm sau (khi có, chênh lệch tự đóng). Đừng hủy khoản đã thu.",
            "wrong_amount": "Gọi ngân hàng đối chiếu giao dịch; ghi kết luận vào lý do.",
            "duplicate": "Người nộp trả hai lần. Bấm “Ghi nhận” để thành khoản trả thừa rồi hoàn lại.",
        }[self.value]


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What an import did; `is_known`: this very file was imported before, nothing changed."""

    statement_id: UUID
    entries: int
    new_entries: int
    matched: int
    differences: int
    is_known: bool


@dataclass(frozen=True, kw_only=True)
class Pending:
    """What waits: attempts whose end is not known, and how much for a person."""

    attempts: tuple[Attempt, ...]
    cases: int
    refunds: int
    differences: int
