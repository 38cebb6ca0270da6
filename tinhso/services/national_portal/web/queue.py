"""The operator's page of the exchange: how the queue stands, what did not go and why, what the portal says otherwise."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui import api as ui
from tinhso.foundation.ui.types import FilterField, Option
from tinhso.kernel.errors import Conflict, Invalid
from tinhso.services.national_portal import api, queries
from tinhso.services.national_portal.types import MessageState, MessageView

PAGE = 50
_LAST_PAGE = 2000


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Latest first; filtered by state."""
    access.authorise(actor=identity.actor_of(request), act="national_portal.operate", agency_id=access.Whose.NO_AGENCY)
    state = next((one for one in MessageState if one.value == request.GET.get("trang-thai")), None)
    page = ui.page_number(request.GET.get("trang", ""), last=_LAST_PAGE)
    rows, more = queries.messages(state, page=page, size=PAGE)
    stands = queries.standing()
    chosen = f"&trang-thai={state.value}" if state else ""
    context = {
        "is_on": api.is_on(),
        "problems": api.check_config(),
        "counts": [(one, stands.by_state.get(one, 0)) for one in MessageState if stands.by_state.get(one)],
        "oldest": stands.oldest,
        "rows": rows,
        "differing": queries.differing(),
        "unmapped": sum(api.unmapped_counts().values()),
        "fields": [
            FilterField(
                name="trang-thai",
                label="Trạng thái",
                value=state.value if state else "",
                options=tuple(Option(value=o.value, text=o.words) for o in MessageState),
                kind="select",
            )
        ],
        "newer": f"?trang={page - 1}{chosen}" if page > 1 else "",
        "older": f"?trang={page + 1}{chosen}" if more and page < _LAST_PAGE else "",
    }
    return render(request, "national_portal/queue.html", context)


@require_POST
def send_again(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """Back to where the officer came from: the operator's page, or the dossier."""
    actor = identity.actor_of(request)
    try:
        subject_id = api.send_again(message_id=message_id, actor=actor)
    except Conflict as refused:
        messages.error(request, refused.message)
        return redirect("national_portal:queue" if api.may_operate(actor) else "/can-bo/")
    messages.success(request, "Sẽ gửi lại trong ít phút.")
    if request.POST.get("ve") == "ho-so":
        return redirect(ui.door_url("dossier.work", subject_id) or "national_portal:queue")
    return redirect("national_portal:queue")


@require_http_methods(["GET", "POST"])
def skip(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """A reason, then it never goes."""
    actor = identity.actor_of(request)
    access.authorise(actor=actor, act="national_portal.operate", agency_id=access.Whose.NO_AGENCY)
    message = queries.one(message_id)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            api.skip(message_id=message_id, reason=request.POST.get("reason", ""), actor=actor)
        except Invalid as refused:
            errors = refused.by_box("reason")
        else:
            messages.success(request, "Đã bỏ qua; các tin sau của hồ sơ này được gửi tiếp.")
            return redirect("national_portal:queue")
    context: dict[str, MessageView | object] = {
        "message": message, "errors": errors, "reason": request.POST.get("reason", ""), "back": reverse("national_portal:queue"),
    }  # fmt: skip
    return render(request, "national_portal/skip.html", context, status=422 if errors else 200)
