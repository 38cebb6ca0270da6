"""The operator's page of connectors: how each stands, what did not go and why, where a partner says otherwise."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tinhso.engines.connectors import api as connectors
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui import api as ui
from tinhso.foundation.ui.types import FilterField, Option
from tinhso.kernel.errors import Conflict, Invalid
from tinhso.services.sector_sync import api, queries
from tinhso.services.sector_sync.types import TransferState

PAGE = 50
_LAST_PAGE = 2000
_OPERATE = "sector_sync.operate"


@require_GET
def transfers(request: HttpRequest) -> HttpResponse:
    """Latest first; filtered by state and partner."""
    access.authorise(actor=identity.actor_of(request), act=_OPERATE, agency_id=access.Whose.NO_AGENCY)
    return render(request, "sector_sync/transfers.html", _page(request))


@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Call every partner once, changing nothing there, and say what to do."""
    actor = identity.actor_of(request)
    access.authorise(actor=actor, act=_OPERATE, agency_id=access.Whose.NO_AGENCY)
    partners = connectors.list_connectors()
    reports = api.check_all()
    access.record_writes(
        (actor, "sector_sync.check", ("connector", one.version_id), {}) for one in partners if one.version_id
    )
    return render(request, "sector_sync/transfers.html", {**_page(request), "reports": reports})


def _page(request: HttpRequest) -> dict[str, object]:
    state = next((one for one in TransferState if one.value == request.GET.get("trang-thai")), None)
    partners = connectors.list_connectors()
    partner = next((one.code for one in partners if one.code == request.GET.get("he-thong")), "")
    page = ui.page_number(request.GET.get("trang", ""), last=_LAST_PAGE)
    rows, more = queries.page(state=state, connector=partner, page=page, size=PAGE)
    chosen = f"&trang-thai={state.value}" if state else ""
    chosen += f"&he-thong={partner}" if partner else ""
    counts = queries.counts()
    return {
        "is_on": api.is_on(),
        "partners": [(one, sorted(counts.get(one.code, {}).items(), key=lambda line: line[0].value)) for one in partners],
        "rows": rows,
        "fields": [
            FilterField(
                name="trang-thai", label="Trạng thái", value=state.value if state else "", kind="select",
                options=tuple(Option(value=one.value, text=one.words) for one in TransferState),
            ),
            FilterField(
                name="he-thong", label="Hệ thống", value=partner, kind="select",
                options=tuple(Option(value=one.code, text=one.title) for one in partners if one.pushes),
            ),
        ],
        "newer": f"?trang={page - 1}{chosen}" if page > 1 else "",
        "older": f"?trang={page + 1}{chosen}" if more and page < _LAST_PAGE else "",
    }  # fmt: skip


@require_POST
def send_again(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    """Back to where the officer came from: the operator's page, or the dossier."""
    actor = identity.actor_of(request)
    try:
        subject_id = api.send_again(transfer_id=transfer_id, actor=actor)
    except Conflict as refused:
        messages.error(request, refused.message)
        return redirect("sector_sync:transfers" if api.may_operate(actor) else "/can-bo/")
    messages.success(request, "Sẽ chuyển lại trong ít phút; bên ngành được hỏi trước nên không bị trùng.")
    if request.POST.get("ve") == "ho-so":
        return redirect(ui.door_url("dossier.work", subject_id) or "sector_sync:transfers")
    return redirect("sector_sync:transfers")


@require_http_methods(["GET", "POST"])
def skip(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    """A reason, then it never goes by itself."""
    actor = identity.actor_of(request)
    access.authorise(actor=actor, act=_OPERATE, agency_id=access.Whose.NO_AGENCY)
    transfer = queries.one(transfer_id)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            api.skip(transfer_id=transfer_id, reason=request.POST.get("reason", ""), actor=actor)
        except Invalid as refused:
            errors = refused.by_box("reason")
        except Conflict as refused:
            messages.error(request, refused.message)
            return redirect("sector_sync:transfers")
        else:
            messages.success(request, "Đã bỏ qua; cán bộ thụ lý nhập tay theo phiếu sao chép.")
            return redirect("sector_sync:transfers")
    context = {
        "transfer": transfer, "errors": errors, "reason": request.POST.get("reason", ""),
        "back": reverse("sector_sync:transfers"),
    }  # fmt: skip
    return render(request, "sector_sync/skip.html", context, status=422 if errors else 200)
