"""One subscription: what it does, call it now, hold it, tell again, and the log of what was sent and answered."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.rest import api as rest
from tinhso.foundation.rest.errors import WrongCursor
from tinhso.kernel.actor import Actor
from tinhso.portals.developer.web.shells import DEVELOPER, STAFF, Shell
from tinhso.services.webhooks import api
from tinhso.services.webhooks.types import Delivery, DeliveryState

_LINES = 25


@require_http_methods(["GET", "POST"])
def own_subscription(request: HttpRequest, client_id: UUID, subscription_id: UUID) -> HttpResponseBase:
    """For the owner of the system."""
    if identity.actor_of(request).person_id is None:
        return redirect_to_login(request.get_full_path())
    return _subscription(request, client_id, subscription_id, DEVELOPER)


@require_http_methods(["GET", "POST"])
def staff_subscription(request: HttpRequest, client_id: UUID, subscription_id: UUID) -> HttpResponseBase:
    """For who holds `clients.manage`."""
    access.authorise(actor=identity.actor_of(request), act="clients.manage", agency_id=access.Whose.NO_AGENCY)
    return _subscription(request, client_id, subscription_id, STAFF)


def _subscription(request: HttpRequest, client_id: UUID, subscription_id: UUID, shell: Shell) -> HttpResponseBase:
    actor = identity.actor_of(request)
    found = api.get_subscription(client_id=client_id, subscription_id=subscription_id, actor=actor)
    context: dict[str, Any] = {
        "shell_template": shell.template,
        "shell_system": shell.system,
        "shell_subscription": shell.subscription,
        "client_id": client_id,
        "subscription": found,
    }
    if request.method == "POST":
        deed = request.POST.get("viec", "")
        if deed == "doi-khoa":
            made = api.rotate_secret(client_id=client_id, subscription_id=subscription_id, actor=actor)
            return render(request, "developer/secret.html", context | {"secret": made.secret})
        if deed == "xoa":
            api.remove_subscription(client_id=client_id, subscription_id=subscription_id, actor=actor)
            messages.success(request, gettext("Đã xóa đăng ký."))
            return redirect(shell.system, client_id)
        _act(request, deed, client_id, subscription_id, actor)
        return redirect(shell.subscription, client_id, subscription_id)
    state = next((one for one in DeliveryState if one.value == request.GET.get("xem", "")), None)
    page = _page(request, client_id, subscription_id, state, actor)
    context |= {"deliveries": page.items, "next_cursor": page.next_cursor, "state": state.value if state else ""}
    return render(request, "developer/subscription.html", context)


def _page(
    request: HttpRequest, client_id: UUID, subscription_id: UUID, state: DeliveryState | None, actor: Actor
) -> "rest.Page[Delivery]":
    """A cursor that is not one of this log shows its beginning."""
    asked = {"client_id": client_id, "subscription_id": subscription_id, "actor": actor}
    cursor = request.GET.get("cursor", "")
    try:
        return api.list_deliveries(**asked, state=state, cursor=cursor, limit=_LINES)  # type: ignore[arg-type]
    except WrongCursor:
        return api.list_deliveries(**asked, state=state, cursor="", limit=_LINES)  # type: ignore[arg-type]


def _act(request: HttpRequest, deed: str, client_id: UUID, subscription_id: UUID, actor: Actor) -> None:
    if deed == "goi-thu":
        outcome = api.ping(client_id=client_id, subscription_id=subscription_id, actor=actor)
        if outcome.is_done:
            told = gettext("Bên nhận đã nhận (mã %(status)s, %(ms)s ms).")
            messages.success(request, told % {"status": outcome.http_status, "ms": outcome.milliseconds})
        else:
            messages.warning(request, outcome.words)
    elif deed in ("dung", "mo"):
        is_paused = deed == "dung"
        api.pause_subscription(client_id=client_id, subscription_id=subscription_id, is_paused=is_paused, actor=actor)
        messages.success(request, gettext("Đã tạm dừng.") if is_paused else gettext("Đã mở lại."))
    elif deed == "gui-lai":
        made = api.replay_dead(client_id=client_id, subscription_id=subscription_id, actor=actor)
        messages.success(request, gettext("Sẽ gửi lại %(count)s sự kiện.") % {"count": made})
