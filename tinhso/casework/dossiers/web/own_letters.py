"""Where the applicant's letters are, and what they may still change: the address, calling one off, asking for another."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods

from tinhso.casework.dossiers import api, mailing
from tinhso.casework.dossiers.types import Dossier, ReturnMethod, Status
from tinhso.casework.dossiers.web import mailing_form
from tinhso.casework.dossiers.web.duty import uuid_of
from tinhso.casework.dossiers.web.kept import signed_in
from tinhso.engines.procedures import api as procedures
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import Step, TimelineEvent, Tone
from tinhso.kernel.actor import Actor
from tinhso.kernel.errors import Conflict, Invalid
from tinhso.services.post import api as post
from tinhso.services.post.types import Direction, Order, OrderState

_PURPOSE = "Người nộp xem hồ sơ"
_STATES = {
    OrderState.PLANNED: gettext_lazy("Chờ có kết quả"),
    OrderState.TO_SEND: gettext_lazy("Đang báo bưu điện"),
    OrderState.REFUSED: gettext_lazy("Bưu điện chưa nhận"),
    OrderState.ORDERED: gettext_lazy("Bưu điện đã nhận đơn"),
    OrderState.COLLECTING: gettext_lazy("Bưu tá đang đến lấy"),
    OrderState.ON_THE_WAY: gettext_lazy("Đang trên đường"),
    OrderState.ATTEMPT_FAILED: gettext_lazy("Chưa giao được"),
    OrderState.COMING_BACK: gettext_lazy("Đang chuyển hoàn"),
    OrderState.DELIVERED: gettext_lazy("Đã giao"),
    OrderState.CAME_BACK: gettext_lazy("Đã về bộ phận một cửa"),
    OrderState.LOST: gettext_lazy("Bưu điện báo thất lạc"),
    OrderState.CANCELLED: gettext_lazy("Đã hủy"),
}
_WORDS = {
    OrderState.PLANNED: gettext_lazy("Kết quả được gửi khi đã ký xong và bạn đã nộp cước."),
    OrderState.TO_SEND: gettext_lazy("Chúng tôi đang báo cho bưu điện."),
    OrderState.REFUSED: gettext_lazy("Bưu điện chưa nhận đơn này; bộ phận một cửa đang xử lý."),
    OrderState.ORDERED: gettext_lazy("Bưu điện sẽ cử bưu tá đến nhận."),
    OrderState.COLLECTING: gettext_lazy("Bưu tá đang trên đường đến nơi gửi."),
    OrderState.ON_THE_WAY: gettext_lazy("Bưu tá đã nhận và đang chuyển đi."),
    OrderState.ATTEMPT_FAILED: gettext_lazy("Bưu tá đã đến mà chưa giao được và sẽ đến lại. Hãy để ý điện thoại."),
    OrderState.COMING_BACK: gettext_lazy("Bưu điện không giao được và đang chuyển về bộ phận một cửa."),
    OrderState.DELIVERED: gettext_lazy("Người nhận đã nhận."),
    OrderState.CAME_BACK: gettext_lazy("Bạn đến nhận tại bộ phận một cửa, hoặc đề nghị gửi lại."),
    OrderState.LOST: gettext_lazy("Bộ phận một cửa đang hỏi bưu điện và sẽ báo cho bạn."),
    OrderState.CANCELLED: gettext_lazy("Bưu gửi này đã hủy; cước đã nộp được hoàn lại."),
}
_TONES = {
    OrderState.DELIVERED: Tone.GOOD,
    OrderState.ATTEMPT_FAILED: Tone.WARN,
    OrderState.COMING_BACK: Tone.WARN,
    OrderState.CAME_BACK: Tone.WARN,
    OrderState.LOST: Tone.BAD,
    OrderState.REFUSED: Tone.WARN,
    OrderState.CANCELLED: Tone.NEUTRAL,
}


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A letter as its person reads it."""

    order: Order
    title: str
    state: str
    tone: Tone
    words: str
    steps: Sequence[TimelineEvent]

    @property
    def may_call_off(self) -> bool:
        return self.order.may_be_cancelled

    @property
    def is_collect(self) -> bool:
        return self.order.direction is Direction.COLLECT


def on_dossier(dossier: Dossier) -> dict[str, Any]:
    """The context of `dossiers/_letters.html`."""
    letters = letters_of(dossier.id)
    return {"letters": letters, "mail_possible": not letters and _may_ask(dossier, letters)}


def letters_of(dossier_id: UUID) -> list[Letter]:
    """Newest first; the caller has read the dossier."""
    titles = {
        Direction.COLLECT: gettext("Lấy giấy tờ tại nhà"),
        Direction.RETURN: gettext("Gửi kết quả cho bạn"),
    }
    return [
        Letter(
            order=one,
            title=titles[one.direction],
            state=gettext("Đang hủy") if one.wants_cancelling else str(_STATES[one.state]),
            tone=_TONES.get(one.state, Tone.WAIT),
            words=str(_WORDS[one.state]),
            steps=_steps(one),
        )
        for one in mailing.orders_of(dossier_id)
    ]


def _steps(order: Order) -> list[TimelineEvent]:
    """What has happened, newest first; the first two lines only say that it was asked for."""
    found = [one for one in post.steps_of(order.id) if one.moved and one.state not in _SILENT]
    return [TimelineEvent(title=str(_STATES[one.state]), at=one.at, step=Step.DONE) for one in reversed(found)]


_SILENT = (OrderState.PLANNED, OrderState.TO_SEND, OrderState.REFUSED)


def _may_ask(dossier: Dossier, letters: Sequence[Letter]) -> bool:
    """A result that waits at the desk may be sent, where nothing is under way."""
    open_one = any(not one.is_collect and not one.order.state.is_over for one in letters)
    waits = dossier.status is Status.FINISHED and dossier.return_method is not ReturnMethod.ONLINE
    return waits and not open_one and mailing.is_offered(procedures.get_procedure_version(dossier.procedure_version_id))


@signed_in
@require_http_methods(["GET", "POST"])
def own_mailing(request: HttpRequest, dossier_id: UUID) -> HttpResponseBase:
    """Mend the address before the post is told, call a letter off before it is picked up, ask for one."""
    actor = identity.actor_of(request)
    dossier = api.get_dossier(dossier_id, actor=actor, purpose=_PURPOSE)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            messages.success(request, _act(request, dossier, actor))
        except (Invalid, Conflict) as refused:
            fields = {f"mail_{pointer.strip('/')}": text for pointer, text in refused.fields.items()}
            errors, status = fields or {"viec": refused.message}, refused.status
        else:
            return redirect("dossiers:detail", dossier_id=dossier_id)
    letters = letters_of(dossier.id)
    mendable = next((one.order for one in letters if one.order.state in (OrderState.PLANNED, OrderState.TO_SEND)), None)
    form_for = "sua" if mendable else ("gui" if _may_ask(dossier, letters) else "")
    known = mendable.home if mendable else mailing_form.own_address(actor)
    context = {
        "dossier": dossier,
        "letters": letters,
        "can_call_off": any(one.may_call_off for one in letters),
        "form_for": form_for,
        "form_order": mendable,
        "mail": mailing_form.party_of(request.POST) if "mail_name" in request.POST else known,
        "mail_places": mailing_form.places(dossier.returning_agency_id) if form_for else (),
        "mail_prices": mailing_form.prices(),
        "errors": errors,
        "error_of": errors,
    }
    return render(request, "dossiers/own_mailing.html", context, status=status)


def _act(request: HttpRequest, dossier: Dossier, actor: Actor) -> str:
    order_id = uuid_of(request.POST.get("order"))
    match request.POST.get("viec", ""):
        case "gui":
            api.ask_again(dossier_id=dossier.id, home=mailing_form.party_of(request.POST), actor=actor)
            return gettext("Đã ghi nhận. Kết quả được gửi khi bạn nộp cước.")
        case "sua" if order_id is not None:
            home = mailing_form.party_of(request.POST)
            api.correct_address(dossier_id=dossier.id, order_id=order_id, home=home, actor=actor)
            return gettext("Đã sửa địa chỉ.")
        case "huy" if order_id is not None:
            ended = api.call_off(dossier_id=dossier.id, order_id=order_id, actor=actor)
            return gettext("Đã hủy.") if ended else gettext("Đã đề nghị bưu điện hủy.")
        case _:
            raise Invalid(gettext("Chưa chọn việc cần làm."))
