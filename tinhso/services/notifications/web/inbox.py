"""C39: what a person was told, and which messages they get besides."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_http_methods

from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import Option
from tinhso.services.notifications import api, queries
from tinhso.services.notifications.types import Channel, Preferences

_LAST_PAGE = 200


@require_http_methods(["GET", "POST"])
def inbox(request: HttpRequest) -> HttpResponseBase:
    """Newest first; a button marks everything as read."""
    actor = identity.actor_of(request)
    if actor.person_id is None:
        return redirect_to_login(request.get_full_path())
    if request.method == "POST":
        api.mark_all_read(actor=actor)
        return redirect("notifications:inbox")
    page = _page(request.GET.get("trang", ""))
    notices, has_more = queries.inbox(actor.person_id, language=get_language() or "vi", page=page)
    context = {
        "notices": notices,
        "unread": queries.unread_count(actor.person_id),
        "newer": f"?trang={page - 1}" if page > 1 else "",
        "older": f"?trang={page + 1}" if has_more and page < _LAST_PAGE else "",
    }
    return render(request, "notifications/inbox.html", context)


def _page(asked: str) -> int:
    return min(int(asked), _LAST_PAGE) if asked.isascii() and asked.isdigit() and int(asked) > 0 else 1


@require_GET
def follow(request: HttpRequest, notice_id: UUID) -> HttpResponseBase:
    """Read one: on to the page that it is about."""
    actor = identity.actor_of(request)
    if actor.person_id is None:
        return redirect_to_login(request.get_full_path())
    return redirect(api.open_notice(notice_id=notice_id, actor=actor) or "notifications:inbox")


@require_http_methods(["GET", "POST"])
def ways(request: HttpRequest) -> HttpResponseBase:
    """Which messages the person wants; the inbox has everything in any case."""
    actor = identity.actor_of(request)
    if actor.person_id is None:
        return redirect_to_login(request.get_full_path())
    if request.method == "POST":
        wanted = request.POST.getlist("ways")
        api.choose(wants=Preferences(email="email" in wanted, sms="sms" in wanted), actor=actor)
        messages.success(request, gettext("Đã lưu cách nhận thông báo."))
        return redirect("notifications:ways")
    wants = queries.preferences_of(actor.person_id)
    context = {
        "options": [
            Option(value=Channel.EMAIL.value, text=gettext("Thư điện tử")),
            Option(
                value=Channel.SMS.value, text=gettext("Tin nhắn SMS"), hint=gettext("Không dấu, không có liên kết.")
            ),
        ],
        "chosen": [one for one in ("email", "sms") if getattr(wants, one)],
    }
    return render(request, "notifications/ways.html", context)
