"""Public values of the post. The codes of the field are those of facts onestop §7.5."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel.actor import Actor

Subject = tuple[str, UUID]


class Direction(StrEnum):
    """Which way a letter goes: papers from a home to the one-stop, or a result back."""

    COLLECT = "collect"
    RETURN = "return"

    @property
    def words(self) -> str:
        return {"collect": "Lấy giấy tờ tại nhà", "return": "Trả kết quả"}[self.value]


class OrderState(StrEnum):
    """Where a letter is. `national` is what the field's five codes make of it: 0 none, 1 asked for, 2 with the post,
    3 handed over, 4 called off; the field has no code for a letter that came back, it is called off there."""

    PLANNED = "planned"
    TO_SEND = "to_send"
    REFUSED = "refused"
    ORDERED = "ordered"
    COLLECTING = "collecting"
    ON_THE_WAY = "on_the_way"
    ATTEMPT_FAILED = "attempt_failed"
    COMING_BACK = "coming_back"
    DELIVERED = "delivered"
    CAME_BACK = "came_back"
    LOST = "lost"
    CANCELLED = "cancelled"

    @property
    def national(self) -> int:
        if self in (OrderState.PLANNED, OrderState.TO_SEND, OrderState.REFUSED, OrderState.ORDERED):
            return 1
        if self is OrderState.DELIVERED:
            return 3
        return 4 if self in (OrderState.CANCELLED, OrderState.CAME_BACK) else 2

    @property
    def words(self) -> str:
        return _WORDS[self]

    @property
    def is_over(self) -> bool:
        return self in OVER

    @property
    def is_with_post(self) -> bool:
        """Whether the post has the letter in its hands."""
        return self in WITH_POST


_WORDS = {
    OrderState.PLANNED: "Chờ có kết quả",
    OrderState.TO_SEND: "Chờ báo bưu điện",
    OrderState.REFUSED: "Bưu điện không nhận đơn",
    OrderState.ORDERED: "Bưu điện đã nhận đơn",
    OrderState.COLLECTING: "Bưu tá đang đến lấy",
    OrderState.ON_THE_WAY: "Đang trên đường",
    OrderState.ATTEMPT_FAILED: "Phát chưa thành công",
    OrderState.COMING_BACK: "Đang chuyển hoàn",
    OrderState.DELIVERED: "Đã giao",
    OrderState.CAME_BACK: "Đã chuyển hoàn",
    OrderState.LOST: "Thất lạc",
    OrderState.CANCELLED: "Đã hủy",
}
OVER = frozenset({OrderState.DELIVERED, OrderState.CAME_BACK, OrderState.LOST, OrderState.CANCELLED})
WITH_POST = frozenset({OrderState.ON_THE_WAY, OrderState.ATTEMPT_FAILED, OrderState.COMING_BACK})
# What a person may say about a letter after asking the post.
SAID = (OrderState.DELIVERED, OrderState.CAME_BACK, OrderState.LOST, OrderState.ON_THE_WAY)
BEFORE_PICK_UP = frozenset(
    {OrderState.PLANNED, OrderState.TO_SEND, OrderState.REFUSED, OrderState.ORDERED, OrderState.COLLECTING}
)


class Source(StrEnum):
    """Who said where a letter is."""

    HERE = "here"
    POST = "post"
    POSTMAN = "postman"
    DESK = "desk"

    @property
    def words(self) -> str:
        return {"here": "hệ thống", "post": "bưu điện báo", "postman": "bưu tá", "desk": "bộ phận một cửa"}[self.value]


class Zone(StrEnum):
    """How far a letter goes, as prices know it."""

    COMMUNE = "commune"
    PROVINCE = "province"
    COUNTRY = "country"

    @property
    def words(self) -> str:
        return {"commune": "trong xã, phường", "province": "trong tỉnh", "country": "ngoài tỉnh"}[self.value]


@dataclass(frozen=True, kw_only=True)
class Party:
    """Somebody at an address. `unit_code`: the commune, or the province where it is another one."""

    name: str
    phone: str
    address: str
    unit_code: str
    email: str = ""


@dataclass(frozen=True, kw_only=True)
class NewOrder:
    """A letter to be carried between `home` and the one-stop `agency_id`, for a subject of somebody else. `holder`: whose
    address it is, who sees that it was read."""

    subject: Subject
    holder: HolderRef
    reference: str
    direction: Direction
    agency_id: UUID
    home: Party
    contents: str
    weight_g: int | None = None


@dataclass(frozen=True, kw_only=True)
class Price:
    """What a letter costs and why."""

    vnd: int
    zone: Zone
    weight_g: int
    version_id: UUID


@dataclass(frozen=True, kw_only=True)
class Order:
    """A letter as its officers and its person see it; `home` None where the reader may not see the address."""

    id: UUID
    subject: Subject
    holder: HolderRef
    reference: str
    direction: Direction
    attempt: int
    agency_id: UUID
    state: OrderState
    state_at: datetime
    waybill: str
    home: Party | None
    contents: str
    price_vnd: int
    zone: Zone
    weight_g: int
    due_id: UUID | None
    problem: str
    wants_cancelling: bool
    carrier_post_id: UUID | None
    created_at: datetime
    sent_at: datetime | None
    is_contradicted: bool = False

    @property
    def may_be_cancelled(self) -> bool:
        return self.state in BEFORE_PICK_UP and not self.wants_cancelling


@dataclass(frozen=True, kw_only=True)
class Step:
    """A line of a letter's history; `moved` False for news that came too late or contradicts what is known."""

    at: datetime
    told_at: datetime
    state: OrderState
    source: Source
    words: str
    moved: bool


@dataclass(frozen=True, kw_only=True)
class Move:
    """What the owner of a subject is told when a letter of it moves, within the same transaction."""

    was: OrderState
    state: OrderState
    at: datetime
    source: Source
    words: str


class Subjects(Protocol):
    """What the owner of a kind of subject does for its letters."""

    def link(self, subject_id: UUID) -> str:
        """The officers' page on which its letters are handed over."""

    def moved(self, order: Order, move: Move, *, actor: Actor) -> None:
        """A letter of the subject moved: follow with the papers in custody, in the caller's transaction."""


class FindingKind(StrEnum):
    """How what the post tells does not fit."""

    UNKNOWN = "unknown"
    OTHER_ORDER = "other_order"
    AFTER_END = "after_end"
    NOT_SENT = "not_sent"
    UNREADABLE = "unreadable"

    @property
    def words(self) -> str:
        return {
            "unknown": "Số vận đơn không phải của tỉnh",
            "other_order": "Số vận đơn đúng, mã hồ sơ khác",
            "after_end": "Báo khác sau khi đã kết thúc",
            "not_sent": "Báo về đơn chưa gửi hoặc đã hủy",
            "unreadable": "Dòng tin không đọc được",
        }[self.value]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A contradiction that waits for a person."""

    id: UUID
    kind: FindingKind
    order_id: UUID | None
    reference: str
    waybill: str
    words: str
    found_at: datetime


@dataclass(frozen=True, kw_only=True)
class Pool:
    """How many waybill numbers a customer code has, and whether they run out."""

    customer_code: str
    free: int
    used: int
    cancelled: int
    warn_below: int

    @property
    def is_low(self) -> bool:
        return self.free < self.warn_below


@dataclass(frozen=True, kw_only=True)
class PriceLine:
    """A row of the price list."""

    zone: Zone
    up_to_g: int
    vnd: int


@dataclass(frozen=True, kw_only=True)
class Service:
    """The postal service by the definition in force on a day."""

    version_id: UUID
    carrier: str
    carrier_en: str
    customer_code: str
    flag_config: str
    endpoints: Mapping[str, str]
    page_size: int
    codes: Mapping[str, OrderState]
    silent_days: int
    warn_below: int
    weight_g: int
    prices: tuple[PriceLine, ...]
    office_phone: str
    district: int
    offices: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    provinces: Mapping[str, int] = field(default_factory=dict)
    districts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Reply:
    """How the post answered an order: `100` taken, `101` taken although the call speaks of a failure, else refused."""

    status: str
    message: str

    @property
    def is_recorded(self) -> bool:
        return self.status in ("100", "101")


@dataclass(frozen=True, kw_only=True)
class Told:
    """A row of the post's tracking list; `code` is the post's own word for a state."""

    id: int
    waybill: str
    reference: str
    code: str
    at: datetime
    words: str


@dataclass(frozen=True, kw_only=True)
class TrackingPage:
    """A page of tracking; `broken`: ids and words of rows that could not be read; `last_id`: where the next page begins."""

    rows: tuple[Told, ...]
    broken: tuple[str, ...]
    last_id: int


class Carrier(Protocol):
    """The post. Raises kernel.errors.Unavailable (of kernel.http) when it does not answer as agreed."""

    def place(self, fields: Mapping[str, Any]) -> Reply:
        """Ask to carry a letter; the same ItemCode again is the same letter."""

    def cancel(self, *, waybill: str, reference: str, reason: str) -> Reply: ...

    def track(self, *, after: int, size: int) -> TrackingPage: ...

    def check_config(self) -> list[str]: ...


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Where the post's tracking and the orders here are not the same."""

    waybill: str
    reference: str
    here: str
    there: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Orders compared with everything that the post tells."""

    orders: int
    rows: int
    differences: tuple[Difference, ...]
