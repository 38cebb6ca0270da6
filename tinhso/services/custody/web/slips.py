"""One hand-over slip: what it says, confirm what was received, take it back; a scanned QR comes here."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui import api as ui
from tinhso.foundation.ui.types import Tone
from tinhso.kernel.actor import Actor
from tinhso.kernel.errors import Conflict, Denied, Invalid
from tinhso.services.custody import api
from tinhso.services.custody.errors import NoSlip
from tinhso.services.custody.types import MoveState, Slip, SlipState
from tinhso.services.custody.web.words import place

STATES = {
    SlipState.WAITING: ("Chờ người nhận xác nhận", Tone.WAIT),
    SlipState.CLOSED: ("Đã giao nhận", Tone.GOOD),
    SlipState.RECALLED: ("Đã thu hồi", Tone.NEUTRAL),
}
LINES = {
    MoveState.WAITING: ("Chờ xác nhận", Tone.WAIT),
    MoveState.RECEIVED: ("Đã nhận", Tone.GOOD),
    MoveState.MISSING: ("Không nhận được", Tone.BAD),
    MoveState.RECALLED: ("Đã thu hồi", Tone.NEUTRAL),
}


@require_GET
def scanned(request: HttpRequest, token: str) -> HttpResponseBase:
    """The address in the QR of a printed slip."""
    actor = _officer(request)
    found = api.find_slip(token, actor=actor)
    if found is None:
        raise NoSlip
    return redirect("custody:slip", slip_id=found)


@require_http_methods(["GET", "POST"])
def slip(request: HttpRequest, slip_id: UUID) -> HttpResponseBase:
    """The receiver ticks what is there and confirms; the giver may take it back while it waits."""
    actor = _officer(request)
    found = api.get_slip(slip_id, actor=actor)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            return _answer(request, found)
        except (Invalid, Conflict) as refused:
            errors, status = refused.by_box("xac-nhan"), refused.status
            found = api.get_slip(slip_id, actor=actor)
    names = identity.person_names([one for one in (found.giver_id, found.receiver_id) if one])
    waits = found.state is SlipState.WAITING
    ticked = set(request.POST.getlist("nhan")) if errors else None
    context = {
        "slip": found,
        "state": STATES[found.state],
        "giver": place(found.from_agency_id, found.from_post_id),
        "giver_name": names.get(found.giver_id, ""),
        "taker": place(found.to_agency_id, found.to_post_id),
        "taker_name": names.get(found.receiver_id, "") if found.receiver_id else "",
        "lines": [(one, *LINES[one.state], ticked is None or str(one.thing.id) in ticked) for one in found.moves],
        "confirms": waits and actor.post_id == found.to_post_id and actor.person_id != found.giver_id,
        "recalls": waits and actor.post_id == found.from_post_id,
        "print_url": ui.door_url("custody.slip", found.id),
        "reason": request.POST.get("ly_do", ""),
        "errors": errors,
    }
    return render(request, "custody/slip.html", context, status=status)


def _officer(request: HttpRequest) -> Actor:
    actor = identity.actor_of(request)
    if not actor.is_officer:
        raise Denied("Trang này dành cho cán bộ đang làm việc ở một vị trí.")
    return actor


def _answer(request: HttpRequest, found: Slip) -> HttpResponseBase:
    actor = identity.actor_of(request)
    if "thu-hoi" in request.POST:
        api.recall_slip(slip_id=found.id, actor=actor)
        messages.success(request, "Đã thu hồi phiếu: giấy tờ vẫn do vị trí của bạn giữ.")
        return redirect("custody:slip", slip_id=found.id)
    received = [one.thing.id for one in found.moves if str(one.thing.id) in request.POST.getlist("nhan")]
    count = api.confirm_slip(slip_id=found.id, received=received, reason=request.POST.get("ly_do", ""), actor=actor)
    messages.success(request, f"Đã nhận {count} trong {found.count} giấy tờ của phiếu.")
    return redirect("custody:slip", slip_id=found.id)
