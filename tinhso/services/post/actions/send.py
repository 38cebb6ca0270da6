"""Tell the post what it has to be told, letter by letter: with back-off, never a second letter for one order.

The waybill number is allotted and written down before the first try and stays the same however often it is tried: the
post knows a letter by it. A reply of 101 means that the letter was taken although the call speaks of a failure.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.foundation.reference import api as reference
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import skip_locked
from tinhso.kernel.errors import Unavailable
from tinhso.services.post import queries
from tinhso.services.post.actions import moving, pool
from tinhso.services.post.adapters.carriers import carriers, is_on
from tinhso.services.post.domain import wire
from tinhso.services.post.errors import NotNow, PoolEmpty
from tinhso.services.post.models import Order
from tinhso.services.post.types import Direction, OrderState, Party, Reply, Service, Source

_AT_ONCE = 50
_FIRST, _LONGEST = timedelta(seconds=30), timedelta(minutes=30)
# Nobody else tells the same letter while the post takes its time.
_LEASE = timedelta(minutes=5)


def send_due(*, actor: Actor) -> int:
    """Tell the post everything that is due; returns how many letters were answered."""
    if not is_on():
        return 0
    due = Order.objects.filter(next_at__lte=now()).order_by("next_at", "id").values_list("id", flat=True)
    return sum(send_one(order_id=order_id, actor=actor) for order_id in list(due[:_AT_ONCE]))


def send_one(*, order_id: UUID, actor: Actor) -> bool:
    """Tell the post about one letter, if it is due. True when the post answered as agreed."""
    row = _claim(order_id)
    if row is None:
        return False
    carrier = carriers.get()
    try:
        if row.wish == "cancel":
            reply = carrier.cancel(waybill=row.waybill, reference=row.reference, reason=row.wish_reason)
        else:
            reply = carrier.place(_fields(row))
    except Unavailable as down:
        _later(order_id, down.message)
        return False
    _answered(order_id, row.wish, reply, actor)
    return True


def try_now(*, order_id: UUID, actor: Actor) -> None:
    """A person has mended what was wrong: a refused letter gets another number, one that waits is told at once.

    Raises NoOrder, ActDenied, NotNow.
    """
    with transaction.atomic():
        row = moving.locked(order_id)
        access.authorise(actor=actor, act=queries.OPERATE, agency_id=row.agency_id)
        if row.state not in (OrderState.TO_SEND, OrderState.REFUSED):
            raise NotNow("Bưu gửi này không chờ báo bưu điện.")
        row.wish, row.next_at, row.tries = "send", now(), 0 if row.state == OrderState.REFUSED else row.tries
        if row.state == OrderState.REFUSED:
            row.waybill, row.problem = "", ""
            moving.move(row, OrderState.TO_SEND, at=now(), source=Source.DESK, actor=actor)
        else:
            row.save(update_fields=["wish", "next_at"])
        access.record_write(actor=actor, act="post.try_now", target=(moving.KIND, row.id), detail={})


def _claim(order_id: UUID) -> Order | None:
    """Number and try are written down before the post is told: after a killed process the same number is told again."""
    with transaction.atomic():
        row = skip_locked(Order.objects.filter(id=order_id, next_at__lte=now())).first()
        if row is None or not row.wish:
            return None
        if row.wish == "send" and not row.waybill:
            try:
                row.waybill = pool.allot(row)
            except PoolEmpty as empty:
                row.problem, row.next_at = empty.message, now() + _LONGEST
                row.save(update_fields=["problem", "next_at"])
                return None
        row.tries += 1
        row.next_at = now() + _LEASE
        row.save(update_fields=["waybill", "tries", "next_at"])
        return row


def _fields(row: Order) -> dict[str, Any]:
    service = queries.service_version(row.service_version_id)
    home, office = queries.home_of(row), queries.office_of(row.agency_id, service)
    home_province, home_district = place_codes(home.unit_code, service)
    office_province, office_district = place_codes(office.unit_code, service)
    whole = Party(
        name=home.name,
        phone=home.phone,
        address=queries.full_address(home),
        unit_code=home.unit_code,
        email=home.email,
    )
    return wire.order_fields(
        service=service,
        waybill=row.waybill,
        reference=row.reference,
        direction=Direction(row.direction),
        home=whole,
        office=office,
        contents=row.contents,
        home_province=home_province,
        home_district=home_district,
        office_province=office_province,
        office_district=office_district,
    )


def place_codes(unit_code: str, service: Service) -> tuple[int, int]:
    """Province and district as the post numbers them."""
    if not unit_code:
        return 0, service.district
    province = reference.get_unit(unit_code).province_code
    return service.provinces.get(province, int(province)), service.districts.get(unit_code, service.district)


def _later(order_id: UUID, problem: str) -> None:
    with transaction.atomic():
        row = moving.locked(order_id)
        if row.wish:
            row.problem = problem[:300]
            row.next_at = now() + min(_LONGEST, _FIRST * 2 ** min(row.tries - 1, 8))
            row.save(update_fields=["problem", "next_at"])


def _answered(order_id: UUID, asked: str, reply: Reply, actor: Actor) -> None:
    with transaction.atomic():
        row = moving.locked(order_id)
        row.reply = reply.status
        if asked == "cancel":
            _cancelled(row, reply, actor)
        else:
            _placed(row, reply, actor)
        detail = {"asked": asked, "reply": reply.status}
        access.record_write(actor=actor, act="post.told", target=(moving.KIND, row.id), detail=detail)


def _placed(row: Order, reply: Reply, actor: Actor) -> None:
    """Tracking may have been quicker than the reply: then only the reply is kept."""
    if row.wish == "send":
        row.wish, row.next_at = "", None
    elif row.wish == "cancel":
        # Called off while it was being told: the post is told of that next.
        row.next_at = now()
    if reply.is_recorded:
        row.problem = "" if reply.status == "100" else f"Bưu điện trả lời 101: {reply.message}"[:300]
        row.sent_at = row.sent_at or now()
        if row.state == OrderState.TO_SEND:
            words = "" if reply.status == "100" else "Bưu điện đã ghi nhận, lời gọi báo lỗi (101)."
            moving.move(row, OrderState.ORDERED, at=now(), source=Source.POST, actor=actor, words=words)
        else:
            row.save()
        return
    row.problem = f"Bưu điện trả lời {reply.status}: {reply.message}"[:300]
    if row.state == OrderState.TO_SEND:
        pool.cancel_number(row.waybill, reason=row.problem)
        state = OrderState.CANCELLED if row.wish == "cancel" else OrderState.REFUSED
        row.wish, row.next_at = "", None
        moving.move(row, state, at=now(), source=Source.POST, actor=actor, words=row.problem)
    else:
        row.save()


def _cancelled(row: Order, reply: Reply, actor: Actor) -> None:
    """Called off, or too late: then the letter goes on and the desk reads why."""
    row.wish, row.next_at = "", None
    if reply.is_recorded and row.state in (OrderState.TO_SEND, OrderState.ORDERED, OrderState.COLLECTING):
        pool.cancel_number(row.waybill, reason=row.wish_reason)
        moving.move(row, OrderState.CANCELLED, at=now(), source=Source.POST, actor=actor, words=row.wish_reason)
        return
    if not reply.is_recorded:
        row.problem = f"Bưu điện không hủy ({reply.status}): {reply.message}"[:300]
        if row.state == OrderState.TO_SEND:
            # Nobody knows yet whether the post has it: it is told again with the same number.
            row.wish, row.next_at = "send", now()
    row.save()
