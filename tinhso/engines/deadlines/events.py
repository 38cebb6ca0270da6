"""What happened to clocks: ids, coded facts and instants, no personal data and no reasons."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from tinhso.kernel.event import Event


@dataclass(frozen=True, kw_only=True)
class ClockEvent(Event):
    """What every event of a clock tells: whose it is, what it measures, and its dates after the act at `at`."""

    clock_id: UUID
    subject_kind: str
    subject_id: UUID
    kind: str
    key: str
    at: datetime
    due_at: datetime
    statutory_due_at: datetime
    appointed_at: datetime


@dataclass(frozen=True, kw_only=True)
class ClockStarted(ClockEvent):
    name: ClassVar[str] = "clock.started"
    version: ClassVar[int] = 1


@dataclass(frozen=True, kw_only=True)
class ClockPaused(ClockEvent):
    name: ClassVar[str] = "clock.paused"
    version: ClassVar[int] = 1


@dataclass(frozen=True, kw_only=True)
class ClockResumed(ClockEvent):
    name: ClassVar[str] = "clock.resumed"
    version: ClassVar[int] = 1


@dataclass(frozen=True, kw_only=True)
class ClockReset(ClockEvent):
    """Counted again from zero, after a complete dossier came."""

    name: ClassVar[str] = "clock.reset"
    version: ClassVar[int] = 1


@dataclass(frozen=True, kw_only=True)
class ClockProlonged(ClockEvent):
    """The law allowed a further term: due moves."""

    name: ClassVar[str] = "clock.prolonged"
    version: ClassVar[int] = 1


@dataclass(frozen=True, kw_only=True)
class ClockReappointed(ClockEvent):
    """An apology gave a new date: `appointed_at` moves, due does not. `told_in_time` = early enough by the rule."""

    name: ClassVar[str] = "clock.reappointed"
    version: ClassVar[int] = 1
    told_in_time: bool


@dataclass(frozen=True, kw_only=True)
class ClockFinished(ClockEvent):
    """`punctuality` = early, on_time or late against `due_at`."""

    name: ClassVar[str] = "clock.finished"
    version: ClassVar[int] = 1
    punctuality: str


@dataclass(frozen=True, kw_only=True)
class ClockCancelled(ClockEvent):
    name: ClassVar[str] = "clock.cancelled"
    version: ClassVar[int] = 1


@dataclass(frozen=True, kw_only=True)
class ClockReopened(ClockEvent):
    """What had been finished was undone: the clock runs on as if it had never stopped, its dates unchanged."""

    name: ClassVar[str] = "clock.reopened"
    version: ClassVar[int] = 1


@dataclass(frozen=True, kw_only=True)
class ClockMoved(ClockEvent):
    """A changed calendar moved the dates. `letter_due` = the person was told a date that no longer holds."""

    name: ClassVar[str] = "clock.moved"
    version: ClassVar[int] = 1
    calendar_code: str
    old_due_at: datetime
    old_appointed_at: datetime
    letter_due: bool
