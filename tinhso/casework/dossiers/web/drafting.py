"""O25: the draft of a result, in versions, beside the letter as it will be signed."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tinhso.casework.dossiers import api, queries, result_lines, signing_order
from tinhso.casework.dossiers.types import Decision
from tinhso.casework.dossiers.web.deciding import refusal_notice
from tinhso.casework.dossiers.web.documents import draft_words
from tinhso.casework.dossiers.web.duty import on_duty, version_of
from tinhso.engines.procedures import api as procedures
from tinhso.foundation.files import api as files
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import Option
from tinhso.kernel.errors import Conflict, Invalid

_DECISIONS = (
    Option(value=Decision.GRANTED.value, text="Giải quyết: cấp kết quả"),
    Option(value=Decision.REFUSED.value, text="Không giải quyết: văn bản từ chối, nêu lý do"),
)


@on_duty
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, dossier_id: UUID) -> HttpResponseBase:
    """Write, save a version, look at the letter; passing it on is a button of the workspace."""
    actor = identity.actor_of(request)
    dossier = queries.get_dossier(dossier_id, actor=actor, purpose="Dự thảo kết quả")
    drafts = queries.drafts_of(dossier.id)
    kept = drafts[0].fields if drafts else {}
    lines = result_lines.lines_of(dossier.procedure_version_id, dossier.answers, kept)
    errors: dict[str, str] = {}
    notice, status = None, 200
    if request.method == "POST":
        try:
            api.save_draft(
                dossier_id=dossier_id,
                decision=request.POST.get("decision", ""),
                fields={name: request.POST.get(name, "") for name in ("text", "reason")},
                refused_lines={one.key: request.POST.get(f"line-{one.key}", "") for one in lines},
                version=version_of(request),
                actor=actor,
            )
        except Invalid as refused:
            errors, status = refused.by_box("text"), 422
        except Conflict as refused:
            notice, status = refusal_notice(request, refused), 409
        else:
            messages.success(request, "Đã lưu một bản dự thảo.")
            return redirect("dossiers:draft", dossier_id=dossier_id)
    decision, fields = draft_words(drafts, queries.result_of(dossier.id))
    names = identity.person_names([one.drafted_by_id for one in drafts])
    titles = {option.value: option.text for option in _DECISIONS}
    context = {
        "dossier": dossier,
        "results": procedures.get_procedure_version(dossier.procedure_version_id).results,
        "decisions": _DECISIONS,
        "decision": request.POST.get("decision") or (decision.value if decision else Decision.GRANTED.value),
        "text": request.POST.get("text", fields.get("text", "")),
        "reason": request.POST.get("reason", fields.get("reason", "")),
        "versions": [(one, names.get(one.drafted_by_id, ""), titles[one.decision.value]) for one in drafts],
        "lines": [(one, request.POST.get(f"line-{one.key}", one.reason)) for one in lines],
        "refuses_lines": any(one.reason for one in lines) or bool(errors),
        "has_draft": bool(drafts) or decision is not None,
        "can_draw": files.can_draw_pages(),
        "order": signing_order.order_of(dossier.id),
        "notice": notice,
        "errors": errors,
    }
    return render(request, "dossiers/desk/draft.html", context, status=status)
