"""The book's part of a reform of units: what is not signed yet is signed by whoever takes over; signed lines stay."""

from collections.abc import Iterator, Mapping

from django.db.models import Q

from tinhso.foundation.identity import api as identity
from tinhso.foundation.reforms.types import Reform
from tinhso.kernel.actor import Actor
from tinhso.kernel.definitions.types import Consequence
from tinhso.services.copybook.models import Batch, Line
from tinhso.services.copybook.types import BatchState


def foresee_reform(reform: Reform) -> Iterator[Consequence]:
    """Nothing is left without a place: batches go where the agency itself goes, and its series goes on there."""
    yield from ()


def follow_reform(reform: Reform, actor: Actor) -> Mapping[str, int]:
    """Batches that are open or wait for a signature, with their lines, at an agency or desk that ended."""
    ended = {agency.id for agency in identity.ended_agencies(reform)}
    waiting = Batch.objects.exclude(state=BatchState.SIGNED)
    rows = list(waiting.filter(Q(agency_id__in=ended) | Q(desk_id__in=ended)))
    for row in rows:
        row.agency_id = identity.heir_of(row.agency_id, on=reform.effective_from)
        row.desk_id = identity.heir_of(row.desk_id, on=reform.effective_from)
        row.save(update_fields=["agency_id", "desk_id"])
        Line.objects.filter(batch=row).update(agency_id=row.agency_id)
    return {"lô chứng thực chưa ký": len(rows)}
