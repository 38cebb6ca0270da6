"""What the post does for a dossier: papers fetched at home, the result brought there, and the postage for both."""

from datetime import datetime
from uuid import UUID

from tinhso.casework.dossiers import dues
from tinhso.casework.dossiers.errors import NotOffered, WrongStatus
from tinhso.casework.dossiers.models import Dossier
from tinhso.casework.dossiers.types import Mailing, ReturnMethod
from tinhso.engines.procedures import api as procedures
from tinhso.engines.procedures.types import Procedure
from tinhso.kernel.actor import Actor
from tinhso.kernel.errors import Invalid
from tinhso.services.fees import api as fees
from tinhso.services.fees.types import FeeKind, Waits
from tinhso.services.post import api as post
from tinhso.services.post.types import Direction, NewOrder, Order, Party

KIND = "dossier"
_POSTAGE_EN = {Direction.RETURN: "Postage for the result", Direction.COLLECT: "Postage for collecting papers"}
_CONTENTS = {Direction.RETURN: "Kết quả thủ tục hành chính", Direction.COLLECT: "Giấy tờ nộp hồ sơ"}
_POSTAGE = {Direction.RETURN: "Cước bưu chính trả kết quả", Direction.COLLECT: "Cước bưu chính lấy giấy tờ tại nhà"}


def is_served() -> bool:
    """Whether the province has a postal service at all."""
    return post.service_on() is not None


def is_offered(procedure: Procedure) -> bool:
    """Whether the post comes for this procedure: the province has a postal service and does not exclude it."""
    return procedure.by_post is not False and is_served()


def check(procedure: Procedure, method: ReturnMethod, mailing: Mailing | None) -> None:
    """A result by post needs an address, and a procedure that the post serves. Raises NotOffered, Invalid, PostInvalid."""
    if method is not ReturnMethod.POSTAL and mailing is None:
        return
    if not is_offered(procedure):
        raise NotOffered("Thủ tục này không nhận giấy tờ, trả kết quả qua bưu chính.")
    if mailing is None:
        raise Invalid(
            "Cần địa chỉ để bưu tá đến.", fields={"/mailing/address": "Ghi địa chỉ nhận kết quả qua bưu chính."}
        )
    post.checked_party(mailing.home, at="/mailing")


def check_offered(row: Dossier) -> None:
    """Raises NotOffered where the post does not come for the dossier's procedure."""
    if not is_offered(procedures.get_procedure_version(row.procedure_version_id)):
        raise NotOffered("Thủ tục này không trả kết quả qua bưu chính.")


def begin(row: Dossier, mailing: Mailing | None, *, at: datetime, actor: Actor) -> None:
    """With the filing: papers are fetched as soon as the post comes, the result's letter waits for the result."""
    if mailing is None:
        return
    if mailing.collects:
        ask(row, Direction.COLLECT, mailing.home, at=at, actor=actor)
    if row.return_method == ReturnMethod.POSTAL:
        ask(row, Direction.RETURN, mailing.home, at=at, actor=actor)


def ask(row: Dossier, direction: Direction, home: Party, *, at: datetime, actor: Actor) -> None:
    """A letter of this dossier and what the payer owes for it. The result is sent when its postage is paid."""
    agency_id = row.returning_agency_id if direction is Direction.RETURN else row.receiving_agency_id
    order_id = post.register(
        order=NewOrder(
            subject=(KIND, row.id),
            holder=row.holder,
            reference=row.code,
            direction=direction,
            agency_id=agency_id,
            home=home,
            contents=_CONTENTS[direction],
        ),
        waits=direction is Direction.RETURN,
        actor=actor,
    )
    order = next(one for one in post.orders_of((KIND, row.id)) if one.id == order_id)
    if not order.price_vnd:
        return
    due_id = fees.ask_supplementary(
        subject=dues.subject_of(row),
        title=_POSTAGE[direction],
        title_en=_POSTAGE_EN[direction],
        kind=FeeKind.POSTAL,
        amount_vnd=order.price_vnd,
        reason=f"Bưu gửi {order.zone.words}, đến {order.weight_g} g, theo bảng giá của bưu điện.",
        waits=Waits.RETURN if direction is Direction.RETURN else Waits.NOTHING,
        pay_by=None,
        at=at,
        actor=actor,
    )
    post.set_due(order_id=order_id, due_id=due_id)


def orders_of(dossier_id: UUID) -> tuple[Order, ...]:
    """Every letter of a dossier, newest first. The caller has guarded the dossier."""
    return post.orders_of((KIND, dossier_id))


def open_order(row: Dossier, direction: Direction) -> Order | None:
    """The letter that is under way or planned."""
    found = (one for one in post.orders_of((KIND, row.id)) if one.direction is direction)
    return next((one for one in found if not one.state.is_over), None)


def close(row: Dossier, *, actor: Actor) -> None:
    """The dossier ended without its result: what the post has not picked up is called off, its postage is owed back."""
    post.cancel_all(subject=(KIND, row.id), reason="Hồ sơ không giải quyết tiếp.", actor=actor)


def pass_on(row: Dossier, *, actor: Actor) -> None:
    """Another dossier takes the place of the first: the letters that nobody was told of become its own."""
    if row.replaces_id is not None:
        post.move_orders(from_subject=(KIND, row.replaces_id), to=(KIND, row.id), reference=row.code, actor=actor)


def fetch_instead(row: Dossier, *, actor: Actor) -> None:
    """Somebody came for the result: a letter that was not picked up is called off. Raises WrongStatus while it is out."""
    order = open_order(row, Direction.RETURN)
    if order is None:
        return
    if order.state.is_with_post:
        raise WrongStatus("Kết quả đang do bưu điện giữ: chỉ giao tại quầy khi đã chuyển hoàn.")
    post.cancel(order_id=order.id, reason="Người dân đến nhận tại bộ phận một cửa.", actor=actor)
