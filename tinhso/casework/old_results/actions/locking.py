"""The locks that the acts of a batch and a line begin with."""

from uuid import UUID

from tinhso.casework.old_results import models, queries
from tinhso.casework.old_results.errors import NoBatch
from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.database import lock_row


def lock_batch(batch_id: UUID, act: str, actor: Actor) -> models.Batch:
    """The batch, locked, for who may do the act at its agency. Raises NoBatch, ActDenied."""
    row = lock_row(models.Batch.objects.filter(id=batch_id)).first()
    if row is None or not queries.may_see(row.agency_id, actor):
        raise NoBatch
    access.authorise(actor=actor, act=act, agency_id=row.agency_id)
    return row


def lock_line(line_id: UUID, act: str, actor: Actor) -> tuple[models.Batch, models.Line]:
    """The line and its batch, the batch locked first. Raises NoBatch, ActDenied."""
    found = models.Line.objects.filter(id=line_id).values_list("batch_id", flat=True).first()
    if found is None:
        raise NoBatch
    batch = lock_batch(found, act, actor)
    return batch, lock_row(models.Line.objects.filter(id=line_id)).get()
