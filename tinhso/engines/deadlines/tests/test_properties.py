"""What must hold for every calendar, start, term and interruption."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from tinhso.engines.deadlines.domain.due import reach, reach_handover
from tinhso.engines.deadlines.domain.measure import (
    add_office_minutes,
    add_working_days,
    next_opening,
    office_minutes_between,
    working_days_left,
)
from tinhso.engines.deadlines.domain.reckoning import Act, Terms, replay
from tinhso.engines.deadlines.types import (
    ActKind,
    ClockKind,
    CountingRule,
    CountsFrom,
    DueMoment,
    Term,
    TermUnit,
)
from tinhso.foundation.reference.testing import OFFICE_DAY, make_calendar
from tinhso.foundation.reference.types import Calendar, Span

MORNING = (Span(time(7, 30), time(11, 30)),)
LONG = (Span(time(6), time(12)), Span(time(13), time(19, 30)))
SHIFTS = st.sampled_from([OFFICE_DAY, MORNING, LONG, (Span(time(8), time(16, 1)),)])
DAYS = st.dates(min_value=date(2026, 1, 1), max_value=date(2026, 12, 31))


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """A week with Monday to Friday of any hours, perhaps Saturday, some days off and some Sundays worked."""
    week = [draw(SHIFTS) for _ in range(5)] + [draw(st.sampled_from([(), MORNING])), ()]
    return make_calendar(
        code="drawn",
        week=week,
        days_off=draw(st.lists(DAYS, max_size=20)),
        days_worked=[day for day in draw(st.lists(DAYS, max_size=5)) if day.weekday() == 6],
    )


YEAR_START = datetime(2026, 1, 2, tzinfo=UTC)
MOMENTS = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=330)).map(lambda gone: YEAR_START + gone)
UNITS = st.sampled_from(list(TermUnit))
TERMS = st.builds(Term, st.integers(1, 40), UNITS) | st.just(Term(1, TermUnit.WORKING_DAYS, same_day=True))
RULES = st.builds(
    CountingRule,
    code=st.just("drawn"),
    title=st.just("Mẫu"),
    counts_from=st.sampled_from(list(CountsFrom)),
    due_moment=st.sampled_from(list(DueMoment)),
)
WAITS = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=30))


def terms_of(term: Term) -> Terms:
    return Terms(kind=ClockKind.PROCESSING, statutory=term, committed=None)


def acts(start: datetime, *more: tuple[ActKind, datetime]) -> list[Act]:
    return [Act(kind=ActKind.STARTED, at=start)] + [Act(kind=kind, at=at) for kind, at in more]


@given(start=MOMENTS, term=TERMS, calendar=calendars(), rule=RULES)
def test_due_is_office_time_and_not_before_the_start(
    start: datetime, term: Term, calendar: Calendar, rule: CountingRule
) -> None:
    due = reach(start=start, term=term, calendar=calendar, rule=rule).at

    assert calendar.is_open(due)
    assert due > start.replace(second=0, microsecond=0)


@given(start=MOMENTS, received=MOMENTS, calendar=calendars(), rule=RULES)
def test_a_handover_is_office_time(start: datetime, received: datetime, calendar: Calendar, rule: CountingRule) -> None:
    due = reach_handover(received_at=received, calendar=calendar, rule=rule).at

    assert calendar.is_open(due)
    assert due >= received.replace(second=0, microsecond=0)


@given(start=MOMENTS, later=WAITS, term=TERMS, calendar=calendars(), rule=RULES)
def test_a_later_start_is_never_due_earlier(
    start: datetime, later: timedelta, term: Term, calendar: Calendar, rule: CountingRule
) -> None:
    # At the same wall-clock time on the last day, a later hour of an earlier day may come first; days cannot.
    first = reach(start=start, term=term, calendar=calendar, rule=rule)
    second = reach(start=start + later, term=term, calendar=calendar, rule=rule)

    assert second.at.date() >= first.at.date()
    if rule.due_moment is DueMoment.CLOSE_OF_OFFICE:
        assert second.at >= first.at


@given(start=MOMENTS, value=st.integers(1, 40), more=st.integers(0, 20), unit=UNITS, calendar=calendars(), rule=RULES)
def test_a_longer_term_is_never_due_earlier(
    start: datetime, value: int, more: int, unit: TermUnit, calendar: Calendar, rule: CountingRule
) -> None:
    shorter = reach(start=start, term=Term(value, unit), calendar=calendar, rule=rule)
    longer = reach(start=start, term=Term(value + more, unit), calendar=calendar, rule=rule)

    assert longer.at >= shorter.at


@given(start=MOMENTS, value=st.integers(1, 40), hours=SHIFTS, off=st.lists(DAYS, max_size=20))
def test_the_due_day_of_a_term_in_days_does_not_depend_on_office_hours(
    start: datetime, value: int, hours: tuple[Span, ...], off: list[date]
) -> None:
    rule, term = CountingRule(code="r", title="r"), Term(value, TermUnit.WORKING_DAYS)
    usual = make_calendar(days_off=off)
    other = make_calendar(week=(hours,) * 5 + ((), ()), days_off=off)

    days = [reach(start=start, term=term, calendar=one, rule=rule).at.date() for one in (usual, other)]

    assert days[0] == days[1]


@given(start=MOMENTS, value=st.integers(1, 40), calendar=calendars())
def test_exactly_that_many_working_days_lie_between(start: datetime, value: int, calendar: Calendar) -> None:
    rule, term = CountingRule(code="r", title="r"), Term(value, TermUnit.WORKING_DAYS)

    due = reach(start=start, term=term, calendar=calendar, rule=rule).at

    assert calendar.working_days_between(calendar.local(start).date(), due.date()) == value


@given(start=MOMENTS, minutes=st.integers(1, 20_000), calendar=calendars())
def test_office_minutes_added_are_office_minutes_counted(start: datetime, minutes: int, calendar: Calendar) -> None:
    assert office_minutes_between(start, add_office_minutes(start, minutes, calendar), calendar) == minutes


@given(start=MOMENTS, term=TERMS, wait=WAITS, calendar=calendars(), rule=RULES)
def test_a_pause_without_length_changes_nothing(
    start: datetime, term: Term, wait: timedelta, calendar: Calendar, rule: CountingRule
) -> None:
    due = replay(acts(start), terms_of(term), calendar, rule).due_at
    paused = start + wait
    assume(paused < due)

    after = replay(acts(start, (ActKind.PAUSED, paused), (ActKind.RESUMED, paused)), terms_of(term), calendar, rule)

    assert after.due_at == due


@given(start=MOMENTS, value=st.integers(1, 40), wait=WAITS, stopped=WAITS, calendar=calendars())
def test_days_left_at_a_pause_are_left_at_the_resumption(
    start: datetime, value: int, wait: timedelta, stopped: timedelta, calendar: Calendar
) -> None:
    rule, terms = CountingRule(code="r", title="r"), terms_of(Term(value, TermUnit.WORKING_DAYS))
    due = replay(acts(start), terms, calendar, rule).due_at
    paused, resumed = start + wait, start + wait + stopped
    assume(paused < due)

    after = replay(acts(start, (ActKind.PAUSED, paused), (ActKind.RESUMED, resumed)), terms, calendar, rule).due_at

    left = working_days_left(paused, due, calendar)
    kept = working_days_left(next_opening(resumed, calendar), after, calendar)
    assert 0 <= kept - left < 1 / min(minutes for minutes in map(calendar.minutes, days_near(after)) if minutes)
    assert after >= due
    assert calendar.is_open(after)


@given(start=MOMENTS, value=st.integers(1, 80), wait=WAITS, stopped=WAITS, calendar=calendars())
def test_minutes_left_at_a_pause_are_left_at_the_resumption(
    start: datetime, value: int, wait: timedelta, stopped: timedelta, calendar: Calendar
) -> None:
    rule, terms = CountingRule(code="r", title="r"), terms_of(Term(value, TermUnit.HOURS))
    due = replay(acts(start), terms, calendar, rule).due_at
    paused, resumed = start + wait, start + wait + stopped
    assume(paused < due)

    after = replay(acts(start, (ActKind.PAUSED, paused), (ActKind.RESUMED, resumed)), terms, calendar, rule).due_at

    left = office_minutes_between(paused, due, calendar)
    assert office_minutes_between(next_opening(resumed, calendar), after, calendar) == left


@given(start=MOMENTS, term=TERMS, wait=WAITS, first=WAITS, more=WAITS, calendar=calendars(), rule=RULES)
def test_a_longer_pause_is_never_due_earlier(
    start: datetime,
    term: Term,
    wait: timedelta,
    first: timedelta,
    more: timedelta,
    calendar: Calendar,
    rule: CountingRule,
) -> None:
    paused = start + wait

    dues = [
        replay(
            acts(start, (ActKind.PAUSED, paused), (ActKind.RESUMED, paused + stopped)), terms_of(term), calendar, rule
        ).due_at
        for stopped in (first, first + more)
    ]

    assert dues[0] <= dues[1]


@given(start=MOMENTS, whole=st.integers(1, 30), calendar=calendars())
def test_whole_days_from_an_opening_end_at_a_closing(start: datetime, whole: int, calendar: Calendar) -> None:
    opening = calendar.opens_at(calendar.next_working(calendar.local(start).date()))

    end = add_working_days(opening, working_days_left(opening, opening, calendar) + whole, calendar)

    assert end == calendar.closes_at(end.date())


def days_near(at: datetime) -> list[date]:
    return [at.date() + timedelta(days=n) for n in range(-7, 8)]
