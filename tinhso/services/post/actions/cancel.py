"""Call a letter off before it is picked up."""

from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.text import clean
from tinhso.services.post.actions import moving, pool
from tinhso.services.post.errors import NotNow, PostInvalid
from tinhso.services.post.models import Order
from tinhso.services.post.queries import OPERATE
from tinhso.services.post.types import BEFORE_PICK_UP, OVER, OrderState, Source, Subject


def cancel(*, order_id: UUID, reason: str, actor: Actor) -> bool:
    """Called off at once while the post knows nothing of it; else the post is told, and it ends when the post agrees.

    True when it has ended already. The caller has authorised it. Raises NoOrder, PostInvalid without a reason, NotNow
    once it is picked up.
    """
    why = clean(reason)[:300]
    if not why:
        raise PostInvalid("Cần ghi lý do.", fields={"/reason": "Ghi vì sao hủy bưu gửi."})
    with transaction.atomic():
        row = moving.locked(order_id)
        if row.state == OrderState.CANCELLED or row.wish == "cancel":
            return row.state == OrderState.CANCELLED
        if row.state not in BEFORE_PICK_UP:
            raise NotNow("Bưu tá đã nhận: không hủy được nữa.")
        return _cancel(row, why, actor)


def cancel_at_desk(*, order_id: UUID, reason: str, actor: Actor) -> bool:
    """As `cancel`, by the desk of the letter's agency. Raises ActDenied as well."""
    with transaction.atomic():
        row = moving.locked(order_id)
        access.authorise(actor=actor, act=OPERATE, agency_id=row.agency_id)
        return cancel(order_id=order_id, reason=reason, actor=actor)


def cancel_all(*, subject: Subject, reason: str, actor: Actor) -> int:
    """The subject ended: what was not picked up is called off, what is under way goes on. Returns how many."""
    with transaction.atomic():
        rows = Order.objects.filter(subject_kind=subject[0], subject_id=subject[1])
        ids = list(rows.exclude(state__in=[one.value for one in OVER]).values_list("id", flat=True))
        done = 0
        for order_id in ids:
            row = moving.locked(order_id)
            if row.state in BEFORE_PICK_UP and row.wish != "cancel":
                _cancel(row, reason[:300], actor)
                done += 1
    return done


def _cancel(row: Order, why: str, actor: Actor) -> bool:
    known_there = row.state in (OrderState.ORDERED, OrderState.COLLECTING) or (
        row.state == OrderState.TO_SEND and row.tries > 0
    )
    if known_there:
        row.wish, row.wish_reason, row.next_at, row.tries = "cancel", why, now(), 1
        row.save(update_fields=["wish", "wish_reason", "next_at", "tries"])
    else:
        if row.waybill and row.state != OrderState.REFUSED:
            pool.cancel_number(row.waybill, reason=why)
        moving.move(row, OrderState.CANCELLED, at=now(), source=Source.HERE, actor=actor, words=why)
    access.record_write(actor=actor, act="post.cancel", target=(moving.KIND, row.id), detail={"asked": known_there})
    return not known_there
