"""One letter: where it is, what the desk and the postman may do with it; one contradiction."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import Option, TimelineEvent
from tinhso.kernel.actor import Actor
from tinhso.kernel.errors import Conflict, Invalid
from tinhso.services.post import api, queries
from tinhso.services.post.subjects import link_of
from tinhso.services.post.types import SAID, Direction, Order, OrderState
from tinhso.services.post.web.duty import on_duty

_PURPOSE = "Chuyển bưu gửi"


@require_http_methods(["GET", "POST"])
def order(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """The address is shown to whoever carries or hands over, and the reading is logged."""
    actor = on_duty(request)
    found = api.get_order(order_id, actor=actor, purpose=_PURPOSE)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            messages.success(request, _act(request, found, actor))
        except (Invalid, Conflict) as refused:
            errors, status = refused.by_box("viec"), refused.status
        else:
            return redirect("post:order", order_id=order_id)
    operates = access.can(actor=actor, act=queries.OPERATE, agency_id=found.agency_id)
    carries = access.can(actor=actor, act=queries.CARRY, agency_id=found.agency_id)
    mine = carries and found.carrier_post_id == actor.post_id
    to_take = found.state in (OrderState.ORDERED, OrderState.COLLECTING)
    is_return = found.direction is Direction.RETURN
    context = {
        "order": found,
        "home": api.full_address(found.home) if found.home else "",
        "agency": identity.get_agency(found.agency_id).name,
        "history": _history(found),
        "subject_url": link_of(*found.subject) if operates else "",
        "may_try": operates and found.state in (OrderState.TO_SEND, OrderState.REFUSED),
        "may_cancel": operates and found.may_be_cancelled,
        "may_pick_up": to_take and carries and (mine or not is_return),
        "may_deliver": mine and is_return and found.state in (OrderState.ON_THE_WAY, OrderState.ATTEMPT_FAILED),
        "posted": request.POST,
        "errors": errors,
    }
    return render(request, "post/order.html", context, status=status)


def _act(request: HttpRequest, found: Order, actor: Actor) -> str:
    words = request.POST.get("words", "")
    match request.POST.get("viec", ""):
        case "thu-lai":
            api.try_now(order_id=found.id, actor=actor)
            return "Sẽ báo bưu điện trong ít phút."
        case "huy":
            ended = api.cancel_at_desk(order_id=found.id, reason=request.POST.get("reason", ""), actor=actor)
            return "Đã hủy." if ended else "Đã đề nghị bưu điện hủy."
        case "nhan":
            api.pick_up(order_id=found.id, actor=actor)
            return "Đã ghi nhận bạn đang giữ bưu gửi."
        case "giao":
            api.deliver(order_id=found.id, words=words, actor=actor)
            return "Đã ghi nhận đã giao."
        case "chua" | "mang-ve" as what:
            api.fail(order_id=found.id, words=words, gives_up=what == "mang-ve", actor=actor)
            return "Đã ghi nhận. Mang bì thư về bộ phận một cửa." if what == "mang-ve" else "Đã ghi nhận, giao lại sau."
        case _:
            raise Invalid("Chưa chọn việc cần làm.")


def _history(found: Order) -> list[TimelineEvent]:
    return [
        TimelineEvent(
            title=one.state.words if one.moved else f"{one.state.words} (không đổi trạng thái)",
            at=one.at,
            by=one.source.words,
            text=one.words,
        )
        for one in reversed(api.steps_of(found.id))
    ]


@require_http_methods(["GET", "POST"])
def finding(request: HttpRequest, finding_id: UUID) -> HttpResponse:
    """Somebody has asked the post: where the letter is, and why this is closed."""
    actor = on_duty(request)
    found = queries.finding(finding_id, actor=actor)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        said = request.POST.get("state", "")
        state = OrderState(said) if said in {one.value for one in SAID} else None
        try:
            api.settle(finding_id=finding_id, resolution=request.POST.get("resolution", ""), state=state, actor=actor)
        except (Invalid, Conflict) as refused:
            errors, status = refused.by_box("viec"), refused.status
        else:
            messages.success(request, "Đã ghi kết quả.")
            return redirect("post:letters")
    context: dict[str, Any] = {
        "finding": found,
        "states": [
            Option(value="giu-nguyen", text="Không đổi trạng thái"),
            *(Option(value=one.value, text=one.words) for one in SAID),
        ]
        if found.order_id
        else [],
        "posted": request.POST,
        "errors": errors,
    }
    return render(request, "post/finding.html", context, status=status)
