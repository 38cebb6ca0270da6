"""The money report, and the table that feeds it."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from tinhso.foundation.access import api as access
from tinhso.insight.revenue.models import Movement
from tinhso.insight.revenue.telling import measures_of
from tinhso.insight.revenue.types import Line
from tinhso.kernel.actor import Actor
from tinhso.kernel.outbox.api import stream_events
from tinhso.kernel.outbox.types import EventRecord

__all__ = ["ACT", "EVENTS", "follow", "report", "tell_again"]

ACT = "statistics.read"
EVENTS = (
    "fee.raised", "fee.changed", "fee.paid", "fee.unpaid", "fee.refund_owed", "fee.refund_dropped",
    "fee.refunded", "fee.refund_undone", "cash.deposited",
)  # fmt: skip
_AGGREGATES = ("fees.due", "cash.deposit")


def follow(record: EventRecord) -> None:
    """Write down what the event says; twice is once."""
    rows = [
        Movement(
            event_id=record.id,
            measure=measure,
            on=date.fromisoformat(record.payload["on"]),
            # The money of a dossier is its owner's; what a till hands in is the till's.
            agency_id=record.payload.get("owner_agency_id") or record.payload["agency_id"],
            procedure_code=record.payload.get("procedure_code", ""),
            amount_vnd=amount,
        )
        for measure, amount in measures_of(record.name, record.payload).items()
    ]
    Movement.objects.bulk_create(rows, ignore_conflicts=True)


def tell_again() -> int:
    """Forget everything and read every event anew; returns how many lines there are then."""
    with transaction.atomic():
        Movement.objects.all().delete()
        for record in _all_events():
            if record.name in EVENTS:
                follow(record)
        return Movement.objects.count()


def _all_events() -> Iterable[EventRecord]:
    for kind in _AGGREGATES:
        yield from stream_events(kind)


def report(*, first: date, last: date, actor: Actor) -> tuple[Line, ...]:
    """Every agency that the actor may see and procedure, from one day to another, both included. Raises ActDenied."""
    access.authorise(actor=actor, act=ACT, agency_id=access.Whose.ANY_OF_MINE)
    seen = access.scope(actor=actor, act=ACT)
    rows = Movement.objects.filter(on__gte=first, on__lte=last)
    if not seen.everywhere:
        rows = rows.filter(agency_id__in=seen.agency_ids)
    amounts: dict[tuple[UUID, str], dict[str, int]] = {}
    for agency_id, code, measure, total in (
        rows.values_list("agency_id", "procedure_code", "measure").annotate(sum=Sum("amount_vnd")).order_by()
    ):
        amounts.setdefault((agency_id, code), {})[measure] = total
    return tuple(
        Line(agency_id=agency_id, procedure_code=code, amounts=found)
        for (agency_id, code), found in sorted(amounts.items(), key=str)
    )
