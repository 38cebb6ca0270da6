"""Which keys lead where, read from what the pages themselves declare; single keys are switched off and on here."""

from itertools import groupby

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui import api as ui
from tinhso.kernel.errors import Denied


@login_required
@require_http_methods(["GET", "POST"])
def shortcuts(request: HttpRequest) -> HttpResponseBase:
    """Every shortcut of the officers' pages by page; the choice holds for the account, at whatever machine."""
    actor = identity.actor_of(request)
    if not actor.is_officer:
        raise Denied("Trang này dành cho cán bộ đang làm việc ở một vị trí.")
    if request.method == "POST":
        on = request.POST.get("phim") == "bat"
        identity.use_single_keys(on=on, actor=actor)
        messages.success(
            request, "Đã bật phím tắt một phím." if on else "Đã tắt phím tắt một phím ở tài khoản của bạn."
        )
        return redirect("staff:shortcuts")
    pages = [(page, list(keys)) for page, keys in groupby(ui.shortcuts_by_page(), key=lambda one: one.page)]
    context = {"pages": pages, "on": ui.wants_single_keys(request)}
    return render(request, "staff/shortcuts.html", context)
