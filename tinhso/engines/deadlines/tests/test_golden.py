"""The tables of golden/ against the real calendars and the rule in force: what a lawyer reads is what runs."""

import csv
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tinhso.engines.deadlines import api
from tinhso.engines.deadlines.domain.reckoning import Act, Terms, replay
from tinhso.engines.deadlines.domain.rules import rule_from
from tinhso.engines.deadlines.types import ActKind, ClockKind, CountingRule, Term, TermUnit
from tinhso.foundation.reference.api import calendar_of_definition
from tinhso.foundation.reference.types import Calendar
from tinhso.kernel.clock import PROVINCE_TZ

GOLDEN = Path(__file__).parent / "golden"
DEFINITIONS = Path(__file__).parents[4] / "definitions"
UNITS = {
    "ngày làm việc": TermUnit.WORKING_DAYS,
    "giờ": TermUnit.HOURS,
    "ngày": TermUnit.CALENDAR_DAYS,
    "tháng": TermUnit.MONTHS,
}
ACTS = {
    "tạm dừng": ActKind.PAUSED,
    "tính tiếp": ActKind.RESUMED,
    "tính lại": ActKind.RESET,
    "gia hạn": ActKind.PROLONGED,
}


def cases(name: str) -> list[Any]:
    with (GOLDEN / name).open(encoding="utf-8") as table:
        return [pytest.param(row, id=row["ca"]) for row in csv.DictReader(table)]


def body(path: str) -> Any:
    # Dates stay text, as the platform's own reader keeps them.
    return yaml.load((DEFINITIONS / path).read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


@lru_cache
def calendar(code: str) -> Calendar:
    own = body(f"calendars/{code}.yaml")
    base = body(f"calendars/{own['extends']}.yaml") if "extends" in own else None
    for part in (own, base):
        if part and "public_holidays" in part:
            years = part["public_holidays"]
            years |= {key: int(years[key]) for key in ("from_year", "to_year")}
    return calendar_of_definition(own, base=base)


@lru_cache
def rule() -> CountingRule:
    path = DEFINITIONS / "rules/counting/one_stop_2025.yaml"
    return rule_from(yaml.safe_load(path.read_text(encoding="utf-8")))


def moment(text: str) -> datetime:
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=PROVINCE_TZ)


def told(at: datetime) -> str:
    return at.astimezone(PROVINCE_TZ).strftime("%d/%m/%Y %H:%M")


def term(value: str, unit: str) -> Term:
    if unit == "trong ngày":
        return Term(int(value), TermUnit.WORKING_DAYS, same_day=True)
    return Term(int(value), UNITS[unit])


def acts(start: str, text: str) -> Iterator[Act]:
    yield Act(kind=ActKind.STARTED, at=moment(start))
    for part in filter(None, (part.strip() for part in text.split(";"))):
        what, at = part[:-16].strip(), moment(part[-16:])
        kind = next(kind for name, kind in ACTS.items() if what.startswith(name))
        by = what.removeprefix("gia hạn").strip().split(" ", 1) if kind is ActKind.PROLONGED else None
        yield Act(kind=kind, at=at, term=term(*by) if by else None)


@pytest.mark.parametrize("row", cases("due_dates.csv"))
def test_due_dates(row: dict[str, str]) -> None:
    due = api.compute_due(
        start=moment(row["mốc tính"]),
        term=term(row["thời hạn"], row["đơn vị"]),
        calendar=calendar(row["lịch"]),
        rule=rule(),
    )

    assert told(due.at) == row["hạn"]
    assert api.in_words(due.at) in due.explanation[-1]


@pytest.mark.parametrize("row", cases("changes.csv"))
def test_changes(row: dict[str, str]) -> None:
    terms = Terms(kind=ClockKind.PROCESSING, statutory=term(row["thời hạn"], row["đơn vị"]), committed=None)

    after = replay(acts(row["mốc tính"], row["diễn biến"]), terms, calendar(row["lịch"]), rule())

    assert told(after.due_at) == row["hạn"]


@pytest.mark.parametrize("row", cases("handovers.csv"))
def test_handovers(row: dict[str, str]) -> None:
    due = api.compute_handover(received_at=moment(row["tiếp nhận"]), calendar=calendar(row["lịch"]), rule=rule())

    assert told(due.at) == row["chuyển trước"]
    assert api.in_words(due.at) in due.explanation[-1]
