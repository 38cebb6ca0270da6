"""A result on its way by post: sent when it is there and paid for, given to the postman, brought, or back at the desk."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from tinhso.casework.dossiers import chronicle, dues, mailing
from tinhso.casework.dossiers.actions.do_task import TaskDone, do_task
from tinhso.casework.dossiers.actions.leave_dossier import is_applicant
from tinhso.casework.dossiers.errors import HiddenDossier, WrongStatus
from tinhso.casework.dossiers.models import Dossier, WorkItem
from tinhso.casework.dossiers.types import ReturnMethod, Status
from tinhso.engines.workflow import api as workflow
from tinhso.engines.workflow.types import Act
from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_row
from tinhso.kernel.errors import Invalid
from tinhso.services.custody import api as custody
from tinhso.services.fees import api as fees
from tinhso.services.fees.types import Waits
from tinhso.services.post import api as post
from tinhso.services.post.types import Direction, Order, OrderState, Party


def send_by_post(*, dossier_id: UUID, actor: Actor) -> bool:
    """The result is there and what waits for its return is paid: the post is told. Twice is once; tells whether it was."""
    with transaction.atomic():
        row = lock_row(Dossier.objects.filter(id=dossier_id)).first()
        if row is None or row.status != Status.FINISHED or row.return_method != ReturnMethod.POSTAL:
            return False
        if fees.waits_for_money((dues.KIND, row.id), Waits.RETURN):
            return False
        order = mailing.open_order(row, Direction.RETURN)
        return order is not None and post.release(order_id=order.id, actor=actor)


def give_to_postman(
    *,
    dossier_id: UUID,
    order_id: UUID,
    words: str,
    carrier_post_id: UUID | None,
    thing_ids: Iterable[UUID],
    version: int,
    actor: Actor,
) -> None:
    """The desk hands the letter over with the papers that go in it.

    A postman with an account gets a slip and confirms it; another signs the printed slip, and `words` say who it was: the
    papers are then in the post's custody. Raises Denied, StaleVersion, NotNow, PostInvalid, NotHolder.
    """
    with transaction.atomic():
        row = chronicle.lock(dossier_id, version=version, actor=actor)
        access.authorise(actor=actor, act="dossiers.return", agency_id=row.returning_agency_id)
        order = _of(row, order_id)
        things = _own(row, thing_ids)
        post.hand_over(order_id=order.id, words=words, carrier_post_id=carrier_post_id, actor=actor)
        if things and carrier_post_id is not None:
            custody.open_slip(
                thing_ids=things, to_post_id=carrier_post_id, note=f"Vận đơn {order.waybill}", actor=actor
            )
        elif things:
            custody.send_by_post(thing_ids=things, words=f"Vận đơn {order.waybill}; {words}", actor=actor)
        chronicle.note(row, words=f"Giao bưu tá, vận đơn {order.waybill}.", at=now(), actor=actor)
        chronicle.save(row)


def take_from_post(*, dossier_id: UUID, order_id: UUID, words: str, version: int, actor: Actor) -> None:
    """The desk has it in hand: papers fetched at home, or a result that came back. Raises as `give_to_postman`."""
    with transaction.atomic():
        row = chronicle.lock(dossier_id, version=version, actor=actor)
        order = _of(row, order_id)
        post.take_in(order_id=order.id, words=words, actor=actor)


def follow_letter(*, dossier_id: UUID, order_id: UUID, state: OrderState, actor: Actor) -> None:
    """After a letter moved: a line of the dossier's history; a result that was brought is returned, one that came back
    waits at the desk from now on. Running it again changes nothing but the line."""
    with transaction.atomic():
        row = chronicle.lock(dossier_id)
        order = next((one for one in mailing.orders_of(row.id) if one.id == order_id), None)
        if order is None or state not in _LINES:
            return
        chronicle.note(row, words=_LINES[state].format(what=order.direction.words.lower()), at=now(), actor=actor)
        comes_back = order.direction is Direction.RETURN and state in (OrderState.CAME_BACK, OrderState.CANCELLED)
        if (
            comes_back
            and row.return_method == ReturnMethod.POSTAL
            and mailing.open_order(row, Direction.RETURN) is None
        ):
            row.return_method = ReturnMethod.COUNTER.value
        chronicle.save(row, "return_method")
    if order.direction is Direction.RETURN and state is OrderState.DELIVERED:
        return_brought(dossier_id=dossier_id, actor=actor)


_LINES = {
    OrderState.ON_THE_WAY: "Bưu chính ({what}): bưu tá đã nhận.",
    OrderState.ATTEMPT_FAILED: "Bưu chính ({what}): phát chưa thành công.",
    OrderState.COMING_BACK: "Bưu chính ({what}): đang chuyển hoàn.",
    OrderState.DELIVERED: "Bưu chính ({what}): đã giao.",
    OrderState.CAME_BACK: "Bưu chính ({what}): đã chuyển hoàn về bộ phận một cửa.",
    OrderState.LOST: "Bưu chính ({what}): báo thất lạc.",
    OrderState.CANCELLED: "Bưu chính ({what}): đã hủy.",
}


def return_brought(*, dossier_id: UUID, actor: Actor) -> bool:
    """Complete the return task of a dossier whose result the post has brought; tells whether it did."""
    row = lock_row(Dossier.objects.filter(id=dossier_id)).first()
    if row is None or row.status != Status.FINISHED or row.return_method != ReturnMethod.POSTAL:
        return False
    letters = [one for one in mailing.orders_of(row.id) if one.direction is Direction.RETURN]
    if not letters or letters[0].state is not OrderState.DELIVERED:
        return False
    if fees.waits_for_money((dues.KIND, row.id), Waits.RETURN):
        # It goes on by itself when the payment is known (ask_fee.follow_payment).
        return False
    for item in WorkItem.objects.filter(dossier=row, is_open=True):
        for outcome in workflow.get_task(item.task_id).outcomes:
            if Act.RETURN in outcome.does:
                do_task(task_id=item.task_id, done=TaskDone(outcome=outcome.code), version=row.version, actor=actor)
                return True
    return False


def ask_again(*, dossier_id: UUID, home: Party, actor: Actor) -> None:
    """The applicant wants the result by post after all, or once more after it came back: a new letter, a new postage.

    Raises HiddenDossier for anybody else, WrongStatus, NotNow, PostInvalid.
    """
    with transaction.atomic():
        row = _own_dossier(dossier_id, actor)
        if row.status != Status.FINISHED or row.return_method == ReturnMethod.ONLINE:
            raise WrongStatus("Chỉ gửi được kết quả đang chờ tại bộ phận một cửa.")
        mailing.check_offered(row)
        at = now()
        row.return_method = ReturnMethod.POSTAL.value
        mailing.ask(row, Direction.RETURN, home, at=at, actor=actor)
        chronicle.note(row, words="Người nộp đề nghị gửi kết quả qua bưu chính.", at=at, actor=actor)
        chronicle.save(row, "return_method")
        access.record_write(actor=actor, act="dossiers.mail_again", target=("dossier", row.id), detail={})


def correct_address(*, dossier_id: UUID, order_id: UUID, home: Party, actor: Actor) -> None:
    """The applicant mends the address while the post has not been told. Raises HiddenDossier, NotNow, PostInvalid."""
    with transaction.atomic():
        row = _own_dossier(dossier_id, actor)
        post.change_address(order_id=_of(row, order_id).id, home=home, actor=actor)


def call_off(*, dossier_id: UUID, order_id: UUID, actor: Actor) -> bool:
    """The applicant calls a letter off before it is picked up: they bring the papers, or fetch the result, themselves.

    True when it has ended at once. Raises HiddenDossier, NotNow.
    """
    with transaction.atomic():
        row = _own_dossier(dossier_id, actor)
        return post.cancel(order_id=_of(row, order_id).id, reason="Người nộp hủy.", actor=actor)


def _own_dossier(dossier_id: UUID, actor: Actor) -> Dossier:
    row = chronicle.lock(dossier_id, actor=actor)
    if not is_applicant(row, actor):
        raise HiddenDossier
    return row


def _of(row: Dossier, order_id: UUID) -> Order:
    order = next((one for one in mailing.orders_of(row.id) if one.id == order_id), None)
    if order is None:
        raise Invalid("Bưu gửi này không thuộc hồ sơ.")
    return order


def _own(row: Dossier, thing_ids: Iterable[UUID]) -> set[UUID]:
    wanted = set(thing_ids)
    if not wanted <= {one.id for one in custody.things_of((mailing.KIND, row.id))}:
        raise Invalid("Có giấy tờ không thuộc hồ sơ này.")
    return wanted
