"""From post to post: the giver opens a slip and so confirms; the receiver confirms each line, or says what is missing."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_row
from tinhso.kernel.text import clean
from tinhso.services.custody import models
from tinhso.services.custody.actions import moving
from tinhso.services.custody.errors import AlreadyMoved, CustodyInvalid, NoSlip, NotHolder, NotReceiver
from tinhso.services.custody.queries import HOLD, holds
from tinhso.services.custody.types import MoveState, SlipState, ThingState

MOST = 200


def open_slip(*, thing_ids: Iterable[UUID], to_post_id: UUID, note: str, actor: Actor) -> UUID:
    """Give these things to a post; they stay with the giver until the receiver confirms. Returns the slip's id.

    Raises ActDenied, NotHolder (nothing is given then), AlreadyMoved (on its way), CustodyInvalid.
    """
    access.authorise(actor=actor, act=HOLD, agency_id=actor.agency_id)
    ids = sorted(set(thing_ids))
    if not ids or len(ids) > MOST:
        raise CustodyInvalid("Chưa chọn giấy tờ.", fields={"/chon": f"Chọn từ 1 đến {MOST} giấy tờ để giao."})
    if actor.post_id is None or actor.agency_id is None or actor.person_id is None:
        raise NotHolder
    to = identity.get_post(to_post_id)
    if to.id == actor.post_id or not set(to.roles) & set(access.roles_granting(HOLD)):
        raise CustodyInvalid("Chưa chọn người nhận.", fields={"/nhan": "Chọn vị trí khác, được giữ giấy tờ."})
    at = now()
    with transaction.atomic():
        rows = list(lock_row(models.Thing.objects.filter(id__in=ids).order_by("id")))
        if len(rows) != len(ids) or not all(holds(row, actor) for row in rows):
            raise NotHolder
        if any(row.slip_id is not None for row in rows):
            raise AlreadyMoved
        slip = models.Slip.objects.create(
            from_agency_id=actor.agency_id,
            from_post_id=actor.post_id,
            giver_id=actor.person_id,
            given_at=at,
            to_agency_id=to.agency_id,
            to_post_id=to.id,
            note=clean(note)[:300],
            count=len(rows),
        )
        here, there = (actor.agency_id, actor.post_id, actor.person_id), (to.agency_id, to.id, None)
        for row in rows:
            moving.write_line(row, state=MoveState.WAITING, at=at, giver=here, receiver=there, slip=slip)
            row.slip_id = slip.id
            row.save(update_fields=["slip_id"])
        access.record_write(
            actor=actor, act="custody.give", target=("custody.slip", slip.id), detail={"count": len(rows)}
        )
    return slip.id


def confirm_slip(*, slip_id: UUID, received: Iterable[UUID], reason: str, actor: Actor) -> int:
    """The receiver holds what was received; what is missing stays with the giver, with the reason. Returns how many.

    Raises NotReceiver (another post, or the giver in person), NoSlip, AlreadyMoved (closed, recalled), CustodyInvalid
    (something is missing and nothing says why): then nothing has moved.
    """
    at = now()
    with transaction.atomic():
        slip = lock_row(models.Slip.objects.filter(id=slip_id)).first()
        if slip is None:
            raise NoSlip
        access.authorise(actor=actor, act=HOLD, agency_id=actor.agency_id)
        _refuse_others(slip, actor)
        if slip.state != SlipState.WAITING:
            raise AlreadyMoved
        lines = list(models.HandOver.objects.filter(slip=slip, state=MoveState.WAITING).order_by("thing_id"))
        taken = set(received) & {line.thing_id for line in lines}
        missing, why = len(lines) - len(taken), clean(reason)
        if missing and not why:
            raise CustodyInvalid(
                "Cần ghi lý do.", fields={"/ly_do": f"Còn {missing} giấy tờ chưa đánh dấu đã nhận: ghi lý do."}
            )
        things = {row.id: row for row in lock_row(models.Thing.objects.filter(slip_id=slip.id).order_by("id"))}
        for line in lines:
            _answer(line, things[line.thing_id], line.thing_id in taken, why, at, actor)
        slip.state, slip.closed_at, slip.receiver_id = SlipState.CLOSED, at, actor.person_id
        slip.save(update_fields=["state", "closed_at", "receiver_id"])
        detail = {"received": len(taken), "missing": missing}
        access.record_write(actor=actor, act="custody.confirm", target=("custody.slip", slip.id), detail=detail)
    return len(taken)


def recall_slip(*, slip_id: UUID, actor: Actor) -> None:
    """The giver takes the slip back before it is confirmed. Raises NotHolder, NoSlip, AlreadyMoved."""
    with transaction.atomic():
        slip = lock_row(models.Slip.objects.filter(id=slip_id)).first()
        if slip is None:
            raise NoSlip
        access.authorise(actor=actor, act=HOLD, agency_id=actor.agency_id)
        if slip.from_post_id != actor.post_id:
            raise NotHolder("Chỉ vị trí đã giao thu hồi được phiếu.")
        if slip.state != SlipState.WAITING:
            raise AlreadyMoved
        close_unanswered(slip, at=now())
        access.record_write(actor=actor, act="custody.recall", target=("custody.slip", slip.id), detail={})


def close_unanswered(slip: models.Slip, *, at: datetime) -> None:
    """Nothing of the slip was handed over: every thing stays where it was."""
    slip.state, slip.closed_at = SlipState.RECALLED, at
    slip.save(update_fields=["state", "closed_at"])
    models.HandOver.objects.filter(slip=slip, state=MoveState.WAITING).update(state=MoveState.RECALLED)
    models.Thing.objects.filter(slip_id=slip.id).update(slip_id=None)


def _refuse_others(slip: models.Slip, actor: Actor) -> None:
    if actor.post_id != slip.to_post_id:
        raise NotReceiver
    if actor.person_id == slip.giver_id:
        raise NotReceiver("Người giao và người nhận phải là hai người khác nhau.")


def _answer(
    line: models.HandOver, thing: models.Thing, is_received: bool, why: str, at: datetime, actor: Actor
) -> None:
    line.receiver_id, line.received_at = actor.person_id, at
    line.state = MoveState.RECEIVED if is_received else MoveState.MISSING
    line.words = "" if is_received else why[:300]
    line.save(update_fields=["receiver_id", "received_at", "state", "words"])
    if is_received:
        moving.put(thing, at=at, agency_id=actor.agency_id, post_id=actor.post_id, state=ThingState.HELD)
    else:
        thing.slip_id = None
        thing.save(update_fields=["slip_id"])
    moving.tell(
        thing,
        "handed_over" if is_received else "missing",
        actor=actor,
        from_agency_id=line.from_agency_id,
        to_agency_id=line.to_agency_id,
        waited_minutes=int((at - line.given_at).total_seconds() // 60),
    )
