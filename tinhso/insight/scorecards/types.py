"""What scorecards say: how one is made, and the points of an agency."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any
from uuid import UUID

from tinhso.insight.warehouse.types import Count


@dataclass(frozen=True, kw_only=True)
class CaseCount:
    """Rows of case facts of one measure, good, bad or all; with `adds`, the sum of their values."""

    measure: str
    good: bool | None = None
    adds: bool = False


class AtOneStop(StrEnum):
    """What of a procedure is done at the one-stop: intake and return, or every step."""

    ENDS = "ends"
    WHOLE = "whole"


@dataclass(frozen=True, kw_only=True)
class ProcedureCount:
    """Procedures that an agency's tier receives, of which each that is said here is true.

    `online`: decided to be filed online; `complete`: a page with everything; `used_online`: filed online in the period;
    `charged`: something to pay by the province's rules; `paid_online`: a fee paid online in the period; `effective`: the
    definition came into force in the period, `in_time`: and stood here no later than that day; `served`: can be filed
    online now; `run_here`: handled here by a process, `at_one_stop`: with its ends, or the whole of it, at the one-stop.
    """

    online: bool | None = None
    complete: bool | None = None
    used_online: bool = False
    charged: bool = False
    paid_online: bool = False
    effective: bool = False
    in_time: bool = False
    served: bool = False
    run_here: bool = False
    at_one_stop: AtOneStop | None = None


Counted = Count | CaseCount | ProcedureCount


@dataclass(frozen=True, kw_only=True)
class Part:
    """One of the numbers of an item: its name and the counts that add up to it."""

    title: str
    counts: tuple[Counted, ...]


class Scoring(StrEnum):
    """How a share becomes points."""

    PROPORTIONAL = "proportional"
    THRESHOLD = "threshold"
    STEPS = "steps"
    MEAN = "mean"


class Below(StrEnum):
    """What is given below a threshold: the share of the threshold, nothing, or a fixed part of the points."""

    SHARE = "share"
    ZERO = "zero"
    FACTOR = "factor"


@dataclass(frozen=True, kw_only=True)
class ScoreRule:
    """`at` in percent; `steps`: (at least so many percent, points), the highest first."""

    scoring: Scoring
    at: Fraction = Fraction(0)
    below: Below = Below.SHARE
    factor: Fraction = Fraction(0)
    steps: tuple[tuple[Fraction, Fraction], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Item:
    """One indicator. `title_en`: "" where the definition has none.

    `good` or `bad` is counted of `of`; neither where there is no source, which `missing` says.
    """

    code: str
    title: str
    title_en: str
    points: Fraction
    of: Part | None
    good: Part | None
    bad: Part | None
    rule: ScoreRule | None
    missing: str
    doubt: str

    @property
    def is_contestable(self) -> bool:
        """Where single cases count against an agency, it may contest one."""
        return self.bad is not None


@dataclass(frozen=True, kw_only=True)
class Group:
    code: str
    title: str
    title_en: str
    items: tuple[Item, ...]

    @property
    def points(self) -> Fraction:
        return sum((one.points for one in self.items), Fraction(0))


@dataclass(frozen=True, kw_only=True)
class Band:
    """How a total is called, from that many percent of what could be had."""

    at_least: Fraction
    title: str


@dataclass(frozen=True, kw_only=True)
class Card:
    """A scorecard as its definition says it on a day."""

    code: str
    title: str
    title_en: str
    version_id: UUID
    effective_from: date
    legal_basis: tuple[Mapping[str, str], ...]
    groups: tuple[Group, ...]
    bands: tuple[Band, ...]
    doubt: str
    licence: str
    licence_url: str
    is_public: bool

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(item for group in self.groups for item in group.items)

    @property
    def points(self) -> Fraction:
        return sum((one.points for one in self.items), Fraction(0))

    def item(self, code: str) -> Item | None:
        return next((one for one in self.items if one.code == code), None)


class Standing(StrEnum):
    """Whether an item has points: counted, without any case, or without a source."""

    COUNTED = "counted"
    EMPTY = "empty"
    NO_SOURCE = "no_source"

    @property
    def words(self) -> str:
        return {"counted": "", "empty": "Chưa phát sinh", "no_source": "Chưa có nguồn"}[self.value]


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """What was counted for one item: how many, how many of them well, how many cases were set right by a contest."""

    of: int = 0
    good: int = 0
    corrected: int = 0


@dataclass(frozen=True, kw_only=True)
class Scored:
    """One item of one agency with its points."""

    item: Item
    numbers: Numbers
    standing: Standing
    points: Fraction


@dataclass(frozen=True, kw_only=True)
class Score:
    """All items of one agency (None = the province) in one month."""

    agency_id: UUID | None
    lines: tuple[Scored, ...]
    bands: tuple[Band, ...]

    @property
    def points(self) -> Fraction:
        return sum((one.points for one in self.lines), Fraction(0))

    @property
    def out_of(self) -> Fraction:
        """The points that could be had: of items that were counted."""
        return sum((one.item.points for one in self.lines if one.standing is Standing.COUNTED), Fraction(0))

    @property
    def is_complete(self) -> bool:
        """Whether every item was counted; otherwise the total is not the index."""
        return all(one.standing is Standing.COUNTED for one in self.lines)

    @property
    def band(self) -> str:
        """How the total is called; nothing while it is incomplete."""
        if not self.is_complete or not self.out_of:
            return ""
        share = 100 * self.points / self.out_of
        return next((one.title for one in self.bands if share >= one.at_least), "")

    def of_group(self, group: Group) -> tuple[Scored, ...]:
        codes = {one.code for one in group.items}
        return tuple(one for one in self.lines if one.item.code in codes)


class ContestState(StrEnum):
    OPEN = "open"
    UPHELD = "upheld"
    REJECTED = "rejected"

    @property
    def words(self) -> str:
        return {"open": "Chờ quyết định", "upheld": "Được chấp nhận", "rejected": "Không được chấp nhận"}[self.value]


@dataclass(frozen=True, kw_only=True)
class Contest:
    """An agency says that a case was counted wrongly against it."""

    id: UUID
    card: str
    item: str
    first: date
    agency_id: UUID
    case_id: UUID
    reason: str
    state: ContestState
    asked_by_id: UUID
    asked_at: datetime
    decision: str
    decided_by_id: UUID | None
    decided_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Case:
    """One case behind a figure that is no dossier of its own list: a slip, a feedback, a fee. A slip names no dossier."""

    id: UUID
    measure: str
    dossier_id: UUID | None
    on: date
    good: bool
    words: str


@dataclass(frozen=True, kw_only=True)
class Frozen:
    """A month as it was frozen."""

    id: UUID
    card: str
    first: date
    agency_id: UUID | None
    number: int
    reason: str
    frozen_at: datetime
    body: Mapping[str, Any]
