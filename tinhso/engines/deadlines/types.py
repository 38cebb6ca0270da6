"""Public values of deadlines."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID

SubjectRef = tuple[str, UUID]


class TermUnit(StrEnum):
    """How a term is counted; a day is never turned into hours, nor hours into days."""

    WORKING_DAYS = "working_days"
    HOURS = "hours"
    CALENDAR_DAYS = "calendar_days"
    MONTHS = "months"


@dataclass(frozen=True)
class Term:
    """A length of time given by law or promised: 15 working days. `same_day` = answered within the day it is received
    (value 1): the counting rule's cut-off moves it to the next working day."""

    value: int
    unit: TermUnit
    same_day: bool = False

    def __post_init__(self) -> None:
        if self.value < 1:
            raise ValueError("a term is at least one")
        if self.same_day and (self.value != 1 or self.unit is not TermUnit.WORKING_DAYS):
            raise ValueError("only a term of one working day is answered the same day")


class CountsFrom(StrEnum):
    """Which day is the first of a term in working days."""

    NEXT_WORKING_DAY = "next_working_day"
    SAME_DAY = "same_day"


class DueMoment(StrEnum):
    """When on its last day a term of days ends."""

    CLOSE_OF_OFFICE = "close_of_office"
    SAME_TIME = "same_time"


@dataclass(frozen=True, kw_only=True)
class CountingRule:
    """How the law in force counts: a value read from the kind `counting_rule`, stored with each clock.

    `cut_off` moves the hand-over and the result of same-day procedures, nothing else. `handover_grace_minutes` are the
    office minutes that "at the start of the next working day" leaves. `intake_answers` = channel → term to answer a
    filing. `returns` = return method → term to give out a result that is ready. `reappoint_notice_days` = working days
    before the due date by which an apology must be out.
    """

    code: str
    title: str
    basis: str = ""
    cut_off: time = time(15)
    counts_from: CountsFrom = CountsFrom.NEXT_WORKING_DAY
    due_moment: DueMoment = DueMoment.CLOSE_OF_OFFICE
    handover_grace_minutes: int = 60
    intake_answers: Mapping[str, Term] = field(default_factory=dict)
    returns: Mapping[str, Term] = field(default_factory=dict)
    max_reappointments: int = 1
    reappoint_notice_days: int = 1
    version_id: UUID | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Due:
    """An instant and, in Vietnamese, line by line, why it is that one."""

    at: datetime
    explanation: tuple[str, ...]


class ClockKind(StrEnum):
    """What is measured; each has its own clock."""

    INTAKE_ANSWER = "intake_answer"
    PROCESSING = "processing"
    STEP = "step"
    HANDOVER = "handover"
    RETURN = "return"
    SUPPLEMENT = "supplement"
    CONSULTATION = "consultation"
    TIMED = "timed"


class ClockState(StrEnum):
    """Running and paused clocks are open; the others have ended, and only undoing the act that finished one opens it."""

    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    CANCELLED = "cancelled"


class ActKind(StrEnum):
    """What a line of the ledger says was done."""

    STARTED = "started"
    PAUSED = "paused"
    RESUMED = "resumed"
    RESET = "reset"
    PROLONGED = "prolonged"
    REAPPOINTED = "reappointed"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    RECOMPUTED = "recomputed"
    REOPENED = "reopened"


@dataclass(frozen=True, kw_only=True)
class Clock:
    """A clock as it stands. Instants are aware UTC; `statutory_due_at` is by law, `committed_due_at` what the
    province promised (never later), `reappointed_due_at` the new date of an apology."""

    id: UUID
    subject: SubjectRef
    kind: ClockKind
    key: str
    agency_code: str
    state: ClockState
    term: Term | None
    committed_term: Term | None
    started_at: datetime
    counted_from: datetime
    statutory_due_at: datetime
    committed_due_at: datetime | None
    reappointed_due_at: datetime | None
    paused_at: datetime | None
    finished_at: datetime | None
    reappointments: int

    @property
    def due_at(self) -> datetime:
        """What late is measured against: committed, else statutory. An apology never moves it."""
        return self.committed_due_at or self.statutory_due_at

    @property
    def appointed_at(self) -> datetime:
        """The date the person was last given: re-appointed, else due."""
        return self.reappointed_due_at or self.due_at

    @property
    def is_open(self) -> bool:
        return self.state in (ClockState.RUNNING, ClockState.PAUSED)


@dataclass(frozen=True, kw_only=True)
class LedgerLine:
    """One immutable line: what was done to a clock, when it counts from, by whom, why, and the dates after it."""

    seq: int
    act: ActKind
    at: datetime
    recorded_at: datetime
    reason: str
    person_id: UUID | None
    post_id: UUID | None
    statutory_due_at: datetime
    committed_due_at: datetime | None
    reappointed_due_at: datetime | None


class Punctuality(StrEnum):
    """Early, on time or late for what is finished; within or overdue for what is not; paused apart."""

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"
    WITHIN = "within"
    OVERDUE = "overdue"


@dataclass(frozen=True, kw_only=True)
class ClockMove:
    """A clock whose dates a changed calendar moves. `letter_due` = the person was told a date that no longer holds;
    of steps, hand-over and return nobody was told a date."""

    clock_id: UUID
    subject: SubjectRef
    kind: ClockKind
    state: ClockState
    old_due_at: datetime
    new_due_at: datetime
    old_appointed_at: datetime
    new_appointed_at: datetime

    @property
    def letter_due(self) -> bool:
        told = self.kind in (ClockKind.PROCESSING, ClockKind.INTAKE_ANSWER, ClockKind.SUPPLEMENT)
        return told and self.old_appointed_at != self.new_appointed_at


@dataclass(frozen=True, kw_only=True)
class CalendarChange:
    """What a calendar would move: every open clock looked at, the ones that move, and whose letters are to be sent."""

    calendar_code: str
    looked_at: int
    moves: tuple[ClockMove, ...]

    @property
    def subjects(self) -> tuple[SubjectRef, ...]:
        """The subjects to write to, each once, in the order found."""
        return tuple(dict.fromkeys(move.subject for move in self.moves if move.letter_due))


@dataclass(frozen=True, kw_only=True)
class ClockLoad:
    """A clock to be written with many others: started, and finished when `finished_at` is given."""

    subject: SubjectRef
    kind: ClockKind
    key: str = ""
    term: Term | None
    committed_term: Term | None = None
    started_at: datetime
    finished_at: datetime | None = None
    agency_code: str


@dataclass(frozen=True)
class WorkingWindow:
    """From an instant to the close of the n-th working day after it, for "late within three working days"."""

    start: datetime
    end: datetime
    last_day: date
