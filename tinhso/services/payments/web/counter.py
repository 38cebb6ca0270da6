"""The officer's side of the screens at the counter."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor
from tinhso.kernel.errors import Conflict, Denied, Invalid, NotFound
from tinhso.services.payments import api, queries
from tinhso.services.payments.errors import NoChannel, NoOrder


@require_http_methods(["GET", "POST"])
def displays(request: HttpRequest) -> HttpResponse:
    """The screens of the officer's agency, and what stands on each."""
    actor = identity.actor_of(request)
    if not actor.is_officer or actor.agency_id is None:
        raise Denied("Trang này dành cho cán bộ đang làm việc ở một vị trí.")
    access.authorise(actor=actor, act=api.SHOW, agency_id=actor.agency_id)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            messages.success(request, _done(request, actor))
            return redirect("payments:displays")
        except (Invalid, Conflict, NotFound) as refused:
            errors, status = refused.by_box("viec"), 422 if isinstance(refused, NotFound) else refused.status
    rows = queries.displays_of(actor.agency_id)
    lines = [(row, queries.as_order(row.order) if row.order is not None else None) for row in rows]
    context = {"displays": lines, "posted": request.POST, "errors": errors}
    return render(request, "payments/displays.html", context, status=status)


def _done(request: HttpRequest, actor: Actor) -> str:
    what = request.POST.get("viec", "")
    if what == "them":
        api.open_display(label=request.POST.get("ten", ""), actor=actor)
        return "Đã thêm màn hình. Mở địa chỉ của nó trên màn hình ở quầy."
    try:
        display_id = UUID(request.POST.get("man_hinh", ""))
    except ValueError:
        raise NoOrder from None
    if what == "xoa":
        api.clear_display(display_id=display_id, actor=actor)
        return "Đã xóa màn hình."
    order_id = queries.open_order_of(request.POST.get("ma", "").strip()[:80])
    if order_id is None:
        raise NoOrder
    way = next((one for one in queries.channels() if one.adapter == "vietqr"), None)
    if way is None:
        raise NoChannel("Tỉnh chưa có cách trả bằng mã QR.")
    api.show_at_display(display_id=display_id, order_id=order_id, channel=way.code, actor=actor)
    return "Màn hình đang hiện khoản này; khi tiền đến, màn hình tự chuyển."
