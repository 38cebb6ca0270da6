"""The register of people or of businesses beside what a dossier declares: asked by a press, never by opening a page."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from tinhso.casework.dossiers import queries, register_check, thing_check
from tinhso.casework.dossiers.web.duty import on_duty
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.kernel.errors import NotFound, TooMany
from tinhso.services.lookups.types import Outcome

# Why there is nothing to compare, in words; the dossier goes on in each case.
WHY = {
    None: "Người nộp chưa có số định danh hoặc mã số thuế để tra cứu.",
    Outcome.UNAVAILABLE: "Cơ sở dữ liệu chưa trả lời. Hồ sơ vẫn giải quyết được: kiểm tra bằng giấy tờ như thường lệ, thử lại sau.",
    Outcome.MISSING: "Cơ sở dữ liệu không có người hoặc tổ chức này, hoặc số không đi cùng họ tên. Kiểm tra lại số với giấy tờ gốc.",
    Outcome.NO_CONSENT: "Người nộp chưa đồng ý cho tra cứu với mục đích này.",
}
WHY_THING = {
    **WHY,
    Outcome.MISSING: "Cơ sở dữ liệu không có số này. Kiểm tra lại số với giấy tờ gốc.",
}


@on_duty
@require_http_methods(["GET", "POST"])
def check_thing(request: HttpRequest, dossier_id: UUID, purpose: str) -> HttpResponse:
    """Things that the dossier names: GET lists them, POST asks the register about one."""
    actor = identity.actor_of(request)
    dossier = queries.get_dossier(dossier_id, actor=actor, purpose="Tra cứu theo số khai trong hồ sơ")
    if not register_check.may_check(dossier, actor):
        access.authorise(actor=actor, act=register_check.ACT, agency_id=dossier.owner_agency_id)
    offered, numbers = thing_check.offer_of(dossier, purpose, actor=actor)
    context: dict[str, Any] = {"dossier": dossier, "purpose": offered, "numbers": numbers, "errors": {}}
    status = 200
    if request.method == "POST":
        try:
            found = thing_check.check(dossier, purpose, request.POST.get("so", ""), actor=actor)
        except TooMany as refused:
            context["errors"], status = {"": refused.message}, 422
        else:
            context |= {"found": found, "why": "" if found.facts else WHY_THING.get(found.outcome, "")}
    return render(request, "dossiers/desk/thing_check.html", context, status=status)


@on_duty
@require_http_methods(["GET", "POST"])
def check_register(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """GET says what is asked and that it is logged; POST asks."""
    actor = identity.actor_of(request)
    dossier = queries.get_dossier(dossier_id, actor=actor, purpose="Đối chiếu thông tin khai")
    if not register_check.may_check(dossier, actor):
        access.authorise(actor=actor, act=register_check.ACT, agency_id=dossier.owner_agency_id)
    context: dict[str, Any] = {"dossier": dossier, "errors": {}}
    status = 200
    if request.method == "POST":
        try:
            found = register_check.check(dossier, actor=actor)
        except (TooMany, NotFound) as refused:
            context["errors"], status = {"": refused.message}, 422
        else:
            context |= {"found": found, "why": "" if found.lines else WHY.get(found.outcome, WHY[Outcome.MISSING])}
    return render(request, "dossiers/desk/register_check.html", context, status=status)
