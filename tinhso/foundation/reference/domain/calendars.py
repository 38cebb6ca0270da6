"""A calendar's definition (with the one it extends) as a `Calendar`."""

from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Any

from tinhso.foundation.reference.domain.public_holidays import public_holidays, worked_weekends
from tinhso.foundation.reference.types import Calendar, OfficeHours, Span, SpecialDay, Week

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
Body = Mapping[str, Any]


def calendar_from(body: Body, base: Body | None = None) -> Calendar:
    """The calendar of a definition; with `base` (what it `extends`) it takes over holidays and swapped days and,
    where it gives none, the hours. Raises ValueError with a sentence when the hours do not hold."""
    hours = tuple(_periods(body.get("hours") or (base or {}).get("hours", [])))
    week_of = _week_of(hours)
    special: list[SpecialDay] = []
    for part in (base, body):
        if part is not None:
            special += _special_days(part, week_of)
    holidays = body.get("public_holidays") or (base or {}).get("public_holidays")
    known = (holidays["from_year"], holidays["to_year"]) if holidays else None
    return Calendar.build(code=body["code"], title=body["title"], hours=hours, special=special, known=known)


def span_from(text: str) -> Span:
    """A span from "07:30-11:30". Raises ValueError."""
    start, _, end = text.partition("-")
    return Span(time.fromisoformat(start.strip()), time.fromisoformat(end.strip()))


def _periods(hours: list[Body]) -> Iterator[OfficeHours]:
    for period in hours:
        week = tuple(tuple(span_from(text) for text in period.get(name, [])) for name in DAYS)
        yield OfficeHours(date.fromisoformat(period["since"]), week)


def _week_of(periods: tuple[OfficeHours, ...]) -> "_Weeks":
    return _Weeks(tuple(sorted(periods, key=lambda period: period.since)))


class _Weeks:
    """Which week holds on a day, and what a full day of it is."""

    def __init__(self, periods: tuple[OfficeHours, ...]) -> None:
        self._periods = periods

    def on(self, day: date) -> Week:
        current = self._periods[0]
        for period in self._periods:
            if period.since <= day:
                current = period
        return current.week

    def full_day(self, day: date) -> tuple[Span, ...]:
        return max(self.on(day), key=lambda spans: sum(span.minutes for span in spans))


def _special_days(body: Body, weeks: _Weeks) -> Iterator[SpecialDay]:
    holidays = body.get("public_holidays")
    if holidays:
        asked = (holidays["country"], holidays["from_year"], holidays["to_year"])
        for day in sorted(worked_weekends(*asked)):
            yield SpecialDay(day, "Ngày làm bù", weeks.full_day(day))
        for day, name in public_holidays(*asked).items():
            yield SpecialDay(day, name)
    for item in body.get("not_holidays", []):
        day = date.fromisoformat(item["day"])
        yield SpecialDay(day, item["title"], weeks.on(day)[day.weekday()])
    for item in body.get("days_off", []):
        yield SpecialDay(date.fromisoformat(item["day"]), item["title"])
    for item in body.get("swapped", []):
        off, worked = date.fromisoformat(item["off"]), date.fromisoformat(item["worked"])
        spans = weeks.on(off)[off.weekday()]
        yield SpecialDay(off, item["title"])
        yield SpecialDay(worked, f"{item['title']} (làm bù)", spans)
    for item in body.get("days_worked", []):
        yield SpecialDay(
            date.fromisoformat(item["day"]), item["title"], tuple(span_from(text) for text in item["hours"])
        )
