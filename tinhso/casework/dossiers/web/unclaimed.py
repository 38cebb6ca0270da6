"""Results that wait at the desk by age; put away to the archive when the rule says so."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tinhso.casework.dossiers import api, queries
from tinhso.casework.dossiers import unclaimed as results
from tinhso.casework.dossiers.errors import NoDossier
from tinhso.casework.dossiers.web.duty import on_duty, uuid_of
from tinhso.foundation.identity import api as identity
from tinhso.kernel.errors import Conflict, Invalid


@on_duty
@require_http_methods(["GET", "POST"])
def waiting(request: HttpRequest) -> HttpResponseBase:
    """Oldest first; `luu` = what went to the archive already."""
    actor = identity.actor_of(request)
    archived = request.GET.get("loc") == "luu"
    after_text = request.GET.get("sau", "")
    after = int(after_text) if after_text.isascii() and after_text.isdigit() and len(after_text) < 7 else 0
    lines, more = results.of_desk(actor=actor, archived=archived, after=after)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        dossier_id = uuid_of(request.POST.get("ho-so"))
        if dossier_id is None:
            raise NoDossier
        try:
            _archive(request, dossier_id)
        except (Invalid, Conflict) as refused:
            errors = {f"where-{dossier_id}": text for text in refused.by_box("where").values()}
            status = refused.status
        else:
            messages.success(request, "Đã ghi nhận nộp lưu trữ.")
            return redirect("dossiers:unclaimed")
    context = {
        "lines": [(one, f"where-{one.dossier_id}", errors.get(f"where-{one.dossier_id}", "")) for one in lines],
        "archived": archived,
        "rule": results.rule_today(),
        "next_url": f"?loc={'luu' if archived else ''}&sau={after + results.PAGE}" if more else "",
        "typed": request.POST.get("where", ""),
        "errors": errors,
    }
    return render(request, "dossiers/desk/unclaimed.html", context, status=status)


def _archive(request: HttpRequest, dossier_id: UUID) -> None:
    actor = identity.actor_of(request)
    dossier = queries.get_dossier(dossier_id, actor=actor, purpose="Nộp lưu trữ kết quả không có người nhận")
    where = request.POST.get("where", "")
    api.archive_unclaimed(dossier_id=dossier_id, where=where, version=dossier.version, actor=actor)
