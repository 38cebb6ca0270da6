"""Write the case facts: of one aggregate after each of its events, or all of them anew from the permanent event table."""

from itertools import groupby
from uuid import UUID

from django.db import transaction

from tinhso.insight.scorecards.models import CaseFact
from tinhso.insight.scorecards.telling import KINDS, tell
from tinhso.kernel.outbox.api import events_of, stream_events

_TOGETHER = 1000


def follow(kind: str, aggregate_id: UUID) -> None:
    """Make the cases of one aggregate what its events tell; again changes nothing."""
    rows = tell(events_of((kind, aggregate_id)))
    with transaction.atomic():
        CaseFact.objects.filter(aggregate_id=aggregate_id).delete()
        _write(rows)


def rebuild() -> int:
    """Empty the table and tell everything again, in one transaction. Returns how many cases."""
    count = 0
    with transaction.atomic():
        CaseFact.objects.all().delete()
        for kind in KINDS:
            for _, events in groupby(stream_events(kind), key=lambda event: event.aggregate_id):
                rows = tell(events)
                _write(rows)
                count += len(rows)
    return count


def _write(rows: list[dict[str, object]]) -> None:
    # Two feedbacks about one dossier are one dossier with feedback: the first one stands.
    CaseFact.objects.bulk_create([CaseFact(**row) for row in rows], batch_size=_TOGETHER, ignore_conflicts=True)
