"""Counts as the database reckons them: one statement for all counts of a basis, told apart by a dimension."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, F, Model, Q, QuerySet, Sum, UUIDField, Value, When
from django.db.models import Count as CountOf

from tinhso.insight.warehouse.models import DossierFact, Standing, StepFact
from tinhso.insight.warehouse.types import Basis, Count, Dimension
from tinhso.kernel.clock import at_local, now

_DAY = {Basis.FILED: "submitted_on", Basis.ACCEPTED: "accepted_on", Basis.CLOSED: "closed_on"}
_STANDS = (Basis.CARRIED, Basis.PENDING)
# The facts that a count may name, and the numbers it may add up; `timing` of what stands is reckoned.
_COMMON = ("channel", "procedure_code", "field_code")
_FILED = (*_COMMON, "applicant_kind", "online_level")
_DOSSIER = (
    *_FILED,
    "ending",
    "timing",
    "statutory_timing",
    "late_cause",
    "accepted",
    "signing",
    "overdue",
    "has_digital",
    "reuses",
)
_STANDING = (*_FILED, "timing", "statutory_timing", "paused")
FACTS: Mapping[Basis, tuple[str, ...]] = {
    Basis.FILED: _DOSSIER,
    Basis.ACCEPTED: _DOSSIER,
    Basis.CLOSED: _DOSSIER,
    Basis.CARRIED: _STANDING,
    Basis.PENDING: _STANDING,
    Basis.STEPS: (*_COMMON, "step", "outcome", "late", "again", "by_officer"),
}
_NUMBERS = (
    "fields_answered",
    "fields_prefilled",
    "papers_asked",
    "papers_held",
    "digitised",
    "supplements",
    "extensions",
    "late_minutes",
)
# Sums of a column: of these only records with more than nothing are behind the figure.
COLUMNS_ADDED = (*_NUMBERS, "minutes")
SUMS: Mapping[Basis, tuple[str, ...]] = {
    Basis.FILED: _NUMBERS,
    Basis.ACCEPTED: _NUMBERS,
    Basis.CLOSED: _NUMBERS,
    Basis.CARRIED: (),
    Basis.PENDING: (),
    Basis.STEPS: ("minutes", "officers", "dossiers"),
}
DISTINCT = {"officers": "person_id", "dossiers": "dossier_id"}
_YES = "yes"
_COLUMNS = {
    Dimension.FIELD: "field_code",
    Dimension.PROCEDURE: "procedure_code",
    Dimension.CHANNEL: "channel",
    Dimension.APPLICANT: "applicant_kind",
    Dimension.CAUSE: "late_cause",
    Dimension.LATE_AGENCY: "late_agency_id",
    Dimension.STEP: "step",
    Dimension.AGENCY: "agency_id",
    Dimension.OFFICER: "person_id",
    Dimension.OWNER: "owner_agency_id",
    Dimension.RECEIVING: "receiving_agency_id",
}

_OF_AGENCIES = (
    "owner_agency_id",
    "receiving_agency_id",
    "agency_id",
    "late_agency_id",
    "filed_owner_id",
    "filed_receiving_id",
)


def problems(count: Count) -> Iterable[str]:
    """What is wrong with a count, in words for whoever writes definitions."""
    for name in count.where:
        if name not in FACTS[count.basis]:
            yield f"“{count.basis}” không có dữ kiện “{name}”; có: {', '.join(FACTS[count.basis])}."
    if count.sum and count.sum not in SUMS[count.basis]:
        yield f"“{count.basis}” không cộng được “{count.sum}”; có: {', '.join(SUMS[count.basis]) or 'không'}."


def rows_of(basis: Basis, first: date, last: date) -> QuerySet[Any]:
    """The facts of a basis in a period, both days included."""
    if basis in _DAY:
        return DossierFact.objects.filter(**{f"{_DAY[basis]}__range": (first, last)})
    if basis is Basis.STEPS:
        return StepFact.objects.filter(done_on__range=(first, last))
    at = instant_of(basis, first, last)
    return Standing.objects.filter(Q(until__isnull=True) | Q(until__gte=at), since__lt=at)


def instant_of(basis: Basis, first: date, last: date) -> datetime:
    """When standing is looked at: midnight before the first day, or after the last; in a period that is not over, now.

    What is due this afternoon is not overdue this morning. What happened at this very moment counts.
    """
    day = first if basis is Basis.CARRIED else last + timedelta(days=1)
    return min(at_local(day.year, day.month, day.day), now() + timedelta(microseconds=1))


def condition(count: Count, at: datetime) -> Q:
    """What a count's `where` says, as a condition on its rows; `at` for what stands: overdue is past due then."""
    found = Q()
    for name, values in count.where.items():
        found &= _one(name, values, standing_at=at if count.basis in _STANDS else None)
    return found


def _one(name: str, values: tuple[str, ...], *, standing_at: datetime | None) -> Q:
    if standing_at is not None and name in ("timing", "statutory_timing"):
        due = "due_at" if name == "timing" else "statutory_due_at"
        # While it waits for the applicant the clock stands still: what counts is whether it was late by then.
        late = Q(**{f"{due}__lt": standing_at, "is_paused": False}) | Q(**{f"{due}__lt": F("since"), "is_paused": True})
        kinds = {"overdue": late, "within": ~late | Q(**{f"{due}__isnull": True})}
        return _any(kinds[value] for value in values if value in kinds)
    match name:
        case "paused":
            return Q(is_paused=_YES in values)
        case "overdue":
            return _either(Q(dossier_id__in=_overdue_now()), values)
        case "has_digital":
            return _either(Q(digitised__gt=0) | Q(signing="digital"), values)
        case "reuses":
            return _either(Q(papers_held__gt=0) | Q(fields_prefilled__gt=0), values)
        case "accepted":
            return Q(accepted_on__isnull=_YES not in values)
        case "late":
            return Q(is_late=_YES in values)
        case "again":
            return Q(visit__gt=1) if _YES in values else Q(visit=1)
        case "by_officer":
            return Q(person_id__isnull=_YES not in values)
    return Q(**{f"{name}__in": values})


def _either(found: Q, values: tuple[str, ...]) -> Q:
    return found if _YES in values else ~found


def _overdue_now() -> QuerySet[Any]:
    """Dossiers that stand open and late at this moment, whatever the period: the index looks at a month as it stands now."""
    late = _one("timing", ("overdue",), standing_at=now())
    return Standing.objects.filter(late, until__isnull=True).values("dossier_id")


def _any(conditions: Iterable[Q]) -> Q:
    found = Q(pk__in=[])
    for one in conditions:
        found |= one
    return found


def column_of(dimension: Dimension, basis: Basis, *, as_then: bool) -> str:
    """The column that a dimension reads. A reform moves open dossiers: as they were then, filings keep their agency."""
    column = _COLUMNS[dimension]
    if as_then and basis in (Basis.FILED, Basis.ACCEPTED):
        return {"owner_agency_id": "filed_owner_id", "receiving_agency_id": "filed_receiving_id"}.get(column, column)
    if basis is Basis.STEPS and dimension in (Dimension.OWNER, Dimension.RECEIVING):
        return "agency_id"
    return column


def has_dimension(basis: Basis, dimension: Dimension) -> bool:
    """Whether rows of a basis can be told apart so."""
    model: type[Model] = StepFact if basis is Basis.STEPS else Standing if basis in _STANDS else DossierFact
    return column_of(dimension, basis, as_then=False) in {one.name for one in model._meta.concrete_fields}


def reckon(
    rows: QuerySet[Any],
    counts: Mapping[str, Count],
    *,
    columns: tuple[str, ...],
    at: datetime,
    heirs: Mapping[UUID, UUID],
) -> list[dict[str, Any]]:
    """All counts of one basis over these rows, one line for each combination of the columns.

    `heirs`: agencies that count for another one. Only what is counted once however often it comes (officers, dossiers)
    needs them here: what two ended agencies share would count twice if their lines were added up.
    """
    aggregates = {f"n{number}": _aggregate(count, at) for number, count in enumerate(counts.values())}
    shared = heirs if any(count.sum in DISTINCT for count in counts.values()) else {}
    grouped = {f"k{number}": _standing(column, shared) for number, column in enumerate(columns)}
    found = rows.order_by().values(**grouped).annotate(**aggregates) if columns else [rows.aggregate(**aggregates)]
    return [
        {
            "key": tuple(line[name] for name in grouped),
            **{code: line[f"n{number}"] or 0 for number, code in enumerate(counts)},
        }
        for line in found
    ]


def _standing(column: str, heirs: Mapping[UUID, UUID]) -> Any:
    """The column, with who stands for an agency today in the place of the agency."""
    if not heirs or column not in _OF_AGENCIES:
        return F(column)
    moved = [When(**{column: ended}, then=Value(heir, output_field=UUIDField())) for ended, heir in heirs.items()]
    return Case(*moved, default=F(column), output_field=UUIDField())


def _aggregate(count: Count, at: datetime) -> Any:
    only = condition(count, at)
    if count.sum in DISTINCT:
        return CountOf(DISTINCT[count.sum], distinct=True, filter=only)
    if count.sum:
        return Sum(count.sum, filter=only)
    return CountOf("pk", filter=only)
