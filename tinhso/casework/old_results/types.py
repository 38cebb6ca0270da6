"""What old results give."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID


class BatchState(StrEnum):
    """`accepted` for good; a batch that fails its sample is open again."""

    OPEN = "open"
    SAMPLING = "sampling"
    ACCEPTED = "accepted"


class LineState(StrEnum):
    """The way of a line. `waiting` (nobody with that number here yet) and `duplicate` carry a reason."""

    LISTED = "listed"
    SCANNED = "scanned"
    ENTERED = "entered"
    CHECKED = "checked"
    WAITING = "waiting"
    ISSUED = "issued"
    DUPLICATE = "duplicate"

    @property
    def words(self) -> str:
        return _WORDS[self]


_WORDS = {
    LineState.LISTED: "Chưa có bản quét",
    LineState.SCANNED: "Chờ nhập",
    LineState.ENTERED: "Chờ kiểm tra",
    LineState.CHECKED: "Đã kiểm tra",
    LineState.WAITING: "Chờ chủ giấy tờ",
    LineState.ISSUED: "Đã vào kho",
    LineState.DUPLICATE: "Trùng",
}


@dataclass(frozen=True, kw_only=True)
class KindField:
    """One thing that is read off the paper; `code` is its path in the vault."""

    code: str
    title: str
    is_date: bool
    required: bool


@dataclass(frozen=True, kw_only=True)
class SampleRule:
    """`percent` of the lines, `at_least` so many; the batch goes back when more than `most_wrong_percent` of the fields
    looked at are wrong.
    """

    percent: float
    at_least: int
    most_wrong_percent: float


@dataclass(frozen=True, kw_only=True)
class OldKind:
    """A kind of old result as its definition says it."""

    code: str
    title: str
    result_code: str
    register: str
    pattern: str
    fields: tuple[KindField, ...]
    sample: SampleRule


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the list or the officer says of one result. `values` by field code, dates as ISO."""

    notation: str
    issued_on: date | None
    valid_to: date | None
    personal_number: str
    values: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line as lists show it; its facts only come with `open_line`, which is logged."""

    id: UUID
    batch_id: UUID
    year: int
    number: int
    state: LineState
    scan_id: UUID | None
    entered_by_id: UUID | None
    checked_by_id: UUID | None
    reason: str
    code: str
    holder_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class Batch:
    """A batch with how many of its lines stand where."""

    id: UUID
    agency_id: UUID
    kind: OldKind
    title: str
    year_from: int
    year_to: int
    state: BatchState
    round: int
    counts: Mapping[LineState, int] = field(hash=False)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def done(self) -> int:
        return self.counts.get(LineState.ISSUED, 0)


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A quality sample; `accepted` is None until it is judged."""

    round: int
    seed: str
    lines: int
    judged: int
    wrong: int
    fields: int
    accepted: bool | None


@dataclass(frozen=True, kw_only=True)
class Imported:
    """How many lines of a list are new, and how many the batch had already (an import that is done again)."""

    new: int
    known: int


@dataclass(frozen=True, kw_only=True)
class Readied:
    """What was made ready for the officer's machine; `order_id` names the lot there, None when there is nothing to sign."""

    order_id: UUID | None
    ready: int
    waiting: int
    duplicates: int
    unsignable: int = 0


@dataclass(frozen=True, kw_only=True)
class Issued:
    """What one run of issuing did."""

    issued: int
    waiting: int
    duplicates: int
    unsignable: int = 0
