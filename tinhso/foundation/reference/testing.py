"""For tests of any module: an office calendar without a database, and one that the database has."""

from collections.abc import Iterable
from datetime import date, time
from pathlib import Path

from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.reference.types import Calendar, OfficeHours, Span, SpecialDay
from tinhso.kernel.actor import system_actor

OFFICE_DAY = (Span(time(7, 30), time(11, 30)), Span(time(13, 30), time(17)))

_OFFICE = """\
code: office
title: Giờ hành chính (kiểm thử)
effective_from: 2015-01-01
legal_basis: [{document: Văn bản kiểm thử}]
default: true
hours:
  - since: 2015-01-01
    monday: ["07:30-11:30", "13:30-17:00"]
    tuesday: ["07:30-11:30", "13:30-17:00"]
    wednesday: ["07:30-11:30", "13:30-17:00"]
    thursday: ["07:30-11:30", "13:30-17:00"]
    friday: ["07:30-11:30", "13:30-17:00"]
public_holidays: {country: VN, from_year: 2015, to_year: 2040}
"""


def make_calendar(
    *,
    code: str = "office",
    week: Iterable[tuple[Span, ...]] | None = None,
    days_off: Iterable[date] = (),
    days_worked: Iterable[date] = (),
) -> Calendar:
    """A five-day week of 7:30–11:30, 13:30–17:00 with the given exceptions and no public holidays."""
    special = [SpecialDay(day, "Ngày nghỉ") for day in days_off]
    special += [SpecialDay(day, "Ngày làm bù", OFFICE_DAY) for day in days_worked]
    weeks = tuple(week) if week is not None else (OFFICE_DAY,) * 5 + ((), ())
    return Calendar.build(code=code, hours=[OfficeHours(date(2000, 1, 1), weeks)], special=special)


def use_office_calendar(folder: Path, *, more: str = "") -> None:
    """Apply a default calendar (7:30–11:30, 13:30–17:00, public holidays) below `folder` (a tmp_path) to the database.
    `more` = YAML lines put behind it; a second call with another `more` applies a new revision."""
    (folder / "calendars").mkdir(parents=True, exist_ok=True)
    (folder / "calendars" / "office.yaml").write_text(_OFFICE + more, encoding="utf-8")
    definitions.apply_folder(folder, actor=system_actor())
