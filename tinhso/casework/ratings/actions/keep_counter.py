"""A one-stop opens and closes the counters where people rate."""

from uuid import UUID

from django.db import transaction

from tinhso.casework.ratings import models
from tinhso.casework.ratings.errors import NothingToRate, SlipRefused
from tinhso.casework.ratings.types import MANAGE
from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_row
from tinhso.kernel.text import clean

_LONGEST = 120


def open_counter(*, title: str, actor: Actor) -> UUID:
    """A counter of the actor's agency with a new address. Raises ActDenied, SlipRefused."""
    access.authorise(actor=actor, act=MANAGE, agency_id=actor.agency_id)
    name = clean(title)
    if not name or len(name) > _LONGEST or actor.agency_id is None or actor.person_id is None:
        raise SlipRefused("Chưa mở được quầy.", fields={"/ten": f"Ghi tên quầy, không quá {_LONGEST} ký tự."})
    with transaction.atomic():
        row = models.Counter.objects.create(
            agency_id=actor.agency_id, title=name, opened_at=now(), opened_by_id=actor.person_id
        )
        access.record_write(actor=actor, act="ratings.open_counter", target=("rating_counter", row.id))
    return row.id


def close_counter(*, counter_id: UUID, actor: Actor) -> None:
    """Its address leads nowhere from now on; its slips stay. Raises NothingToRate, ActDenied."""
    with transaction.atomic():
        row = lock_row(models.Counter.objects.filter(id=counter_id)).first()
        if row is None:
            raise NothingToRate
        access.authorise(actor=actor, act=MANAGE, agency_id=row.agency_id)
        if row.is_open:
            row.is_open = False
            row.save(update_fields=["is_open"])
            access.record_write(actor=actor, act="ratings.close_counter", target=("rating_counter", row.id))
