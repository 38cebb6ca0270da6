"""C39 and its sibling for officers: what a person was told."""

from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui import api as ui
from tinhso.services.notifications import api, queries
from tinhso.services.notifications.web.shells import CITIZEN, OFFICER, Shell, officers_only

_LAST_PAGE = 200


@require_http_methods(["GET", "POST"])
def inbox(request: HttpRequest) -> HttpResponseBase:
    """Newest first; a button marks everything as read."""
    return _inbox(request, CITIZEN)


@officers_only
@require_http_methods(["GET", "POST"])
def officer_inbox(request: HttpRequest) -> HttpResponseBase:
    """The same among the officers' pages."""
    return _inbox(request, OFFICER)


def _inbox(request: HttpRequest, shell: Shell) -> HttpResponseBase:
    actor = identity.actor_of(request)
    if actor.person_id is None:
        return redirect_to_login(request.get_full_path())
    if request.method == "POST":
        api.mark_all_read(actor=actor)
        return redirect(shell.inbox)
    page = ui.page_number(request.GET.get("trang", ""), last=_LAST_PAGE)
    notices, has_more = queries.inbox(actor.person_id, language=get_language() or "vi", page=page)
    context = {
        "shell_template": shell.template,
        "ways": shell.ways,
        "is_officer": shell is OFFICER,
        "notices": notices,
        "unread": queries.unread_count(actor.person_id),
        "newer": f"?trang={page - 1}" if page > 1 else "",
        "older": f"?trang={page + 1}" if has_more and page < _LAST_PAGE else "",
    }
    return render(request, "notifications/inbox.html", context)


@require_GET
def follow(request: HttpRequest, notice_id: UUID) -> HttpResponseBase:
    """Read one: on to the page that it is about."""
    actor = identity.actor_of(request)
    if actor.person_id is None:
        return redirect_to_login(request.get_full_path())
    return redirect(api.open_notice(notice_id=notice_id, actor=actor) or "notifications:inbox")
