"""What ratings take and give."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from tinhso.kernel.actor import Actor

# The acts beside those of statistics: writing a slip down for somebody, keeping counters.
ASSIST, MANAGE = "ratings.assist", "ratings.manage"
# The rater's key of whoever stands for the matter, whichever way the slip came: one slip for all of them.
APPLICANT = "applicant"
LONGEST_COMMENT = 1000


class Way(StrEnum):
    """How a slip came: signed in, by the receipt's QR, at a counter, or written down by an officer for somebody."""

    ONLINE = "online"
    RECEIPT = "receipt"
    COUNTER = "counter"
    ASSISTED = "assisted"

    @property
    def words(self) -> str:
        return _WAYS[self]


_WAYS = {
    Way.ONLINE: "Trực tuyến, có đăng nhập",
    Way.RECEIPT: "Mã QR trên giấy hẹn",
    Way.COUNTER: "Tại quầy",
    Way.ASSISTED: "Cán bộ ghi hộ",
}


@dataclass(frozen=True, kw_only=True)
class Rated:
    """What a slip is about. `ready_at`: since when it can be rated, None while it cannot. `officers`: who took it in and
    gave its result out."""

    kind: str
    id: UUID
    code: str
    title: str
    procedure_code: str
    field_code: str
    owner_agency_id: UUID
    receiving_agency_id: UUID
    ready_at: datetime | None
    officers: tuple[UUID, ...]


class Subjects(Protocol):
    """Whoever owns a kind of matter tells ratings about it; refusals are the owner's own."""

    def about(self, subject_id: UUID) -> Rated: ...

    def admit(self, subject_id: UUID, *, actor: Actor) -> bool:
        """Raise when the actor may not see it; tell whether the actor stands for its applicant."""
        ...

    def by_token(self, token: str) -> UUID: ...

    def by_code(self, *, code: str, last_four: str, address: str) -> UUID: ...


@dataclass(frozen=True, kw_only=True)
class Level:
    """One step of satisfaction."""

    code: str
    title: str
    title_en: str
    satisfied: bool


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One answer to a question and its points."""

    code: str
    title: str
    title_en: str
    points: int


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question of the slip."""

    code: str
    title: str
    title_en: str
    choices: tuple[Choice, ...]

    def points_of(self, code: str) -> int | None:
        return next((one.points for one in self.choices if one.code == code), None)


@dataclass(frozen=True, kw_only=True)
class RatingRule:
    """Levels and questions of a slip, how long it may be given and changed, who sees what of it."""

    version_id: UUID
    levels: tuple[Level, ...]
    questions: tuple[Question, ...]
    open_days: int
    change_days: int
    # Own figures are shown from so many slips on: fewer would tell who said what.
    least_shown: int
    heads_read_comments: bool
    assisted_count_for_officers: bool

    def level(self, code: str) -> Level | None:
        return next((one for one in self.levels if one.code == code), None)


@dataclass(frozen=True, kw_only=True)
class Slip:
    """A slip as its rater sees it."""

    id: UUID
    level: str
    choices: Mapping[str, str] = field(hash=False)
    comment: str
    way: Way
    given_at: datetime
    changed_at: datetime
    changeable_until: datetime


@dataclass(frozen=True, kw_only=True)
class Counter:
    """A counter with a device or a QR: whoever holds the token can rate there what they know the code of."""

    id: UUID
    agency_id: UUID
    title: str
    token: str
    is_open: bool


@dataclass(frozen=True, kw_only=True)
class LevelCount:
    """How many slips of a group say what. `hidden`: fewer than the rule shows."""

    key: str
    total: int
    by_level: Mapping[str, int] = field(hash=False)
    assisted: int = 0
    hidden: bool = False


@dataclass(frozen=True, kw_only=True)
class Comment:
    """What somebody wrote, without who and about which dossier."""

    level: str
    text: str
    on: datetime
