"""Public shapes of the reconciliation. The record is the dossier with its events; a system is whatever it deals with."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from tinhso.kernel.actor import Actor

READ, ACCEPT = "reconciliation.read", "reconciliation.accept"


class System(StrEnum):
    """Whose own records stand beside the record."""

    DOSSIERS = "dossiers"
    PAYMENTS = "payments"
    CASHDESK = "cashdesk"
    REFUNDS = "refunds"
    BANK = "bank"
    NATIONAL = "national"
    INBOUND = "inbound"
    RATINGS = "ratings"
    NOTICES = "notices"
    POST = "post"

    @property
    def words(self) -> str:
        return _SYSTEMS[self]


_SYSTEMS = {
    System.DOSSIERS: "Hồ sơ và dòng sự kiện",
    System.PAYMENTS: "Thanh toán trực tuyến",
    System.CASHDESK: "Quầy thu",
    System.REFUNDS: "Hoàn tiền",
    System.BANK: "Sao kê ngân hàng",
    System.NATIONAL: "Cổng Dịch vụ công quốc gia",
    System.INBOUND: "Hồ sơ nộp trên Cổng quốc gia",
    System.RATINGS: "Đánh giá gửi Cổng quốc gia",
    System.NOTICES: "Thông báo cho người dân",
    System.POST: "Bưu điện",
}


class Code(StrEnum):
    """What does not agree."""

    STATUS_DIFFERS = "dossier.status_differs"
    PAID_STANDS_STILL = "dossier.paid_stands_still"
    PAID_NOT_RECORDED = "payment.not_recorded"
    PAID_NOT_RECEIVED = "payment.not_received"
    PAID_OTHERWISE = "payment.another_amount"
    CASH_NOT_RECORDED = "cash.not_recorded"
    CASH_NOT_RECEIVED = "cash.not_received"
    CASH_OTHERWISE = "cash.another_amount"
    REFUND_WAITS = "refund.waits"
    REFUND_FAILED = "refund.failed"
    REFUND_NOT_MADE = "refund.not_made"
    REFUND_NOT_RECORDED = "refund.not_recorded"
    REFUND_UNKNOWN = "refund.unknown"
    BANK_DIFFERS = "bank.differs"
    BANK_CASE = "bank.case"
    NATIONAL_UNTOLD = "national.untold"
    NATIONAL_WAITS = "national.waits"
    NATIONAL_REFUSED = "national.refused"
    NATIONAL_DIFFERS = "national.differs"
    INBOUND_WAITS = "inbound.waits"
    RATING_UNTOLD = "rating.untold"
    RATING_WAITS = "rating.waits"
    NOTICE_MISSING = "notice.missing"
    NOTICE_WAITS = "notice.waits"
    POST_DIFFERS = "post.differs"
    DELIVERED_NOT_RETURNED = "post.delivered_not_returned"
    RETURNED_NOT_DELIVERED = "post.returned_not_delivered"

    @property
    def words(self) -> str:
        return _CODES[self][0]

    @property
    def advice(self) -> str:
        """What is to be done about it."""
        return _CODES[self][1]

    @property
    def is_settled_elsewhere(self) -> bool:
        """Whether its own page has the explanation: it is not accepted a second time here."""
        return self in (Code.BANK_DIFFERS, Code.BANK_CASE)


_REPLAY = "Xem `tinhso outbox dead-letters`, sửa nguyên nhân rồi `tinhso outbox replay`; nếu không còn sự kiện chờ thì báo kỹ thuật."
_CODES = {
    Code.STATUS_DIFFERS: (
        "Trạng thái hồ sơ khác sự kiện cuối",
        "Không sửa tay. Báo kỹ thuật kèm mã hồ sơ: dòng sự kiện là bản ghi đúng.",
    ),
    Code.PAID_STANDS_STILL: (
        "Đã nộp đủ mà hồ sơ vẫn chờ tiền",
        f"Hồ sơ phải đi tiếp ngay khi nộp đủ. {_REPLAY}",
    ),
    Code.PAID_NOT_RECORDED: (
        "Tiền đã nhận trực tuyến, hồ sơ chưa ghi",
        f"Người nộp đã trả: đừng đòi lần nữa. {_REPLAY}",
    ),
    Code.PAID_NOT_RECEIVED: (
        "Hồ sơ ghi đã nộp trực tuyến, cổng thanh toán không có",
        "Đối chiếu sao kê ngân hàng của ngày đó trước khi trả kết quả; không có tiền thì báo kế toán và kỹ thuật.",
    ),
    Code.PAID_OTHERWISE: (
        "Số tiền trực tuyến khác số hồ sơ ghi",
        "Mở khoản thanh toán và sổ phải nộp của hồ sơ, đối chiếu từng dòng; phần thừa thì hoàn.",
    ),
    Code.CASH_NOT_RECORDED: (
        "Biên lai quầy thu không có trong hồ sơ",
        f"Biên lai đã giao cho người nộp nên vẫn có giá trị. {_REPLAY}",
    ),
    Code.CASH_NOT_RECEIVED: (
        "Hồ sơ ghi đã nộp tại quầy, quầy thu không có biên lai",
        "Hỏi người thu và kiểm quỹ ca thu của ngày đó.",
    ),
    Code.CASH_OTHERWISE: (
        "Số tiền biên lai khác số hồ sơ ghi",
        "Đối chiếu biên lai với sổ phải nộp của hồ sơ; biên lai sai thì hủy, lập lại.",
    ),
    Code.REFUND_WAITS: (
        "Tiền phải hoàn chưa được hoàn",
        "Khoản trả trực tuyến: lập hoặc duyệt phiếu hoàn. Khoản trả tại quầy: mời người nộp đến nhận.",
    ),
    Code.REFUND_FAILED: (
        "Phiếu hoàn không thành",
        "Xem lý do ở phiếu hoàn, sửa rồi lập phiếu khác.",
    ),
    Code.REFUND_NOT_MADE: (
        "Hồ sơ ghi đã hoàn, nơi trả tiền chưa hoàn",
        "Người nộp chưa nhận được tiền: lập lại phiếu hoàn.",
    ),
    Code.REFUND_NOT_RECORDED: (
        "Tiền đã hoàn, hồ sơ chưa ghi",
        f"Đừng hoàn lần nữa. {_REPLAY}",
    ),
    Code.REFUND_UNKNOWN: (
        "Tiền đã hoàn mà hồ sơ không có khoản phải hoàn",
        "Phiếu hoàn lập ngoài hồ sơ: kế toán ghi lý do, hoặc hủy khoản phải nộp tương ứng.",
    ),
    Code.BANK_DIFFERS: (
        "Sao kê ngân hàng khác sổ thu",
        "Mở chênh lệch ở trang đối soát thanh toán và xử lý tại đó.",
    ),
    Code.BANK_CASE: (
        "Khoản tiền cần người xử lý",
        "Mở việc ở trang đối soát thanh toán và xử lý tại đó.",
    ),
    Code.NATIONAL_UNTOLD: (
        "Việc của hồ sơ chưa từng xếp hàng gửi Cổng",
        f"`tinhso national-portal sync --all` xếp lại những gì thiếu. {_REPLAY}",
    ),
    Code.NATIONAL_WAITS: (
        "Cổng chưa nhận",
        "Xem trang Cổng quốc gia: Cổng ngừng thì chờ, mã chưa ghép thì ghép, rồi gửi lại.",
    ),
    Code.NATIONAL_REFUSED: (
        "Cổng từ chối",
        "Đọc lý do ở trang Cổng quốc gia, sửa rồi cho gửi lại; các việc sau của hồ sơ đang chờ việc này.",
    ),
    Code.NATIONAL_DIFFERS: (
        "Cổng nói khác về hồ sơ",
        "Hồ sơ của tỉnh là bản ghi đúng: gửi lại từ trang hồ sơ. Vẫn khác thì báo đơn vị vận hành Cổng.",
    ),
    Code.INBOUND_WAITS: (
        "Hồ sơ nộp trên Cổng chưa thành hồ sơ của tỉnh",
        "Mở danh sách đến của Cổng quốc gia, xem lý do, lập lại hoặc nhập tay.",
    ),
    Code.RATING_UNTOLD: (
        "Đánh giá chưa từng xếp hàng gửi Cổng",
        _REPLAY,
    ),
    Code.RATING_WAITS: (
        "Cổng chưa nhận đánh giá",
        "Xem trang Cổng quốc gia, gửi lại.",
    ),
    Code.NOTICE_MISSING: (
        "Người dân chưa được báo",
        f"Gọi cho người nộp nếu việc gấp. {_REPLAY}",
    ),
    Code.NOTICE_WAITS: (
        "Thông báo chưa đi",
        "Xem trang gửi thông báo: kênh nào ngừng, tin nào chờ thử lại.",
    ),
    Code.POST_DIFFERS: (
        "Bưu điện nói khác về bưu gửi",
        "Mở danh sách bưu gửi, đọc hành trình; gọi bưu điện nếu tin của họ sai.",
    ),
    Code.DELIVERED_NOT_RETURNED: (
        "Bưu điện đã giao mà hồ sơ chưa trả",
        f"Kết quả đã tới người nhận: hồ sơ phải thành “Đã trả kết quả”. {_REPLAY}",
    ),
    Code.RETURNED_NOT_DELIVERED: (
        "Hồ sơ ghi đã trả mà bưu gửi chưa tới",
        "Đừng coi là đã trả khi chưa có báo phát: hỏi bưu điện, thất lạc thì lập biên bản và cấp lại.",
    ),
}


@dataclass(frozen=True, kw_only=True)
class Period:
    """Which happenings choose what is compared; without a beginning: everything."""

    since: datetime | None
    until: datetime


@dataclass(frozen=True, kw_only=True)
class Rule:
    """How long each system may take, and what people must be told (kind `reconciliation_rule`)."""

    hour: int
    record_within: timedelta
    told_within: timedelta
    national_within: timedelta
    refund_within: timedelta
    must_tell: Mapping[str, frozenset[str]]


@dataclass(frozen=True, kw_only=True)
class Named:
    """Which dossier a difference is of, as its events name it."""

    dossier_id: UUID | None = None
    code: str = ""
    owner_agency_id: UUID | None = None
    receiving_agency_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Found:
    """One difference. `key` tells it from others of its code; `ours` is the record's value, `theirs` the system's."""

    code: Code
    key: str
    subject_id: UUID
    ours: str
    theirs: str
    since: datetime
    of: Named = Named()
    # A page where it is settled, when that is not here.
    place: str = ""


@dataclass(frozen=True, kw_only=True)
class Examined:
    """What a check looked at. `sums`: đồng of `record` and `system`, where it is money; `beside`: what the system
    gave back that never was a dossier's (paid twice, or to nothing)."""

    count: int = 0
    found: tuple[Found, ...] = ()
    sums: Mapping[str, int] = field(default_factory=dict, hash=False)
    # What could not be asked, and why: that is no agreement.
    unasked: Mapping[UUID, str] = field(default_factory=dict, hash=False)


class Check(Protocol):
    """One system beside the record. `subjects`: what happened in the period, on either side."""

    system: System

    def subjects(self, period: Period) -> Iterable[UUID]: ...

    def examine(self, ids: tuple[UUID, ...], *, rule: Rule, actor: Actor) -> Examined: ...


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A difference as its readers see it. `reason` without `accepted_at`: it was explained, and then changed."""

    id: UUID
    system: System
    code: Code
    subject_id: UUID
    dossier_id: UUID | None
    dossier_code: str
    ours: str
    theirs: str
    since: datetime
    found_at: datetime
    seen_at: datetime
    place: str
    reason: str
    accepted_at: datetime | None
    accepted_by_id: UUID | None
    gone_at: datetime | None

    @property
    def is_waiting(self) -> bool:
        return self.gone_at is None and self.accepted_at is None


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a run came to, system by system."""

    system: System
    examined: int
    found: int
    unexplained: int
    sums: Mapping[str, int] = field(default_factory=dict, hash=False)
    # How many could not be asked, and the first reason.
    unasked: int = 0
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Report:
    """A run. `agrees`: nothing is unexplained and everything could be asked."""

    id: UUID
    since: datetime | None
    until: datetime
    at: datetime
    outcomes: tuple[Outcome, ...]

    @property
    def agrees(self) -> bool:
        return not any(one.unexplained or one.unasked for one in self.outcomes)
