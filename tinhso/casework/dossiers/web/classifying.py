"""The level of confidentiality of a dossier and of each of its papers, for the head who may set it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tinhso.casework.dossiers import api, confidentiality, queries
from tinhso.casework.dossiers.types import Dossier
from tinhso.casework.dossiers.web import words
from tinhso.casework.dossiers.web.duty import on_duty, version_of
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import Option
from tinhso.kernel.actor import Actor
from tinhso.kernel.errors import Conflict, Invalid


def may_classify(dossier: Dossier, actor: Actor) -> bool:
    """Whether the page offers it."""
    return any(
        access.can(actor=actor, act=confidentiality.ACT, agency_id=agency_id)
        for agency_id in (dossier.owner_agency_id, dossier.receiving_agency_id)
    )


def steps_nobody_sees(dossier_id: UUID, level: str) -> list[str]:
    """The open steps that no post of the agency may do any more, since none with their role sees the level."""
    if not level:
        return []
    return [
        item.step_title
        for item in queries.items_of(dossier_id)
        if item.consultation_id is None
        and not any(
            confidentiality.post_sees(level, post.id)
            for post in identity.list_posts(agency_id=item.agency_id, role=item.role)
        )
    ]


@on_duty
@require_http_methods(["GET", "POST"])
def classify(request: HttpRequest, dossier_id: UUID) -> HttpResponseBase:
    """One level for the dossier, one a component, always with a reason."""
    actor = identity.actor_of(request)
    dossier = queries.get_dossier(dossier_id, actor=actor, purpose="Đặt mức bảo mật")
    if not may_classify(dossier, actor):
        access.authorise(actor=actor, act=confidentiality.ACT, agency_id=dossier.owner_agency_id)
    titles = words.component_titles(dossier)
    chosen = {code: request.POST.get(f"muc-{code}", dossier.paper_levels.get(code, "")) for code in titles}
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            api.classify_dossier(
                dossier_id=dossier_id,
                level=request.POST.get("level", ""),
                papers=chosen,
                reason=request.POST.get("reason", "")[:200],
                version=version_of(request),
                actor=actor,
            )
        except (Invalid, Conflict) as refused:
            found = refused.by_box("reason")
            errors = {name if name in ("level", "reason") else f"muc-{name}": text for name, text in found.items()}
            status = 422 if isinstance(refused, Invalid) else 409
        else:
            messages.success(request, "Đã đặt mức bảo mật.")
            for step in steps_nobody_sees(dossier_id, request.POST.get("level", "")):
                messages.warning(
                    request,
                    f"Không vị trí nào ở bước “{step}” được xem mức này, nên hồ sơ dừng ở đó mà thời hạn vẫn tính: "
                    "đặt mức thấp hơn, hoặc đề nghị quản trị cho vị trí ấy quyền xem.",
                )
            return redirect("dossiers:work", dossier_id=dossier_id)
    options = [Option(value="", text="Không có")]
    options += [
        Option(value=one.code, text=one.title)
        for one in confidentiality.levels()
        if confidentiality.may_see(one.code, actor)
    ]
    context = {
        "dossier": dossier,
        "options": options,
        "level": request.POST.get("level", dossier.level),
        "rows": [(f"muc-{code}", title, chosen[code], errors.get(f"muc-{code}", "")) for code, title in titles.items()],
        "reason": request.POST.get("reason", ""),
        "errors": errors,
    }
    return render(request, "dossiers/desk/classify.html", context, status=status)
