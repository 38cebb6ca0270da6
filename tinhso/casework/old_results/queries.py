"""Batches and lines as others see them, guarded by the actor."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count

from tinhso.casework.old_results import models
from tinhso.casework.old_results.domain import kind_of
from tinhso.casework.old_results.errors import NoBatch
from tinhso.casework.old_results.types import Batch, BatchState, Facts, Line, LineState, OldKind, Sample
from tinhso.foundation.access import api as access
from tinhso.foundation.definitions import api as definitions
from tinhso.kernel.actor import Actor

ENTER, CHECK, MANAGE, ISSUE = "old_results.enter", "old_results.check", "old_results.manage", "old_results.issue"
ACTS = (ENTER, CHECK, MANAGE, ISSUE)
KIND = "old_result"
PAGE = 50


def kind_of_batch(row: models.Batch) -> OldKind:
    """The kind as it was when the batch was opened."""
    version = definitions.get_version(row.kind_version_id)
    return kind_of(version.code, version.title, version.body)


def may_see(agency_id: UUID, actor: Actor) -> bool:
    """Whoever enters, checks, manages or issues at that agency."""
    return any(access.can(actor=actor, act=act, agency_id=agency_id) for act in ACTS)


def list_batches(*, actor: Actor) -> tuple[Batch, ...]:
    """The batches of the agencies where the actor works on old results, newest first, with where their lines stand."""
    scopes = [access.scope(actor=actor, act=act) for act in ACTS]
    rows = models.Batch.objects.all()
    if not any(one.everywhere for one in scopes):
        rows = rows.filter(agency_id__in={agency for one in scopes for agency in one.agency_ids})
    found = list(rows.order_by("-opened_at", "id")[:PAGE])
    counts = _counts(row.id for row in found)
    return tuple(shown(row, counts.get(row.id, {})) for row in found)


def get_batch(batch_id: UUID, *, actor: Actor) -> Batch:
    """Raises NoBatch also for who works on old results elsewhere."""
    row = models.Batch.objects.filter(id=batch_id).first()
    if row is None or not may_see(row.agency_id, actor):
        raise NoBatch
    return shown(row, _counts([row.id]).get(row.id, {}))


def list_lines(
    batch_id: UUID, *, actor: Actor, state: LineState | None = None, after: tuple[int, int] = (0, 0)
) -> tuple[Line, ...]:
    """One page of the lines of a batch by year and number, one more than `PAGE` when others follow. Raises NoBatch."""
    get_batch(batch_id, actor=actor)
    rows = models.Line.objects.filter(batch_id=batch_id)
    if state is not None:
        rows = rows.filter(state=state)
    rows = rows.filter(year__gte=after[0]).exclude(year=after[0], number__lte=after[1])
    return tuple(line(row) for row in rows.order_by("year", "number").defer("facts")[: PAGE + 1])


def get_line(line_id: UUID, *, actor: Actor) -> models.Line:
    """The row, for this module's own use. Raises NoBatch."""
    row = models.Line.objects.filter(id=line_id).select_related("batch").first()
    if row is None or not may_see(row.batch.agency_id, actor):
        raise NoBatch
    return row


def samples_of(batch: Batch) -> tuple[Sample, ...]:
    """The samples of a batch that was read under guard, newest first."""
    rows = models.Sample.objects.filter(batch_id=batch.id).order_by("-round")
    found = []
    for row in rows:
        judged = [one.wrong for one in models.SampledLine.objects.filter(sample=row) if one.wrong is not None]
        found.append(
            Sample(
                round=row.round,
                seed=row.seed,
                lines=row.lines,
                judged=len(judged),
                wrong=sum(len(wrong) for wrong in judged),
                fields=row.fields,
                accepted=row.accepted,
            )
        )
    return tuple(found)


def sampled_lines(batch: Batch) -> tuple[Line, ...]:
    """The lines of the present sample that nobody has looked at yet."""
    rows = models.SampledLine.objects.filter(sample__batch_id=batch.id, sample__round=batch.round, judged_at=None)
    if batch.state is not BatchState.SAMPLING:
        return ()
    return tuple(line(one.line) for one in rows.select_related("line").order_by("line__year", "line__number"))


def errors_by_field(batch: Batch) -> dict[str, int]:
    """How often each field was found wrong in all samples of a batch, most often first."""
    counted: Counter[str] = Counter()
    for wrong in models.SampledLine.objects.filter(sample__batch_id=batch.id).values_list("wrong", flat=True):
        counted.update(wrong or ())
    return dict(counted.most_common())


def _counts(batch_ids: Iterable[UUID]) -> dict[UUID, dict[LineState, int]]:
    found: dict[UUID, dict[LineState, int]] = {}
    rows = (
        models.Line.objects.filter(batch_id__in=list(batch_ids)).values("batch_id", "state").annotate(count=Count("id"))
    )
    for one in rows:
        found.setdefault(one["batch_id"], {})[LineState(one["state"])] = one["count"]
    return found


def shown(row: models.Batch, counts: Mapping[LineState, int]) -> Batch:
    return Batch(
        id=row.id,
        agency_id=row.agency_id,
        kind=kind_of_batch(row),
        title=row.title,
        year_from=row.year_from,
        year_to=row.year_to,
        state=BatchState(row.state),
        round=row.round,
        counts=counts,
    )


def line(row: models.Line) -> Line:
    return Line(
        id=row.id,
        batch_id=row.batch_id,
        year=row.year,
        number=row.number,
        state=LineState(row.state),
        scan_id=row.scan_id,
        entered_by_id=row.entered_by_id,
        checked_by_id=row.checked_by_id,
        reason=row.reason,
        code=row.code or "",
        holder_id=row.holder_id,
    )


def kept(facts: Facts) -> dict[str, Any]:
    """Facts as they rest, encrypted."""
    return {
        "notation": facts.notation,
        "issued_on": facts.issued_on.isoformat() if facts.issued_on else None,
        "valid_to": facts.valid_to.isoformat() if facts.valid_to else None,
        "personal_number": facts.personal_number,
        "values": dict(facts.values),
    }


def facts_of(row: models.Line) -> Facts:
    """The facts of a row."""
    raw: Mapping[str, Any] = row.facts
    return Facts(
        notation=raw["notation"],
        issued_on=date.fromisoformat(raw["issued_on"]) if raw["issued_on"] else None,
        valid_to=date.fromisoformat(raw["valid_to"]) if raw["valid_to"] else None,
        personal_number=raw["personal_number"],
        values=raw["values"],
    )
