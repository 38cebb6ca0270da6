"""The post as a party of custody: papers go to it against a signature, come back to the desk, or reach the citizen."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_row
from tinhso.kernel.text import clean
from tinhso.services.custody import models
from tinhso.services.custody.actions import moving
from tinhso.services.custody.actions.give_back import leave
from tinhso.services.custody.errors import AlreadyMoved, CustodyInvalid, NotHolder
from tinhso.services.custody.queries import HOLD
from tinhso.services.custody.types import MoveState, ThingState


def send_by_post(*, thing_ids: Iterable[UUID], words: str, actor: Actor) -> int:
    """The post has these from now on; `words` say which letter and who signed for it. Raises as `give_back`."""
    said = clean(words)
    if not said:
        raise CustodyInvalid("Cần ghi vận đơn.", fields={"/words": "Ghi số vận đơn và bưu tá đã ký nhận."})
    return leave(thing_ids, ThingState.POSTED, "posted", "custody.send_by_post", said, actor)


def take_over(*, thing_ids: Iterable[UUID], words: str, actor: Actor) -> int:
    """The actor's post holds what the post, or a postman's post, had: its giver has said so in the caller's act.

    Raises ActDenied, NotHolder for a thing that is with the citizen or put away, AlreadyMoved while a slip is open.
    """
    access.authorise(actor=actor, act=HOLD, agency_id=actor.agency_id)
    ids, at = set(thing_ids), now()
    with transaction.atomic():
        rows = list(lock_row(models.Thing.objects.filter(id__in=ids).order_by("id")))
        if len(rows) != len(ids) or any(row.state not in (ThingState.POSTED, ThingState.HELD) for row in rows):
            raise NotHolder("Giấy tờ này không do bưu điện giữ.")
        if any(row.slip_id is not None for row in rows):
            raise AlreadyMoved
        here = (actor.agency_id, actor.post_id, actor.person_id)
        for row in rows:
            giver = (row.agency_id, row.post_id, None)
            moving.write_line(row, state=MoveState.RECEIVED, at=at, giver=giver, receiver=here, words=clean(words))
            from_agency = row.agency_id
            moving.put(row, at=at, agency_id=actor.agency_id, post_id=actor.post_id)
            moving.tell(row, "handed_over", actor=actor, from_agency_id=from_agency, to_agency_id=actor.agency_id)
            access.record_write(actor=actor, act="custody.take_over", target=(moving.KIND, row.id), detail={})
    return len(rows)


def delivered_by_post(*, thing_ids: Iterable[UUID], words: str, actor: Actor) -> int:
    """The post says that the citizen has these now. Raises NotHolder for what the post does not have."""
    at, done = now(), 0
    with transaction.atomic():
        for row in lock_row(models.Thing.objects.filter(id__in=list(thing_ids)).order_by("id")):
            if row.state != ThingState.POSTED:
                raise NotHolder("Giấy tờ này không do bưu điện giữ.")
            moving.write_line(row, state=MoveState.RECEIVED, at=at, words=clean(words))
            moving.put(row, at=at, state=ThingState.GIVEN)
            moving.tell(row, "given_back", actor=actor)
            access.record_write(actor=actor, act="custody.delivered", target=(moving.KIND, row.id), detail={})
            done += 1
    return done
