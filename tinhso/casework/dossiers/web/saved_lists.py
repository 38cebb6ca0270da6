"""O20: lists under a name: keep the one shown, share it with colleagues, open with it, forget it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tinhso.casework.dossiers import worklists
from tinhso.casework.dossiers.web.duty import (
    COLUMNS,
    list_address,
    list_fields,
    list_query,
    on_duty,
    uuid_of,
)
from tinhso.casework.dossiers.web.worklist import LIST
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import SummaryRow
from tinhso.kernel.actor import Actor
from tinhso.kernel.errors import Invalid
from tinhso.services.saved_views import api as saved_views


@on_duty
@require_http_methods(["GET", "POST"])
def saved_lists(request: HttpRequest) -> HttpResponseBase:
    """The list one came from, with a name to give it; below, the lists that have one."""
    actor = identity.actor_of(request)
    query = list_query(request.GET if request.method == "GET" else request.POST)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            said = _change(request, list_address(query), actor)
        except Invalid as refused:
            errors = refused.by_box("title")
        else:
            messages.success(request, said)
            if "luu" in request.POST:
                return redirect(f"{reverse('dossiers:worklist')}?{list_address(query)}")
            return redirect(f"{reverse('dossiers:saved_lists')}?{list_address(query)}")
    context = {
        "facts": _facts(query),
        "list_fields": list_fields(query),
        "address": list_address(query),
        "views": saved_views.views_of(LIST, actor=actor),
        "errors": errors,
        "posted": request.POST,
    }
    return render(request, "dossiers/desk/saved_lists.html", context, status=422 if errors else 200)


def _change(request: HttpRequest, address: str, actor: Actor) -> str:
    """What was asked for, and what to say when it is done."""
    given = request.POST
    if "bo" in given and (view_id := uuid_of(given["bo"])):
        saved_views.drop_view(view_id=view_id, actor=actor)
        return "Đã bỏ danh sách."
    if "dau" in given:
        saved_views.choose_default(list_name=LIST, view_id=uuid_of(given["dau"]), actor=actor)
        return "Đã đổi danh sách mở đầu tiên."
    title = given.get("title", "")
    saved_views.keep_view(
        list_name=LIST,
        title=title,
        address=address,
        is_shared="shared" in given,
        is_default="first" in given,
        actor=actor,
    )
    return f"Đã lưu danh sách “{title.strip()}”."


def _facts(query: worklists.ListQuery) -> list[SummaryRow]:
    """What the address says, in words."""
    shown = [COLUMNS[name] for name in query.columns or COLUMNS]
    rows = [SummaryRow(key="Danh sách", value=worklists.VIEWS[query.view])]
    if query.text:
        rows.append(SummaryRow(key="Mã hoặc tên", value=query.text))
    if query.procedure:
        rows.append(SummaryRow(key="Thủ tục", value=query.procedure))
    rows.append(SummaryRow(key="Xếp theo", value=worklists.SORT_TITLES[query.sort]))
    rows.append(SummaryRow(key="Cột", value=", ".join(shown)))
    return rows
