"""Measuring on a calendar: the next opening, office minutes, and working days with their parts.

Moments are cut to the whole minute. A working day is one, whatever hours it has: a part of a day is a fraction of
that day's own minutes, so a Saturday morning is a whole working day where the calendar says so.
"""

from datetime import date, datetime, timedelta
from fractions import Fraction
from math import ceil

from tinhso.foundation.reference.types import Calendar, Span, minute_of


def to_minute(at: datetime, calendar: Calendar) -> datetime:
    """The instant on the office's wall clock, seconds dropped."""
    return calendar.local(at).replace(second=0, microsecond=0)


def next_opening(at: datetime, calendar: Calendar) -> datetime:
    """The instant itself while the office is open, otherwise when it next opens (a closing minute is not open any
    more)."""
    here = to_minute(at, calendar)
    moment = here.time()
    for span in calendar.spans(here.date()):
        if moment < span.start:
            return calendar.instant(here.date(), span.start)
        if moment < span.end:
            return here
    return calendar.opens_at(calendar.next_working(here.date()))


def add_office_minutes(at: datetime, minutes: int, calendar: Calendar) -> datetime:
    """The instant when `minutes` of office time have passed since `at`; an end of a span rather than the next start."""
    here = next_opening(at, calendar)
    if minutes == 0:
        return here
    day = here.date()
    gone = _minutes_gone(here, calendar.spans(day))
    while gone + minutes > calendar.minutes(day):
        minutes -= calendar.minutes(day) - gone
        day = calendar.next_working(day)
        gone = 0
    return moment_after(day, gone + minutes, calendar)


def office_minutes_between(start: datetime, end: datetime, calendar: Calendar) -> int:
    """Office minutes in [start, end); 0 when `end` is not later."""
    first, last = to_minute(start, calendar), to_minute(end, calendar)
    if last <= first:
        return 0
    total = _minutes_gone(last, calendar.spans(last.date())) - _minutes_gone(first, calendar.spans(first.date()))
    day = first.date()
    while day < last.date():
        total += calendar.minutes(day)
        day += timedelta(days=1)
    return total


def moment_after(day: date, minutes: int, calendar: Calendar) -> datetime:
    """The instant on `day` when its first `minutes` office minutes have passed; 0 = the opening."""
    spans = calendar.spans(day)
    for span in spans:
        if minutes <= span.minutes:
            return calendar.instant(day, span.start) + timedelta(minutes=minutes)
        minutes -= span.minutes
    raise ValueError(f"{day} has no such minute in {calendar.code}")


def begins_span(at: datetime, calendar: Calendar) -> bool:
    """Whether office hours begin at that very minute; the end of the span before measures the same, but reads
    earlier."""
    here = to_minute(at, calendar)
    return any(span.start == here.time() for span in calendar.spans(here.date()))


def part_left(at: datetime, calendar: Calendar) -> Fraction:
    """Which part of its day's office time lies ahead: 1 before opening, 0 after closing and on a day off."""
    here = to_minute(at, calendar)
    whole = calendar.minutes(here.date())
    if whole == 0:
        return Fraction(0)
    return Fraction(whole - _minutes_gone(here, calendar.spans(here.date())), whole)


def working_days_left(at: datetime, due: datetime, calendar: Calendar) -> Fraction:
    """Working days, with parts, from `at` to `due`; negative once it has passed."""
    here, there = calendar.local(at).date(), calendar.local(due).date()
    parts = part_left(at, calendar) - part_left(due, calendar)
    if there >= here:
        return calendar.working_days_between(here, there) + parts
    return parts - calendar.working_days_between(there, here)


def add_working_days(at: datetime, days: Fraction, calendar: Calendar) -> datetime:
    """The instant when `days` working days (with parts, rounded up to the minute) have passed since the next
    opening."""
    here = next_opening(at, calendar)
    day, left = here.date(), part_left(here, calendar)
    if days > left:
        rest = days - left
        whole = ceil(rest) - 1
        day = calendar.next_working(day, whole + 1)
        used = rest - whole
    else:
        used = 1 - left + days
    return moment_after(day, ceil(used * calendar.minutes(day)), calendar)


def _minutes_gone(here: datetime, spans: tuple[Span, ...]) -> int:
    now = minute_of(here.time())
    return sum(min(max(now - minute_of(span.start), 0), span.minutes) for span in spans)
