"""What people do with a letter: the desk hands it over or takes it back, the postman picks it up and hands it out.

The postman acts for the agencies of the own post only; each act is checked against where the letter is.
"""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.text import clean
from tinhso.services.post import queries
from tinhso.services.post.actions import moving
from tinhso.services.post.errors import NotNow, PostInvalid
from tinhso.services.post.models import Order
from tinhso.services.post.types import Direction, OrderState, Source

_TO_PICK_UP = frozenset({OrderState.ORDERED, OrderState.COLLECTING})
_OUT = frozenset({OrderState.ON_THE_WAY, OrderState.ATTEMPT_FAILED})
_BACK = frozenset({OrderState.ON_THE_WAY, OrderState.ATTEMPT_FAILED, OrderState.COMING_BACK})


def hand_over(*, order_id: UUID, words: str, carrier_post_id: UUID | None = None, actor: Actor) -> None:
    """The desk gives the result to the post: to a postman who signs the slip (`words` say who), who then has it; or to
    the post of one with an account, who confirms it with `pick_up`. Raises NoOrder, ActDenied, NotNow, PostInvalid."""
    with transaction.atomic():
        row = _row(order_id, queries.OPERATE, actor)
        if row.direction != Direction.RETURN or row.state not in _TO_PICK_UP:
            raise NotNow("Bưu gửi này chưa đến lúc giao bưu tá.")
        row.carrier_post_id = carrier_post_id
        if carrier_post_id is None:
            who = _said(words, "Ghi họ tên hoặc mã của bưu tá đã ký nhận.")
            moving.move(row, OrderState.ON_THE_WAY, at=now(), source=Source.DESK, actor=actor, words=who)
        else:
            row.save(update_fields=["carrier_post_id"])
        _audit(row, "post.hand_over", actor)


def pick_up(*, order_id: UUID, actor: Actor) -> None:
    """The postman has the letter: from the desk, or from the sender's hand at home. Raises NoOrder, ActDenied, NotNow."""
    with transaction.atomic():
        row = _row(order_id, queries.CARRY, actor)
        is_own = row.direction == Direction.COLLECT or row.carrier_post_id == actor.post_id
        if row.state not in _TO_PICK_UP or not is_own:
            raise NotNow("Bưu gửi này chưa giao cho bạn hoặc đã có người nhận.")
        row.carrier_post_id = actor.post_id
        moving.move(row, OrderState.ON_THE_WAY, at=now(), source=Source.POSTMAN, actor=actor)
        _audit(row, "post.pick_up", actor)


def deliver(*, order_id: UUID, words: str, actor: Actor) -> None:
    """Handed to the receiver, who showed the paper that `words` name; a collected letter is handed to the desk, which
    confirms it with `take_in`. Raises NoOrder, ActDenied, NotNow, PostInvalid."""
    with transaction.atomic():
        row = _carried(order_id, actor, _OUT)
        if row.direction != Direction.RETURN:
            raise NotNow("Giấy tờ lấy tại nhà do bộ phận một cửa xác nhận đã nhận.")
        who = _said(words, "Ghi người nhận và giấy tờ tùy thân đã kiểm tra.")
        moving.move(row, OrderState.DELIVERED, at=now(), source=Source.POSTMAN, actor=actor, words=who)
        _audit(row, "post.deliver", actor)


def fail(*, order_id: UUID, words: str, gives_up: bool, actor: Actor) -> None:
    """Nobody took it, and why; `gives_up`: it goes back to the desk. Raises NoOrder, ActDenied, NotNow, PostInvalid."""
    with transaction.atomic():
        row = _carried(order_id, actor, _OUT)
        why = _said(words, "Ghi vì sao chưa giao được.")
        state = OrderState.COMING_BACK if gives_up else OrderState.ATTEMPT_FAILED
        if row.state == state:
            moving.note(row, state, at=now(), source=Source.POSTMAN, words=why, moved=False, actor=actor)
        else:
            moving.move(row, state, at=now(), source=Source.POSTMAN, actor=actor, words=why)
        _audit(row, "post.fail", actor)


def take_in(*, order_id: UUID, words: str, actor: Actor) -> None:
    """The desk has the letter in hand: papers collected at home have arrived, or a result came back.

    Raises NoOrder, ActDenied, NotNow.
    """
    with transaction.atomic():
        row = _row(order_id, queries.OPERATE, actor)
        is_collected = row.direction == Direction.COLLECT
        fitting = _TO_PICK_UP | _BACK if is_collected else _BACK
        if row.state not in fitting:
            raise NotNow("Bưu gửi này không ở bưu điện.")
        if not is_collected and row.carrier_post_id is not None and row.state != OrderState.COMING_BACK:
            raise NotNow("Bưu tá đang giữ phải ghi là mang về trước; bộ phận một cửa xác nhận sau.")
        state = OrderState.DELIVERED if is_collected else OrderState.CAME_BACK
        moving.move(row, state, at=now(), source=Source.DESK, actor=actor, words=clean(words)[:300])
        _audit(row, "post.take_in", actor)


def _row(order_id: UUID, act: str, actor: Actor) -> Order:
    row = moving.locked(order_id)
    access.authorise(actor=actor, act=act, agency_id=row.agency_id)
    return row


def _carried(order_id: UUID, actor: Actor, fitting: Collection[OrderState]) -> Order:
    row = _row(order_id, queries.CARRY, actor)
    if row.carrier_post_id != actor.post_id or row.state not in fitting:
        raise NotNow("Bưu gửi này không do bạn giữ.")
    return row


def _said(words: str, needed: str) -> str:
    said = clean(words)[:300]
    if not said:
        raise PostInvalid("Cần ghi rõ.", fields={"/words": needed})
    return said


def _audit(row: Order, act: str, actor: Actor) -> None:
    access.record_write(actor=actor, act=act, target=(moving.KIND, row.id), detail={"state": row.state})
