"""Public values of reference data: calendars (pure, hashable), units, code lists."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from itertools import pairwise
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from tinhso.kernel.clock import PROVINCE_TZ

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Span:
    """Office hours without a break, `start` before `end`, on the wall clock of the province, whole minutes."""

    start: time
    end: time

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise ValueError(f"a span ends after it starts: {self.start}–{self.end}")
        if any(moment.second or moment.microsecond for moment in (self.start, self.end)):
            raise ValueError("office hours are told in whole minutes")

    @property
    def minutes(self) -> int:
        return minute_of(self.end) - minute_of(self.start)


def minute_of(moment: time) -> int:
    """Minutes since midnight, seconds dropped."""
    return moment.hour * 60 + moment.minute


Week = tuple[tuple[Span, ...], ...]


@dataclass(frozen=True)
class OfficeHours:
    """The week that holds from a date: seven tuples of spans, Monday first, empty = day off."""

    since: date
    week: Week

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise ValueError("a week has seven days")
        for spans in self.week:
            check_spans(spans)


@dataclass(frozen=True)
class SpecialDay:
    """A day unlike its weekday: off (no spans), or worked with its own hours (a swapped Saturday)."""

    day: date
    title: str
    spans: tuple[Span, ...] = ()

    def __post_init__(self) -> None:
        check_spans(self.spans)


def check_spans(spans: Iterable[Span]) -> None:
    """Raise ValueError unless the spans follow one another without overlap."""
    ordered = list(spans)
    for earlier, later in pairwise(ordered):
        if earlier.end > later.start:
            raise ValueError(f"office hours overlap: {earlier} and {later}")


@dataclass(frozen=True)
class Calendar:
    """When an office is open. Equal and hashed by (code, version); `version` digests the whole content.

    `known` = first and last year whose public holidays are in it: asking about a year outside raises `ValueError`,
    since a due date without holidays would be a wrong one.
    """

    code: str
    version: str
    title: str = field(compare=False)
    hours: tuple[OfficeHours, ...] = field(compare=False, repr=False)
    special: Mapping[date, SpecialDay] = field(compare=False, repr=False)
    known: tuple[int, int] | None = field(compare=False, default=None)
    zone: ZoneInfo = field(compare=False, repr=False, default=PROVINCE_TZ)

    @classmethod
    def build(
        cls,
        *,
        code: str,
        hours: Iterable[OfficeHours],
        special: Iterable[SpecialDay] = (),
        known: tuple[int, int] | None = None,
        title: str = "",
    ) -> "Calendar":
        """A calendar from its parts; of two special days on one date the later given wins."""
        periods = tuple(sorted(hours, key=lambda period: period.since))
        if not periods:
            raise ValueError("a calendar has office hours")
        days = {day.day: day for day in special}
        content = repr((periods, sorted((day, days[day].spans) for day in days), known))
        return cls(
            code=code,
            version=sha256(content.encode()).hexdigest(),
            title=title or code,
            hours=periods,
            special=MappingProxyType(days),
            known=known,
        )

    def __reduce__(self) -> tuple[Any, ...]:
        special = tuple(self.special.values())
        return (_rebuild, (self.code, self.hours, special, self.known, self.title))

    def spans(self, day: date) -> tuple[Span, ...]:
        """The hours of that day, in order; empty = off."""
        return _year(self, day.year).spans[day.timetuple().tm_yday - 1]

    def is_working(self, day: date) -> bool:
        return bool(self.spans(day))

    def minutes(self, day: date) -> int:
        """Office minutes of the day; 0 = off."""
        return _year(self, day.year).minutes[day.timetuple().tm_yday - 1]

    def opens_at(self, day: date) -> datetime:
        """The instant the office opens. Raises ValueError on a day off."""
        return self.instant(day, self._worked(day)[0].start)

    def closes_at(self, day: date) -> datetime:
        """The instant the office closes for the day. Raises ValueError on a day off."""
        return self.instant(day, self._worked(day)[-1].end)

    def instant(self, day: date, moment: time) -> datetime:
        """That wall-clock moment as an aware instant in the province's zone."""
        return datetime.combine(day, moment, self.zone)

    def local(self, at: datetime) -> datetime:
        """The instant on the office's wall clock. Raises ValueError for a naive one."""
        if at.tzinfo is None:
            raise ValueError("a naive datetime has no place on a calendar")
        return at.astimezone(self.zone)

    def is_open(self, at: datetime) -> bool:
        """Whether the office is open then; the closing minute itself counts as open."""
        here = self.local(at)
        moment = here.time()
        return any(span.start <= moment <= span.end for span in self.spans(here.date()))

    def next_working(self, day: date, count: int = 1) -> date:
        """The `count`-th working day after `day` (count ≥ 1), holidays skipped."""
        if count < 1:
            raise ValueError("count starts at 1")
        table = _year(self, day.year)
        at = bisect_right(table.working, day) + count - 1
        while at >= len(table.working):
            at -= len(table.working)
            table = _year(self, table.year + 1)
        return table.working[at]

    def working_or_next(self, day: date) -> date:
        """The day itself when it is worked, otherwise the next that is."""
        return day if self.is_working(day) else self.next_working(day)

    def previous_working(self, day: date, count: int = 1) -> date:
        """The `count`-th working day before `day` (count ≥ 1)."""
        if count < 1:
            raise ValueError("count starts at 1")
        table = _year(self, day.year)
        at = bisect_left(table.working, day) - count
        while at < 0:
            table = _year(self, table.year - 1)
            at += len(table.working)
        return table.working[at]

    def working_days_between(self, after: date, until: date) -> int:
        """How many working days lie in (after, until]; 0 when `until` is not later."""
        if until <= after:
            return 0
        if after.year == until.year:
            table = _year(self, after.year)
            return bisect_right(table.working, until) - bisect_right(table.working, after)
        first, last = _year(self, after.year), _year(self, until.year)
        whole = sum(len(_year(self, year).working) for year in range(after.year + 1, until.year))
        return len(first.working) - bisect_right(first.working, after) + whole + bisect_right(last.working, until)

    def days_off(self, after: date, until: date) -> tuple[SpecialDay, ...]:
        """The special days off in (after, until] that their week would have worked, in order: what an explanation
        names."""
        found = []
        day = after + ONE_DAY
        while day <= until:
            special = self.special.get(day)
            if special is not None and not special.spans and self._week(day)[day.weekday()]:
                found.append(special)
            day += ONE_DAY
        return tuple(found)

    def extra_days(self, after: date, until: date) -> tuple[SpecialDay, ...]:
        """The special days worked in (after, until] that their week would have had off (swapped Saturdays)."""
        return tuple(
            special
            for day, special in sorted(self.special.items())
            if after < day <= until and special.spans and not self._week(day)[day.weekday()]
        )

    def _worked(self, day: date) -> tuple[Span, ...]:
        spans = self.spans(day)
        if not spans:
            raise ValueError(f"{day} is a day off in {self.code}")
        return spans

    def _week(self, day: date) -> Week:
        current = self.hours[0]
        for period in self.hours[1:]:
            if period.since > day:
                break
            current = period
        return current.week


def _rebuild(
    code: str,
    hours: tuple[OfficeHours, ...],
    special: tuple[SpecialDay, ...],
    known: tuple[int, int] | None,
    title: str,
) -> Calendar:
    return Calendar.build(code=code, hours=hours, special=special, known=known, title=title)


@dataclass(frozen=True, slots=True)
class _Year:
    year: int
    spans: tuple[tuple[Span, ...], ...]
    minutes: tuple[int, ...]
    working: tuple[date, ...]


@lru_cache(maxsize=4096)
def _year(calendar: Calendar, year: int) -> _Year:
    """One calendar version's year as tables: what makes a due date a matter of microseconds."""
    if calendar.known is not None and not calendar.known[0] <= year <= calendar.known[1]:
        raise ValueError(f"calendar {calendar.code} knows {calendar.known[0]}–{calendar.known[1]}, not {year}")
    spans: list[tuple[Span, ...]] = []
    working: list[date] = []
    day = date(year, 1, 1)
    while day.year == year:
        special = calendar.special.get(day)
        hours = special.spans if special is not None else calendar._week(day)[day.weekday()]
        spans.append(hours)
        if hours:
            working.append(day)
        if day == date.max:
            break
        day += ONE_DAY
    if not working:
        raise ValueError(f"calendar {calendar.code} has no working day in {year}")
    minutes = tuple(sum(span.minutes for span in hours) for hours in spans)
    return _Year(year=year, spans=tuple(spans), minutes=minutes, working=tuple(working))


class Tier(StrEnum):
    """The level of an administrative unit."""

    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"


@dataclass(frozen=True, kw_only=True)
class Unit:
    """An administrative unit as it stood between two dates (`valid_to` inclusive, None = still).

    `full_name` = "Phường An Hội", `name` = "An Hội", `kind` = "phường". `successors` = codes of the units that took
    it over, the one that took most first.
    """

    code: str
    full_name: str
    name: str
    kind: str
    tier: Tier
    province_code: str
    parent_code: str | None
    valid_from: date
    valid_to: date | None
    successors: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class UnitMatch:
    """A unit found by its name; `formerly` is the old unit whose name was typed; `path` = "Xã X, Tỉnh Y"."""

    unit: Unit
    path: str
    formerly: Unit | None = None


@dataclass(frozen=True, kw_only=True)
class CodeEntry:
    """One line of a code list. `attributes` holds what the list adds (national code, symbol…)."""

    code: str
    title: str
    title_en: str = ""
    parent: str | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class CodeList:
    """A list in the order of its definition."""

    code: str
    title: str
    entries: tuple[CodeEntry, ...]

    def get(self, code: str) -> CodeEntry | None:
        """The entry with that code, None when the list has none."""
        return next((entry for entry in self.entries if entry.code == code), None)
