"""Where the papers of a dossier are while a letter carries them: the post, the postman and the desk are parties of custody."""

from uuid import UUID

from django.urls import reverse

from tinhso.kernel.actor import Actor
from tinhso.services.custody import api as custody
from tinhso.services.custody.types import NewThing, ThingKind, ThingState
from tinhso.services.fees import api as fees
from tinhso.services.post.types import Direction, Move, Order, OrderState, Source

KIND = "dossier"


class MailedPapers:
    """What the post asks of dossiers: `moved` follows each step of a letter within its transaction."""

    def link(self, subject_id: UUID) -> str:
        return reverse("dossiers:mailing", args=[subject_id])

    def moved(self, order: Order, move: Move, *, actor: Actor) -> None:
        if move.state is OrderState.CANCELLED and order.due_id is not None:
            fees.drop_due(due_id=order.due_id, reason="Bưu gửi đã hủy trước khi bưu tá nhận.", actor=actor)
        if order.direction is Direction.COLLECT:
            _collected(order, move, actor)
        else:
            _returned(order, move, actor)


def _collected(order: Order, move: Move, actor: Actor) -> None:
    """A postman with an account answers for the sealed envelope until the desk confirms it."""
    if move.source is Source.POSTMAN and move.state is OrderState.ON_THE_WAY:
        custody.take_in(
            subject=order.subject, reference=order.reference, things=(_envelope(order),),
            words="Bưu tá nhận tại nhà người nộp", actor=actor,
        )  # fmt: skip
    elif move.source is Source.DESK and move.state is OrderState.DELIVERED:
        known = [one for one in custody.things_of(order.subject) if one.code == _envelope(order).code]
        if known:
            custody.take_over(thing_ids=[one.id for one in known], words=f"Vận đơn {order.waybill}", actor=actor)
        else:
            custody.take_in(
                subject=order.subject, reference=order.reference, things=(_envelope(order),),
                words=f"Bưu điện giao, vận đơn {order.waybill}", actor=actor,
            )  # fmt: skip


def _envelope(order: Order) -> NewThing:
    title = f"Bì giấy tờ lấy tại nhà, vận đơn {order.waybill}"
    return NewThing(kind=ThingKind.COMPONENT, code=f"buu-gui-{order.attempt}", title=title)


def _returned(order: Order, move: Move, actor: Actor) -> None:
    things = custody.things_of(order.subject)
    mine = [one.id for one in things if one.state is ThingState.HELD and one.post_id == actor.post_id]
    waiting = {one.slip_id for one in things if one.slip_id is not None}
    posted = [one.id for one in things if one.state is ThingState.POSTED]
    by_postman = move.source is Source.POSTMAN
    if by_postman and move.state is OrderState.ON_THE_WAY:
        for slip_id in waiting:
            slip = custody.get_slip(slip_id, actor=actor)
            custody.confirm_slip(slip_id=slip.id, received=[one.thing.id for one in slip.moves], reason="", actor=actor)
    elif by_postman and move.state is OrderState.DELIVERED and mine:
        custody.give_back(thing_ids=mine, identity_checked=move.words, actor=actor)
    elif move.state is OrderState.DELIVERED and posted:
        custody.delivered_by_post(thing_ids=posted, words=f"Vận đơn {order.waybill}", actor=actor)
    elif move.state is OrderState.CAME_BACK and move.source is Source.DESK:
        carried = [one.id for one in things if one.state is ThingState.HELD and one.post_id == order.carrier_post_id]
        back = posted + (carried if order.carrier_post_id is not None else [])
        if back:
            custody.take_over(thing_ids=back, words=f"Chuyển hoàn, vận đơn {order.waybill}", actor=actor)
