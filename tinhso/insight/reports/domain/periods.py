"""Periods of reports: calendar months, quarters, halves and years, and the same moved to another first day (NĐ 09/2019)."""

from collections.abc import Iterator
from datetime import date, timedelta

from tinhso.insight.reports.types import Period

_ROMAN = ("I", "II", "III", "IV")


def period(code: str, first_day: int) -> Period | None:
    """The period that "2026-T10", "2026-Q3", "2026-N1" (half) or "2026" names; None for any other text."""
    year_text, _, part = code.partition("-")
    if not (year_text.isascii() and year_text.isdigit() and len(year_text) == 4 and "2000" < year_text < "2100"):
        return None
    year = int(year_text)
    for found_code, title, first_month, last_month in _parts(year):
        if found_code == code and (part or code == year_text):
            first, last = _span(year, first_month, last_month, first_day)
            return Period(code=code, title=title, first=first, last=last)
    return None


def periods_of(year: int, first_day: int) -> list[Period]:
    """Every period of a year: months, quarters, halves, the year."""
    found = (period(code, first_day) for code, *_ in _parts(year))
    return [one for one in found if one is not None]


def _parts(year: int) -> Iterator[tuple[str, str, int, int]]:
    for month in range(1, 13):
        yield f"{year}-T{month}", f"Tháng {month} năm {year}", month, month
    for quarter in range(4):
        yield f"{year}-Q{quarter + 1}", f"Quý {_ROMAN[quarter]} năm {year}", 3 * quarter + 1, 3 * quarter + 3
    yield f"{year}-N1", f"6 tháng đầu năm {year}", 1, 6
    yield f"{year}-N2", f"6 tháng cuối năm {year}", 7, 12
    yield f"{year}", f"Năm {year}", 1, 12


def _span(year: int, first_month: int, last_month: int, first_day: int) -> tuple[date, date]:
    after = date(year + last_month // 12, last_month % 12 + 1, 1)
    if first_day == 1:
        return date(year, first_month, 1), after - timedelta(days=1)
    before = date(year, first_month, 1) - timedelta(days=1)
    return before.replace(day=first_day), date(year, last_month, first_day) - timedelta(days=1)
