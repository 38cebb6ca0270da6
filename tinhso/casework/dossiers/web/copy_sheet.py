"""What has still to be typed into the system of the sector: the fields in its order, and the mark that it is done."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tinhso.casework.dossiers import api, queries, sector_systems
from tinhso.casework.dossiers.web.duty import list_address, list_fields, list_query, on_duty
from tinhso.foundation.identity import api as identity
from tinhso.kernel.errors import Conflict, Invalid
from tinhso.services.sector_sync import api as sector_sync


@on_duty
@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, dossier_id: UUID) -> HttpResponseBase:
    """The sheet; numbers of people are whole on it, since they are typed from it, and the reading is logged as such."""
    actor = identity.actor_of(request)
    errors: dict[str, str] = {}
    status = 200
    query = list_query(request.GET if request.method == "GET" else request.POST)
    if request.method == "POST":
        try:
            api.mark_entered(dossier_id=dossier_id, reference=request.POST.get("reference", ""), actor=actor)
        except (Invalid, Conflict) as refused:
            errors, status = refused.by_box("reference"), refused.status
        else:
            messages.success(request, "Đã ghi: hồ sơ đã nhập vào phần mềm ngành.")
            return redirect(f"{reverse('dossiers:work', args=[dossier_id])}?{list_address(query)}")
    dossier = queries.get_dossier(dossier_id, actor=actor, purpose="Nhập vào phần mềm ngành, hiện đủ số định danh")
    found = sector_systems.sheet_of(dossier)
    if found is None:
        raise Http404
    mark = sector_systems.entered(dossier.id)
    context = {
        "dossier": dossier,
        "sheet": found,
        "whole": "\n".join(f"{label}\t{value}" for label, value in found.lines),
        "mark": mark,
        "marked_by": identity.person_names([mark.by_id]).get(mark.by_id, "") if mark and mark.by_id else "",
        "transfers": sector_sync.panel_of(dossier.id),
        "may_mark": mark is None and dossier.accepted_at is not None,
        "address": list_address(query),
        "list_fields": list_fields(query),
        "errors": errors,
        "typed": request.POST.get("reference", ""),
    }
    return render(request, "dossiers/desk/copy_sheet.html", context, status=status)
