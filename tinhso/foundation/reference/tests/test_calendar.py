"""The calendar value: hours, holidays, swapped days, counting."""

import pickle
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhso.foundation.reference.domain.calendars import calendar_from
from tinhso.foundation.reference.testing import OFFICE_DAY, make_calendar
from tinhso.foundation.reference.types import Calendar, OfficeHours, Span, SpecialDay
from tinhso.kernel.clock import PROVINCE_TZ

DAY_HOURS = ["07:30-11:30", "13:30-17:00"]
BODY: dict[str, Any] = {
    "code": "office",
    "title": "Giờ hành chính",
    "hours": [
        {
            "since": "2015-01-01",
            **dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), DAY_HOURS),
        }
    ],
    "public_holidays": {"country": "VN", "from_year": 2019, "to_year": 2030},
    "swapped": [{"off": "2026-01-02", "worked": "2026-01-10", "title": "Hoán đổi"}],
}
DATES = st.dates(min_value=date(2019, 1, 8), max_value=date(2029, 12, 1))


def test_a_day_has_seven_and_a_half_hours() -> None:
    assert make_calendar().minutes(date(2026, 1, 26)) == 450


def test_tet_and_weekends_are_off() -> None:
    calendar = calendar_from(BODY)

    february = [date(2026, 2, 14) + timedelta(days=n) for n in range(10)]
    assert [day.day for day in february if calendar.is_working(day)] == [23]


def test_a_swapped_saturday_has_the_hours_of_the_day_it_stands_for() -> None:
    calendar = calendar_from(BODY)

    assert not calendar.is_working(date(2026, 1, 2))
    assert calendar.spans(date(2026, 1, 10)) == OFFICE_DAY


def test_the_package_knows_the_swap_of_august_and_the_day_of_culture() -> None:
    calendar = calendar_from(BODY)

    assert not calendar.is_working(date(2026, 8, 31))
    assert calendar.is_working(date(2026, 8, 22))
    assert not calendar.is_working(date(2026, 11, 24))


def test_an_agency_calendar_takes_over_holidays_and_keeps_its_hours() -> None:
    own = {
        "code": "own",
        "title": "Riêng",
        "extends": "office",
        "hours": [{**BODY["hours"][0], "saturday": ["07:30-11:30"]}],
    }

    calendar = calendar_from(own, BODY)

    assert calendar.minutes(date(2026, 1, 17)) == 240
    assert not calendar.is_working(date(2026, 2, 17))
    assert calendar.minutes(date(2026, 1, 10)) == 450


def test_hours_change_from_a_date() -> None:
    summer = (Span(time(7), time(11)), Span(time(13, 30), time(17)))
    calendar = Calendar.build(
        code="two",
        hours=[
            OfficeHours(date(2026, 4, 16), (summer,) * 5 + ((), ())),
            OfficeHours(date(2015, 1, 1), (OFFICE_DAY,) * 5 + ((), ())),
        ],
    )

    assert calendar.spans(date(2026, 4, 15)) == OFFICE_DAY
    assert calendar.spans(date(2026, 4, 16)) == summer


def test_equal_content_is_equal_and_another_holiday_is_another_version() -> None:
    assert make_calendar() == make_calendar()
    assert hash(make_calendar()) == hash(make_calendar())
    assert make_calendar() != make_calendar(days_off=[date(2026, 5, 4)])


def test_a_calendar_survives_pickling() -> None:
    calendar = calendar_from(BODY)

    assert pickle.loads(pickle.dumps(calendar)) == calendar


def test_a_year_without_known_holidays_is_refused() -> None:
    with pytest.raises(ValueError, match="knows 2019–2030, not 2031"):
        calendar_from(BODY).is_working(date(2031, 1, 6))


def test_a_calendar_that_never_opens_is_refused() -> None:
    shut = Calendar.build(code="shut", hours=[OfficeHours(date(2015, 1, 1), ((),) * 7)])

    with pytest.raises(ValueError, match="no working day"):
        shut.next_working(date(2026, 1, 1))


@pytest.mark.parametrize("text", [("11:30", "07:30"), ("07:30", "07:30")])
def test_a_span_ends_after_it_starts(text: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match="ends after it starts"):
        Span(time.fromisoformat(text[0]), time.fromisoformat(text[1]))


def test_overlapping_spans_are_refused() -> None:
    with pytest.raises(ValueError, match="overlap"):
        SpecialDay(date(2026, 1, 1), "x", (Span(time(7), time(12)), Span(time(11), time(17))))


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        make_calendar().is_open(datetime(2026, 1, 26, 8, tzinfo=PROVINCE_TZ).replace(tzinfo=None))


@given(day=DATES, count=st.integers(1, 60))
def test_counting_forth_and_back_agrees(day: date, count: int) -> None:
    calendar = calendar_from(BODY)

    last = calendar.next_working(day, count)

    assert calendar.is_working(last)
    assert calendar.working_days_between(day, last) == count
    assert calendar.previous_working(last + timedelta(days=1)) == last
    walked = sum(calendar.is_working(day + timedelta(days=n)) for n in range(1, (last - day).days + 1))
    assert walked == count
