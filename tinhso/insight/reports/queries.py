"""Closed copies, for who sees the figures of their agency."""

from datetime import date
from uuid import UUID

from tinhso.foundation.access import api as access
from tinhso.foundation.definitions import api as definitions
from tinhso.insight.reports import sheets
from tinhso.insight.reports.errors import NoReport
from tinhso.insight.reports.models import Copy, CopyRecord
from tinhso.insight.reports.types import ClosedCopy, Reason
from tinhso.kernel.actor import Actor


def get_copy(copy_id: UUID, *, actor: Actor) -> ClosedCopy:
    """The copy as it was closed. Raises NoReport for who does not see the figures of its agency."""
    row = Copy.objects.filter(id=copy_id).first()
    if row is None or not _seen(row.scope_id, actor):
        raise NoReport
    return _view(row)


def copies_of(scope_id: UUID | None, first: date, last: date, *, actor: Actor) -> tuple[ClosedCopy, ...]:
    """Every copy of the period, the newest first; the caller has asked for its figures."""
    if not _seen(scope_id, actor):
        raise NoReport
    rows = Copy.objects.filter(report=sheets.CODE, scope_id=scope_id, first=first, last=last)
    return tuple(_view(row) for row in rows.order_by("-number"))


def cell_records(
    copy_id: UUID, *, column: str, row: str, after: UUID | None, limit: int, actor: Actor
) -> tuple[UUID, ...]:
    """The dossiers frozen behind a cell, by id; without a row behind the column's total."""
    copy = get_copy(copy_id, actor=actor)
    adds = next((one.adds or (one.code,) for one in copy.sheet.columns if one.code == column), None)
    if adds is None:
        raise NoReport
    found = CopyRecord.objects.filter(copy_id=copy_id, column__in=adds)
    if row:
        found = found.filter(row=row)
    if after is not None:
        found = found.filter(dossier_id__gt=after)
    return tuple(found.order_by("dossier_id").values_list("dossier_id", flat=True).distinct()[:limit])


def _seen(scope_id: UUID | None, actor: Actor) -> bool:
    scope = access.scope(actor=actor, act="statistics.read")
    return scope.everywhere or (scope_id is not None and scope_id in scope.agency_ids)


def _view(row: Copy) -> ClosedCopy:
    version = definitions.get_version(row.definition_version_id)
    annex = tuple(Reason(field=field, cause=cause, number=number) for field, cause, number in row.body["annex"])
    return ClosedCopy(
        id=row.id,
        report=row.report,
        scope_id=row.scope_id,
        scope_name=row.scope_name,
        first=row.first,
        last=row.last,
        number=row.number,
        reason=row.reason,
        closed_at=row.closed_at,
        closed_by_id=row.closed_by_id,
        sheet=sheets.sheet_of(version, row.body["rows"], annex),
    )
