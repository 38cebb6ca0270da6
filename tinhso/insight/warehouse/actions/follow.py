"""Write the facts of dossiers: one after each of its events, or all of them anew from the permanent event table."""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import models as fields
from django.db import transaction

from tinhso.insight.warehouse.models import DossierFact, Standing, StepFact
from tinhso.insight.warehouse.telling import Told, tell
from tinhso.kernel.outbox.api import events_of, stream_events

KIND = "dossier"
_TOGETHER = 1000


def follow_dossier(dossier_id: UUID) -> None:
    """Make the facts of one dossier what its events tell; again changes nothing."""
    told = tell(events_of((KIND, dossier_id)))
    if not told.dossier:
        return
    with transaction.atomic():
        # What was undone is no step: nothing but the last act goes, so a dossier never has fewer rows otherwise.
        kept = [row["id"] for row in told.steps]
        StepFact.objects.filter(dossier_id=dossier_id).exclude(id__in=kept).delete()
        _write([told], anew=False)


def rebuild(*, say: Callable[[int], object] = int) -> int:
    """Empty the fact tables and tell everything again, in one transaction: readers see the old facts until the end.

    Returns how many dossiers; `say` is told after each thousand.
    """
    count = 0
    with transaction.atomic():
        for model in (StepFact, Standing, DossierFact):
            model._default_manager.all().delete()
        for batch in _batches(tell(events) for events in _by_dossier()):
            _write(batch, anew=True)
            count += len(batch)
            say(count)
    return count


def _by_dossier() -> Iterator[Iterable[Any]]:
    for _, events in groupby(stream_events(KIND), key=lambda event: event.aggregate_id):
        yield events


def _batches(told: Iterable[Told]) -> Iterator[list[Told]]:
    batch: list[Told] = []
    for one in told:
        batch.append(one)
        if len(batch) == _TOGETHER:
            yield batch
            batch = []
    if batch:
        yield batch


def _write(batch: list[Told], *, anew: bool) -> None:
    dossiers = [
        {name: value for name, value in one.dossier.items() if name != "replaced"} for one in batch if one.dossier
    ]
    put(DossierFact, dossiers, anew=anew)
    put(Standing, [row for one in batch for row in one.standings], anew=anew)
    put(StepFact, [row for one in batch for row in one.steps], anew=anew)


def put(model: type[fields.Model], rows: list[dict[str, Any]], *, anew: bool) -> None:
    if not rows:
        return
    made = [model(**row) for row in rows]
    if anew:
        model._default_manager.bulk_create(made)
        return
    key = model._meta.pk
    assert key is not None
    model._default_manager.bulk_create(
        made,
        update_conflicts=True,
        unique_fields=[key.name],
        update_fields=[one.name for one in model._meta.concrete_fields if not one.primary_key],
    )
