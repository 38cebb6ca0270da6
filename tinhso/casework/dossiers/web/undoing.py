"""Take back the last act: the panel of the workspace says until when, or in words why it cannot be."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from tinhso.casework.dossiers import api, queries
from tinhso.casework.dossiers.web.deciding import refusal_notice
from tinhso.casework.dossiers.web.duty import on_duty, uuid_of, version_of
from tinhso.casework.dossiers.web.workspace import show
from tinhso.foundation.identity import api as identity
from tinhso.kernel.errors import Conflict, Invalid


@on_duty
@require_POST
def undo(request: HttpRequest, dossier_id: UUID) -> HttpResponseBase:
    """One act, named by its task, with a reason; a refusal shows the dossier as it is now."""
    actor = identity.actor_of(request)
    queries.get_dossier(dossier_id, actor=actor, purpose="Hoàn tác")
    try:
        api.undo_act(
            dossier_id=dossier_id,
            task_id=uuid_of(request.POST.get("task")) or dossier_id,
            reason=request.POST.get("undo_reason", "")[:200],
            version=version_of(request),
            actor=actor,
        )
    except Invalid as refused:
        return show(request, dossier_id, errors=refused.by_box("undo_reason"), status=422)
    except Conflict as refused:
        return show(request, dossier_id, notice=refusal_notice(request, refused), status=409)
    messages.success(request, "Đã hoàn tác: hồ sơ trở lại bước trước, việc này được ghi vào diễn biến.")
    return redirect("dossiers:work", dossier_id=dossier_id)
