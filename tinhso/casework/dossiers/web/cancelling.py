"""A wrong acceptance: an officer asks, the head decides with the whole story on one page."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tinhso.casework.dossiers import api, queries
from tinhso.casework.dossiers.errors import NoDossier
from tinhso.casework.dossiers.web.duty import on_duty, version_of
from tinhso.engines.deadlines import api as deadlines
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.kernel.errors import Conflict, Invalid


@on_duty
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, dossier_id: UUID) -> HttpResponseBase:
    """Ask the head to cancel a wrong acceptance; nothing changes before the answer."""
    actor = identity.actor_of(request)
    dossier = queries.get_dossier(dossier_id, actor=actor, purpose="Đề nghị hủy tiếp nhận")
    access.authorise(actor=actor, act="dossiers.accept", agency_id=dossier.receiving_agency_id)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            api.request_cancellation(
                dossier_id=dossier_id,
                reason=request.POST.get("reason", "")[:1000],
                version=version_of(request),
                actor=actor,
            )
        except Invalid as refused:
            errors, status = refused.by_box("reason"), 422
        except Conflict as refused:
            errors, status = {"reason": refused.message}, 409
        else:
            messages.success(request, "Đã gửi đề nghị hủy tiếp nhận đến người đứng đầu bộ phận một cửa.")
            return redirect("dossiers:work", dossier_id=dossier_id)
    context = {
        "dossier": dossier,
        "due": deadlines.in_words(dossier.due_at) if dossier.due_at else "",
        "errors": errors,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "dossiers/cancel_acceptance.html", context, status=status)


@on_duty
@require_http_methods(["GET", "POST"])
def approve(request: HttpRequest, dossier_id: UUID) -> HttpResponseBase:
    """Who asks, why, what will happen; approving opens the replacement dossier."""
    actor = identity.actor_of(request)
    dossier = queries.get_dossier(dossier_id, actor=actor, purpose="Duyệt hủy tiếp nhận")
    access.authorise(actor=actor, act="dossiers.approve_cancellation", agency_id=dossier.receiving_agency_id)
    wanted = queries.cancellation_of(dossier_id)
    if wanted is None:
        raise NoDossier
    error, status = "", 200
    if request.method == "POST":
        try:
            filed = api.approve_cancellation(dossier_id=dossier_id, version=version_of(request), actor=actor)
        except Conflict as refused:
            error, status = refused.message, 409
        else:
            messages.success(request, f"Đã hủy việc tiếp nhận; hồ sơ thay thế là {filed.code}.")
            return redirect("dossiers:work", dossier_id=filed.id)
    names = identity.person_names([wanted.requested_by_id])
    context = {
        "dossier": dossier,
        "wanted": wanted,
        "asked_by": names.get(wanted.requested_by_id, ""),
        "is_own": wanted.requested_by_id == actor.person_id,
        "errors": {"version": error} if error else {},
    }
    return render(request, "dossiers/desk/approve_cancellation.html", context, status=status)
