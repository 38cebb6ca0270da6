"""Results whose last day is near are told once, so that a renewal is asked for in time."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q

from tinhso.kernel import clock
from tinhso.kernel.actor import Actor
from tinhso.kernel.database import lock_row
from tinhso.kernel.outbox.api import publish
from tinhso.services.registers.actions.record_entry import KIND
from tinhso.services.registers.events import EntryEnding
from tinhso.services.registers.models import Entry

MOST = 500


def tell_ending(*, within_days: int, actor: Actor) -> int:
    """Tell of results in force that end within so many days and were not told of yet. Returns how many.

    An extract of another result is no result to renew: its lines have no last day.
    """
    today = clock.today()
    untold = Q(told_ending_on=None) | ~Q(told_ending_on=F("valid_to"))
    with transaction.atomic():
        ending = Entry.objects.filter(untold, state="in_force", valid_to__gte=today)
        rows = list(lock_row(ending.filter(valid_to__lte=today + timedelta(days=within_days)).order_by("id"))[:MOST])
        for row in rows:
            assert row.valid_to is not None
            row.told_ending_on = row.valid_to
            row.save(update_fields=["told_ending_on"])
            event = EntryEnding(
                entry_id=row.id,
                register=row.register,
                agency_id=row.agency_id,
                subject_kind=row.subject_kind,
                subject_id=row.subject_id,
                valid_to=row.valid_to,
            )
            publish(event, aggregate=(KIND, row.id), actor=actor)
    return len(rows)
