"""A report reckoned: its columns from the definition in force on the last day of the period, its figures from the facts."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.definitions.types import DefinitionVersion
from tinhso.insight.reports.domain.periods import period
from tinhso.insight.reports.errors import NoReport
from tinhso.insight.reports.types import Period, Reason, ReportColumn, Sheet
from tinhso.insight.warehouse import api as warehouse
from tinhso.insight.warehouse.types import Count, Dimension, Selection
from tinhso.kernel.actor import Actor

CODE = "ii-06"
# The scope of a report that is of no one agency.
PROVINCE = "Toàn tỉnh"


def version_on(day: date) -> DefinitionVersion:
    """The report's definition in force that day. Raises NoReport."""
    found = definitions.find("report", CODE, on=day)
    if found is None:
        raise NoReport
    return found


def period_of(code: str, regime: str, *, on: date) -> Period:
    """The named period of a regime of the report. Raises NoReport."""
    for one in version_on(on).body["regimes"]:
        if one["code"] == regime and (found := period(code, one["first_day"])) is not None:
            return found
    raise NoReport


def counts_of(version: DefinitionVersion, day: date) -> dict[str, Count]:
    """The counting columns by code, by the rule of that day."""
    rule = warehouse.rule_on(day)
    return {one["code"]: warehouse.read_count(one["count"], rule) for one in version.body["columns"] if "count" in one}


def reckon(selection: Selection, *, actor: Actor) -> Sheet:
    """The report over these days. Raises NotYourFigures."""
    version = version_on(selection.last)
    counts = counts_of(version, selection.last)
    found = warehouse.figures(selection, counts, by=(Dimension.FIELD,), actor=actor)
    rows = {str(key): numbers for (key,), numbers in found.items() if any(numbers.values())}
    return sheet_of(version, rows, annex_of(version, selection, counts, actor=actor))


def annex_of(
    version: DefinitionVersion, selection: Selection, counts: Mapping[str, Count], *, actor: Actor
) -> tuple[Reason, ...]:
    """How many were late of each field and why: by who caused it, as the finish told; open ones have no verdict yet."""
    body = version.body["annex"]
    late = warehouse.figures(selection, {"n": counts[body["late"]]}, by=(Dimension.FIELD, Dimension.CAUSE), actor=actor)
    overdue = warehouse.figures(selection, {"n": counts[body["overdue"]]}, by=(Dimension.FIELD,), actor=actor)
    lines = [
        Reason(field=str(field), cause=body["causes"].get(cause, body["unknown"]), number=numbers["n"])
        for (field, cause), numbers in late.items()
        if numbers["n"]
    ]
    lines += [
        Reason(field=str(field), cause=body["unknown"], number=numbers["n"])
        for (field,), numbers in overdue.items()
        if numbers["n"]
    ]
    return tuple(sorted(lines, key=lambda line: (line.field, -line.number, line.cause)))


def rows_from(cells: Iterable[tuple[str, str]], columns: Iterable[str]) -> dict[str, dict[str, int]]:
    """Rows of counting columns from (field, column) of each record: what is frozen is what its records add up to."""
    codes = list(columns)
    found: dict[str, dict[str, int]] = {}
    for (row, column), number in Counter(cells).items():
        found.setdefault(row, dict.fromkeys(codes, 0))[column] = number
    return found


def sheet_of(version: DefinitionVersion, rows: Mapping[str, Mapping[str, int]], annex: tuple[Reason, ...]) -> Sheet:
    """The sheet of counted rows: columns that add others up are added here."""
    body = version.body
    columns = tuple(
        ReportColumn(code=one["code"], group=one["group"], title=one["title"], adds=tuple(one.get("sum", ())))
        for one in body["columns"]
    )
    whole = {
        row: {one.code: sum(numbers[code] for code in one.adds) if one.adds else numbers[one.code] for one in columns}
        for row, numbers in sorted(rows.items())
    }
    return Sheet(
        title=version.title,
        form=str(body["form"]),
        columns=columns,
        rows=whole,
        titles=_field_titles(),
        annex_title=str(body["annex"]["title"]),
        annex=annex,
    )


def _field_titles() -> dict[str, str]:
    bodies: Iterable[Any] = (version.body for version in definitions.list_current("procedure"))
    return {body["field"]["code"]: body["field"]["title"] for body in bodies if "field" in body}
