"""The words of a due date, exactly as people read them."""

from datetime import date, datetime

import pytest

from tinhso.engines.deadlines import api
from tinhso.engines.deadlines.types import CountingRule, CountsFrom, Punctuality, Term, TermUnit
from tinhso.foundation.reference.api import calendar_of_definition
from tinhso.foundation.reference.testing import make_calendar
from tinhso.foundation.reference.types import Calendar
from tinhso.kernel.clock import at_local

RULE = CountingRule(code="r", title="Cách đếm mẫu", basis="Nghị định mẫu")
HOURS = ["07:30-11:30", "13:30-17:00"]


@pytest.fixture
def calendar() -> Calendar:
    weekdays = ("monday", "tuesday", "wednesday", "thursday", "friday")
    return calendar_of_definition(
        {
            "code": "office",
            "title": "Giờ hành chính",
            "hours": [{"since": "2015-01-01", **dict.fromkeys(weekdays, HOURS)}],
            "public_holidays": {"country": "VN", "from_year": 2025, "to_year": 2027},
            "swapped": [{"off": "2026-01-02", "worked": "2026-01-10", "title": "Nghỉ hoán đổi"}],
        }
    )


def test_an_instant_in_words() -> None:
    assert api.in_words(at_local(2026, 11, 25, 16, 30)) == "16 giờ 30 phút, thứ Tư ngày 25/11/2026"
    assert api.in_words(at_local(2026, 2, 1, 7, 5)) == "07 giờ 05 phút, Chủ nhật ngày 01/02/2026"
    assert api.day_in_words(date(2026, 11, 23)) == "thứ Hai ngày 23/11/2026"


def test_a_term_in_words() -> None:
    assert api.term_in_words(Term(15, TermUnit.WORKING_DAYS)) == "15 ngày làm việc"
    assert api.term_in_words(Term(8, TermUnit.HOURS)) == "8 giờ làm việc"
    assert api.term_in_words(Term(7, TermUnit.CALENDAR_DAYS)) == "7 ngày"
    assert api.term_in_words(Term(3, TermUnit.MONTHS)) == "3 tháng"
    assert api.term_in_words(Term(1, TermUnit.WORKING_DAYS, same_day=True)) == "trong ngày làm việc"


def test_working_days_name_the_days_that_were_not_counted(calendar: Calendar) -> None:
    due = api.compute_due(
        start=at_local(2026, 1, 26, 10, 15), term=Term(15, TermUnit.WORKING_DAYS), calendar=calendar, rule=RULE
    )

    assert due.at == at_local(2026, 2, 23, 17)
    assert due.explanation == (
        "Thời hạn: 15 ngày làm việc (Nghị định mẫu).",
        (
            "Mốc tính: 10 giờ 15 phút, thứ Hai ngày 26/01/2026. Ngày này không tính; ngày thứ nhất là thứ Ba ngày"
            " 27/01/2026."
        ),
        (
            "Không tính ngày nghỉ: thứ Bảy, Chủ nhật; từ thứ Hai ngày 16/02/2026 đến thứ Sáu ngày 20/02/2026"
            " (Tết Nguyên Đán)."
        ),
        "Ngày làm việc thứ 15 là thứ Hai ngày 23/02/2026; đến hạn lúc 17 giờ 00 phút, thứ Hai ngày 23/02/2026.",
    )


def test_a_swapped_saturday_is_said_to_count(calendar: Calendar) -> None:
    due = api.compute_due(
        start=at_local(2025, 12, 31, 9), term=Term(6, TermUnit.WORKING_DAYS), calendar=calendar, rule=RULE
    )

    assert due.explanation[2:] == (
        (
            "Không tính ngày nghỉ: thứ Bảy, Chủ nhật; từ thứ Năm ngày 01/01/2026 đến thứ Sáu ngày 02/01/2026"
            " (Nghỉ hoán đổi)."
        ),
        "Có tính ngày làm bù: thứ Bảy ngày 10/01/2026.",
        "Ngày làm việc thứ 6 là thứ Bảy ngày 10/01/2026; đến hạn lúc 17 giờ 00 phút, thứ Bảy ngày 10/01/2026.",
    )


def test_hours_say_from_when_they_count(calendar: Calendar) -> None:
    due = api.compute_due(start=at_local(2026, 3, 2, 19), term=Term(4, TermUnit.HOURS), calendar=calendar, rule=RULE)

    assert due.explanation == (
        "Thời hạn: 4 giờ làm việc (Nghị định mẫu).",
        (
            "Mốc tính: 19 giờ 00 phút, thứ Hai ngày 02/03/2026, ngoài giờ làm việc, nên tính từ 07 giờ 30 phút, thứ Ba"
            " ngày 03/03/2026; chỉ tính giờ làm việc của cơ quan."
        ),
        "Đến hạn lúc 11 giờ 30 phút, thứ Ba ngày 03/03/2026.",
    )


@pytest.mark.parametrize(
    ("start", "why"),
    [
        (at_local(2026, 3, 6, 15, 1), "sau 15 giờ 00 phút"),
        (at_local(2026, 3, 7, 9), "vào ngày nghỉ"),
    ],
)
def test_a_same_day_answer_that_moves_says_why(start: datetime, why: str, calendar: Calendar) -> None:
    term = Term(1, TermUnit.WORKING_DAYS, same_day=True)

    due = api.compute_due(start=start, term=term, calendar=calendar, rule=RULE)

    assert due.at == at_local(2026, 3, 9, 17)
    assert f", {why}, nên trả kết quả trong ngày làm việc tiếp theo" in due.explanation[1]


def test_a_last_day_off_is_said_to_move(calendar: Calendar) -> None:
    due = api.compute_due(
        start=at_local(2026, 2, 5, 9), term=Term(10, TermUnit.CALENDAR_DAYS), calendar=calendar, rule=RULE
    )

    assert due.explanation[1:] == (
        "Mốc tính: 09 giờ 00 phút, thứ Năm ngày 05/02/2026. Ngày này không tính; tính liên tục cả ngày nghỉ.",
        "Ngày cuối của thời hạn là Chủ nhật ngày 15/02/2026.",
        "Ngày cuối là ngày nghỉ nên thời hạn kết thúc vào ngày làm việc tiếp theo.",
        "Đến hạn lúc 17 giờ 00 phút, thứ Hai ngày 23/02/2026.",
    )


def test_a_rule_that_counts_the_day_itself() -> None:
    rule = CountingRule(code="r", title="r", counts_from=CountsFrom.SAME_DAY)

    due = api.compute_due(
        start=at_local(2026, 3, 2, 9), term=Term(2, TermUnit.WORKING_DAYS), calendar=make_calendar(), rule=rule
    )

    assert due.at == at_local(2026, 3, 3, 17)
    assert "Tính cả ngày này" in due.explanation[1]


@pytest.mark.parametrize(
    ("finished", "expected"),
    [
        (at_local(2026, 3, 8, 23, 59), Punctuality.EARLY),
        (at_local(2026, 3, 9, 0, 0), Punctuality.ON_TIME),
        (at_local(2026, 3, 9, 17, 0), Punctuality.ON_TIME),
        (at_local(2026, 3, 9, 17, 1), Punctuality.LATE),
    ],
)
def test_early_on_time_late(finished: datetime, expected: Punctuality) -> None:
    due_at = at_local(2026, 3, 9, 17)

    assert api.classify(due_at=due_at, finished_at=finished) is expected


@pytest.mark.parametrize("value", [0, -1])
def test_a_term_is_at_least_one(value: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        Term(value, TermUnit.HOURS)


def test_only_one_working_day_is_answered_the_same_day() -> None:
    with pytest.raises(ValueError, match="same day"):
        Term(2, TermUnit.WORKING_DAYS, same_day=True)


def test_the_next_three_working_days(calendar: Calendar) -> None:
    window = api.working_window(start=at_local(2026, 4, 29, 10), days=3, calendar=calendar)

    assert (window.end, window.last_day) == (at_local(2026, 5, 6, 17), date(2026, 5, 6))
