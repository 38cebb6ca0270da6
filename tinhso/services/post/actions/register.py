"""Ask for a letter to be carried: planned until there is something to send, or to be sent at once."""

import dataclasses
import re
from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.foundation.reference import api as reference
from tinhso.foundation.reference.errors import UnitNotFound
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_key, lock_row
from tinhso.kernel.text import clean
from tinhso.services.post import queries
from tinhso.services.post.actions import moving
from tinhso.services.post.errors import NotNow, PostInvalid
from tinhso.services.post.models import Order
from tinhso.services.post.types import OVER, NewOrder, OrderState, Party, Source, Subject

_PHONE = re.compile(r"\+?[0-9]{8,15}")


def checked_party(home: Party, *, at: str = "") -> Party:
    """The address with clean words. Raises PostInvalid; `at` is what its fields are called by before their names."""
    phone = re.sub(r"[ .()-]", "", home.phone)
    found = Party(
        name=clean(home.name)[:200],
        phone=phone,
        address=clean(home.address)[:200],
        unit_code=home.unit_code.strip(),
        email=clean(home.email)[:120],
    )
    wrong = {}
    if len(found.name) < 2:
        wrong[f"{at}/name"] = "Ghi họ tên người mà bưu tá gặp."
    if not _PHONE.fullmatch(phone):
        wrong[f"{at}/phone"] = "Ghi số điện thoại để bưu tá gọi, từ 8 đến 15 chữ số."
    if len(found.address) < 3:
        wrong[f"{at}/address"] = "Ghi số nhà, đường, ấp hoặc khóm."
    if not _is_place(found.unit_code):
        wrong[f"{at}/unit_code"] = "Chọn xã, phường; ngoài tỉnh thì chọn tỉnh, thành phố."
    if wrong:
        raise PostInvalid("Địa chỉ cho bưu tá chưa đủ.", fields=wrong)
    return found


def _is_place(code: str) -> bool:
    try:
        return bool(code) and bool(reference.get_unit(code))
    except UnitNotFound:
        return False


def register(*, order: NewOrder, waits: bool, due_id: UUID | None = None, actor: Actor) -> UUID:
    """A new letter; `waits`: planned until `release`, else told to the post within a minute. Returns its id.

    The caller acts on the subject in the same transaction and has authorised that. Raises PostInvalid, NoPostalService,
    NotNow while another letter of the same direction is under way.
    """
    home = checked_party(order.home)
    price = queries.price_for(agency_id=order.agency_id, unit_code=home.unit_code, weight_g=order.weight_g)
    service, at = queries.needed_service(), now()
    with transaction.atomic():
        kind, subject_id = order.subject
        lock_key(f"post.{kind}.{subject_id}.{order.direction.value}")
        earlier = Order.objects.filter(subject_kind=kind, subject_id=subject_id, direction=order.direction.value)
        if earlier.exclude(state__in=[one.value for one in OVER]).exists():
            raise NotNow("Đã có một bưu gửi chưa kết thúc cho việc này.")
        state = OrderState.PLANNED if waits else OrderState.TO_SEND
        row = Order(
            subject_kind=kind,
            subject_id=subject_id,
            holder_kind=order.holder.kind,
            holder_id=order.holder.id,
            reference=order.reference,
            direction=order.direction.value,
            attempt=earlier.count() + 1,
            agency_id=order.agency_id,
            customer_code=service.customer_code,
            home=dataclasses.asdict(home),
            contents=clean(order.contents)[:200],
            zone=price.zone.value,
            weight_g=price.weight_g,
            price_vnd=price.vnd,
            service_version_id=price.version_id,
            due_id=due_id,
            created_at=at,
            wish="" if waits else "send",
            next_at=None if waits else at,
        )
        moving.move(row, state, at=at, source=Source.HERE, actor=actor, is_first=True)
        access.record_write(
            actor=actor,
            act="post.register",
            target=(moving.KIND, row.id),
            detail={"direction": row.direction, "attempt": row.attempt, "vnd": row.price_vnd},
        )
    return row.id


def set_due(*, order_id: UUID, due_id: UUID | None) -> None:
    """What the caller asked of the payer for the letter, in the transaction that registered it."""
    Order.objects.filter(id=order_id).update(due_id=due_id)


def release(*, order_id: UUID, actor: Actor) -> bool:
    """There is something to send: the post is told within a minute. False when it was released before or called off."""
    with transaction.atomic():
        row = moving.locked(order_id)
        if row.state != OrderState.PLANNED:
            return False
        row.wish, row.next_at = "send", now()
        moving.move(row, OrderState.TO_SEND, at=now(), source=Source.HERE, actor=actor)
        access.record_write(actor=actor, act="post.release", target=(moving.KIND, row.id), detail={})
    return True


def move_orders(*, from_subject: Subject, to: Subject, reference: str, actor: Actor) -> int:
    """Another subject takes the place of the first: letters of which nobody was told go with it. Returns how many."""
    with transaction.atomic():
        rows = Order.objects.filter(subject_kind=from_subject[0], subject_id=from_subject[1])
        moved = 0
        for row in lock_row(rows.filter(state=OrderState.PLANNED.value).order_by("id")):
            row.subject_kind, row.subject_id, row.reference = *to, reference
            row.save(update_fields=["subject_kind", "subject_id", "reference"])
            access.record_write(actor=actor, act="post.move", target=(moving.KIND, row.id), detail={})
            moved += 1
    return moved


def change_address(*, order_id: UUID, home: Party, actor: Actor) -> None:
    """Another address while the post has not been told. The caller has authorised it on the subject.

    Raises PostInvalid, NotNow; NotNow as well where the new address costs more or less: a new letter is asked for then.
    """
    found = checked_party(home)
    with transaction.atomic():
        row = moving.locked(order_id)
        if row.state not in (OrderState.PLANNED, OrderState.TO_SEND, OrderState.REFUSED) or row.tries:
            raise NotNow("Bưu điện đã được báo: không sửa địa chỉ được nữa.")
        price = queries.price_for(agency_id=row.agency_id, unit_code=found.unit_code, weight_g=row.weight_g)
        if price.vnd != row.price_vnd:
            raise NotNow("Địa chỉ này có cước khác: hãy hủy bưu gửi rồi đăng ký lại.")
        row.home, row.zone = dataclasses.asdict(found), price.zone.value
        row.save(update_fields=["home", "zone"])
        access.record_write(actor=actor, act="post.change_address", target=(moving.KIND, row.id), detail={})
