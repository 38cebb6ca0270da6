"""Public holidays as the `holidays` package knows them; what it misses stands in the calendar's definition."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

import holidays


@lru_cache(maxsize=16)
def public_holidays(country: str, first_year: int, last_year: int) -> Mapping[date, str]:
    """Day → its name in Vietnamese, compensating and swapped days included."""
    found = holidays.country_holidays(country, years=range(first_year, last_year + 1), language="vi")
    return {day: name for day, name in sorted(found.items()) if first_year <= day.year <= last_year}


@lru_cache(maxsize=16)
def worked_weekends(country: str, first_year: int, last_year: int) -> frozenset[date]:
    """Days off of the week that are worked in exchange for another day."""
    found = holidays.country_holidays(country, years=range(first_year, last_year + 1), language="vi")
    return frozenset(day for day in found.weekend_workdays if first_year <= day.year <= last_year)
