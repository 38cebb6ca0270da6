"""Differences as their readers see them: those of the agencies in scope, and of none only for who has it everywhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from tinhso.flows.reconciliation.errors import NoDifference
from tinhso.flows.reconciliation.models import DifferenceRow, RunRow
from tinhso.flows.reconciliation.types import READ, Code, Difference, Outcome, Report, System
from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor

PAGE = 50


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """Which differences a list shows."""

    system: System | None = None
    accepted: bool = False


def as_difference(row: DifferenceRow) -> Difference:
    return Difference(
        id=row.id,
        system=System(row.system),
        code=Code(row.code),
        subject_id=row.subject_id,
        dossier_id=row.dossier_id,
        dossier_code=row.dossier_code,
        ours=row.ours,
        theirs=row.theirs,
        since=row.since,
        found_at=row.found_at,
        seen_at=row.seen_at,
        place=row.place,
        reason=row.reason,
        accepted_at=row.accepted_at,
        accepted_by_id=row.accepted_by_id,
        gone_at=row.gone_at,
    )


def seen_by(actor: Actor) -> QuerySet[DifferenceRow]:
    """What the actor may see. Raises ActDenied for who sees none at all."""
    access.authorise(actor=actor, act=READ, agency_id=access.Whose.ANY_OF_MINE)
    if sees_all(actor):
        return DifferenceRow.objects.all()
    scope = access.scope(actor=actor, act=READ)
    own = Q(owner_agency_id__in=scope.agency_ids) | Q(receiving_agency_id__in=scope.agency_ids)
    return DifferenceRow.objects.filter(own)


def sees_all(actor: Actor) -> bool:
    """Whether what concerns no single agency is shown as well."""
    return actor.is_system or access.scope(actor=actor, act=READ).everywhere


def difference(difference_id: UUID, *, actor: Actor) -> Difference:
    """Raises ActDenied, NoDifference."""
    return as_difference(row_of(difference_id, actor=actor))


def row_of(difference_id: UUID, *, actor: Actor) -> DifferenceRow:
    """Raises ActDenied, NoDifference."""
    row = seen_by(actor).filter(id=difference_id).first()
    if row is None:
        raise NoDifference
    return row


def differences(chosen: Chosen, *, page: int, actor: Actor) -> tuple[tuple[Difference, ...], bool]:
    """A page of what is open, oldest first, and whether there are more. Raises ActDenied."""
    rows = seen_by(actor).filter(gone_at=None, accepted_at__isnull=not chosen.accepted)
    if chosen.system is not None:
        rows = rows.filter(system=chosen.system.value)
    found = list(rows.order_by("since", "id")[(page - 1) * PAGE : page * PAGE + 1])
    return tuple(map(as_difference, found[:PAGE])), len(found) > PAGE


def open_ones(*, actor: Actor) -> tuple[Difference, ...]:
    """Everything open that the actor may see, explained or not, oldest first."""
    return tuple(map(as_difference, seen_by(actor).filter(gone_at=None).order_by("since", "id")))


def waiting_by_system(*, actor: Actor) -> Mapping[System, int]:
    """How many wait for an explanation, by system."""
    rows = seen_by(actor).filter(gone_at=None, accepted_at=None).order_by()
    return {System(system): number for system, number in rows.values_list("system").annotate(number=Count("id"))}


def open_subjects() -> dict[str, list[UUID]]:
    """What has an open difference, by system: it is looked at again by every run."""
    found: dict[str, list[UUID]] = {}
    for system, subject in DifferenceRow.objects.filter(gone_at=None).values_list("system", "subject_id").distinct():
        found.setdefault(system, []).append(subject)
    return found


def last_run() -> Report | None:
    """The latest run."""
    row = RunRow.objects.order_by("-started_at", "-id").first()
    return None if row is None else as_report(row)


def was_compared(day: date) -> bool:
    """Whether the nightly run of that day is done."""
    return RunRow.objects.filter(nightly_on=day).exists()


def as_report(row: RunRow) -> Report:
    return Report(
        id=row.id,
        since=row.since,
        until=row.until,
        at=row.ended_at,
        outcomes=tuple(_outcome(one) for one in row.outcomes),
    )


def _outcome(kept: Mapping[str, Any]) -> Outcome:
    return Outcome(**{**kept, "system": System(kept["system"])})
