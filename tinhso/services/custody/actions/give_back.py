"""Out of custody: to the citizen with proof of identity, to the archive, or lost."""

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
from tinhso.services.custody.errors import AlreadyMoved, CustodyInvalid, NotHolder
from tinhso.services.custody.queries import HOLD, holds
from tinhso.services.custody.types import MoveState, ThingState


def give_back(*, thing_ids: Iterable[UUID], identity_checked: str, actor: Actor) -> int:
    """The citizen has these now; `identity_checked` says which paper the officer looked at. Returns how many.

    Raises ActDenied, NotHolder, AlreadyMoved, CustodyInvalid without a proof of identity.
    """
    proof = clean(identity_checked)
    if not proof:
        raise CustodyInvalid(
            "Cần kiểm tra người nhận.", fields={"/identity_checked": "Ghi giấy tờ đã kiểm tra của người nhận."}
        )
    return leave(thing_ids, ThingState.GIVEN, "given_back", "custody.give_back", proof, actor)


def put_away(*, thing_ids: Iterable[UUID], words: str, actor: Actor) -> int:
    """To the archive, kept by no post any more; `words` say where. Raises as `give_back`."""
    where = clean(words)
    if not where:
        raise CustodyInvalid("Cần ghi nơi lưu.", fields={"/words": "Ghi nơi lưu trữ, số hộp hoặc mục lục."})
    return leave(thing_ids, ThingState.ARCHIVED, "archived", "custody.put_away", where, actor)


def write_off(*, thing_ids: Iterable[UUID], words: str, actor: Actor) -> int:
    """Lost or damaged beyond use while in custody: the caller has authorised it and keeps who is responsible."""
    at, done = now(), 0
    with transaction.atomic():
        for row in lock_row(models.Thing.objects.filter(id__in=list(thing_ids)).order_by("id")):
            if row.state == ThingState.LOST:
                continue
            if row.slip_id is not None:
                raise AlreadyMoved(
                    "Giấy tờ này đang giao nhận: người nhận xác nhận hoặc người giao thu hồi phiếu trước."
                )
            giver = (row.agency_id, row.post_id, actor.person_id)
            moving.write_line(row, state=MoveState.MISSING, at=at, giver=giver, words=clean(words))
            moving.tell(row, "lost", actor=actor, from_agency_id=row.agency_id)
            moving.put(row, at=at, agency_id=row.agency_id, post_id=row.post_id, state=ThingState.LOST)
            access.record_write(actor=actor, act="custody.write_off", target=(moving.KIND, row.id), detail={})
            done += 1
    return done


def leave(thing_ids: Iterable[UUID], state: ThingState, how: str, act: str, words: str, actor: Actor) -> int:
    """Out of the actor's hand into that state, each with its line, event and audit row."""
    access.authorise(actor=actor, act=HOLD, agency_id=actor.agency_id)
    ids, at = set(thing_ids), now()
    with transaction.atomic():
        rows = list(lock_row(models.Thing.objects.filter(id__in=ids).order_by("id")))
        if len(rows) != len(ids) or not all(holds(row, actor) for row in rows):
            raise NotHolder
        if any(row.slip_id is not None for row in rows):
            raise AlreadyMoved
        here = (actor.agency_id, actor.post_id, actor.person_id)
        for row in rows:
            moving.write_line(row, state=MoveState.RECEIVED, at=at, giver=here, words=words)
            moving.put(row, at=at, state=state)
            moving.tell(row, how, actor=actor, from_agency_id=actor.agency_id)
            access.record_write(actor=actor, act=act, target=(moving.KIND, row.id), detail={"count": row.count})
    return len(rows)
