"""When a term ends."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from tinhso.engines.deadlines.domain.measure import add_office_minutes, add_working_days, next_opening, to_minute
from tinhso.engines.deadlines.types import CountingRule, CountsFrom, DueMoment, Term, TermUnit
from tinhso.foundation.reference.types import Calendar

HOUR = 60


@dataclass(frozen=True, slots=True)
class Reached:
    """Where a term ends: the instant, the last day as counted (before a day off moves it) and the first day counted."""

    at: datetime
    last_day: date
    first_day: date


def reach(*, start: datetime, term: Term, calendar: Calendar, rule: CountingRule) -> Reached:
    """The end of `term` counted from `start`. Never on a day off nor outside office hours.

    Working days: counted from the next working day (Bộ luật Dân sự 2015 Đ147: the first day is not counted),
    whatever hours a day has. Hours: office minutes from the moment itself. Calendar days and months: to the
    corresponding day, then to the next working day when that is off (Đ148). Same day: see `answered_on`.
    """
    here = to_minute(start, calendar)
    today = here.date()
    match term.unit:
        case TermUnit.HOURS:
            at = add_office_minutes(here, term.value * HOUR, calendar)
            return Reached(at, at.date(), next_opening(here, calendar).date())
        case TermUnit.WORKING_DAYS if term.same_day:
            day = answered_on(here, calendar, rule)
            return Reached(calendar.closes_at(day), day, day)
        case TermUnit.WORKING_DAYS:
            first = first_working_day(here, calendar, rule)
            last = calendar.next_working(first, term.value - 1) if term.value > 1 else first
            return Reached(end_of(last, here.time(), calendar, rule), last, first)
        case TermUnit.CALENDAR_DAYS:
            last = today + timedelta(days=term.value)
        case TermUnit.MONTHS:
            last = add_months(today, term.value)
    return Reached(end_of(calendar.working_or_next(last), here.time(), calendar, rule), last, today + timedelta(days=1))


def first_working_day(here: datetime, calendar: Calendar, rule: CountingRule) -> date:
    """The first day that a term in working days counts."""
    if rule.counts_from is CountsFrom.SAME_DAY:
        return answered_on(here, calendar, rule)
    return calendar.next_working(here.date())


def answered_on(here: datetime, calendar: Calendar, rule: CountingRule) -> date:
    """The working day that answers what came in at `here`: that day, or the next when it came in after the cut-off,
    after closing or on a day off."""
    day = here.date()
    if not calendar.is_working(day):
        return calendar.next_working(day)
    if here.time() > rule.cut_off or here >= calendar.closes_at(day):
        return calendar.next_working(day)
    return day


def reach_handover(*, received_at: datetime, calendar: Calendar, rule: CountingRule) -> Reached:
    """By when a dossier goes from the one-stop to who decides: the same day, or the start of the next working day
    when it came in after the cut-off (NĐ 61/2018 Đ18)."""
    here = to_minute(received_at, calendar)
    day = answered_on(here, calendar, rule)
    if day == here.date():
        return Reached(calendar.closes_at(day), day, day)
    grace = min(rule.handover_grace_minutes, calendar.minutes(day))
    return Reached(add_office_minutes(calendar.opens_at(day), grace, calendar), day, day)


def end_of(day: date, moment: time, calendar: Calendar, rule: CountingRule) -> datetime:
    """The instant a term ends on its last day: closing time, or the wall-clock moment it began, moved into office
    hours."""
    if rule.due_moment is DueMoment.CLOSE_OF_OFFICE:
        return calendar.closes_at(day)
    wanted = calendar.instant(day, moment)
    for span in calendar.spans(day):
        if moment <= span.end:
            return max(wanted, calendar.instant(day, span.start))
    return calendar.closes_at(day)


def add_months(day: date, months: int) -> date:
    """The corresponding day, or the month's last when it has none (Đ148)."""
    years, month = divmod(day.month - 1 + months, 12)
    first_after = date(day.year + years + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return min(date(day.year + years, month + 1, 1) + timedelta(days=day.day - 1), first_after - timedelta(days=1))


def prolong(reached_at: datetime, last_day: date, term: Term, calendar: Calendar, rule: CountingRule) -> Reached:
    """The end moved by a further term that the law allows; hours add office minutes, days add days."""
    here = to_minute(reached_at, calendar)
    match term.unit:
        case TermUnit.HOURS:
            at = add_office_minutes(here, term.value * HOUR, calendar)
            return Reached(at, at.date(), last_day)
        case TermUnit.WORKING_DAYS:
            at = add_working_days(here, Fraction(term.value), calendar)
            return Reached(at, at.date(), last_day)
        case TermUnit.CALENDAR_DAYS:
            last = last_day + timedelta(days=term.value)
        case TermUnit.MONTHS:
            last = add_months(last_day, term.value)
    return Reached(end_of(calendar.working_or_next(last), here.time(), calendar, rule), last, last_day)
