"""What reports show: periods, sheets, copies."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

Row = Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Period:
    """One period of a regime: which days it holds, and how it is called."""

    code: str
    title: str
    first: date
    last: date


@dataclass(frozen=True, kw_only=True)
class ReportColumn:
    """One column; the columns it adds up, or nothing for one that counts."""

    code: str
    group: str
    title: str
    adds: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One line of the annex: how many of a field's late dossiers have this cause."""

    field: str
    cause: str
    number: int


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A report of a period as figures: by field code, the columns, the annex of reasons."""

    title: str
    form: str
    columns: tuple[ReportColumn, ...]
    rows: Mapping[str, Row]
    titles: Mapping[str, str]
    annex_title: str
    annex: tuple[Reason, ...]

    @property
    def total(self) -> Row:
        return {one.code: sum(row[one.code] for row in self.rows.values()) for one in self.columns}


@dataclass(frozen=True, kw_only=True)
class ClosedCopy:
    """A frozen copy and its sheet."""

    id: UUID
    report: str
    scope_id: UUID | None
    scope_name: str
    first: date
    last: date
    number: int
    reason: str
    closed_at: datetime
    closed_by_id: UUID
    sheet: Sheet
