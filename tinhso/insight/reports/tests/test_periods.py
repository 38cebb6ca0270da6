"""Which days a period holds: calendar, and NĐ 09/2019/NĐ-CP Điều 12."""

from datetime import date
from itertools import pairwise

import pytest

from tinhso.insight.reports.domain.periods import period, periods_of


@pytest.mark.parametrize(
    ("code", "first_day", "first", "last"),
    [
        ("2020-Q1", 15, date(2019, 12, 15), date(2020, 3, 14)),
        ("2020-T6", 15, date(2020, 5, 15), date(2020, 6, 14)),
        ("2020-T1", 15, date(2019, 12, 15), date(2020, 1, 14)),
        ("2020", 15, date(2019, 12, 15), date(2020, 12, 14)),
        ("2020-N1", 15, date(2019, 12, 15), date(2020, 6, 14)),
        ("2020-N2", 15, date(2020, 6, 15), date(2020, 12, 14)),
        ("2026-T2", 1, date(2026, 2, 1), date(2026, 2, 28)),
        ("2026-T12", 1, date(2026, 12, 1), date(2026, 12, 31)),
        ("2026-Q4", 1, date(2026, 10, 1), date(2026, 12, 31)),
        ("2026", 1, date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_days(code: str, first_day: int, first: date, last: date):
    found = period(code, first_day)
    assert found is not None
    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize("text", ["", "2026-", "2026-T13", "2026-T0", "26-T1", "2026-Q5", "²026", "2026-T1x", "9999"])
def test_other_texts_name_no_period(text: str):
    assert period(text, 15) is None


@pytest.mark.parametrize("first_day", [1, 15])
def test_months_follow_each_other_without_a_gap(first_day: int):
    months = periods_of(2026, first_day)[:12]
    assert all((after.first - before.last).days == 1 for before, after in pairwise(months))
