"""The mapping screen: our codes beside the portal's, what nobody stands for, what changed and what is gone."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.kernel.errors import Invalid
from tinhso.services.national_portal import api, mapping, queries
from tinhso.services.national_portal.types import MAPPED, CatalogueKind

_SHOWN = 200


@require_GET
def catalogues(request: HttpRequest) -> HttpResponse:
    access.authorise(actor=identity.actor_of(request), act="national_portal.operate", agency_id=access.Whose.NO_AGENCY)
    return _page(request, _kind(request.GET.get("loai", "") or CatalogueKind.PROCEDURES.value))


def _kind(text: str) -> CatalogueKind:
    kind = next((one for one in MAPPED if one.value == text), None)
    if kind is None:
        raise Http404
    return kind


def _page(
    request: HttpRequest, kind: CatalogueKind, *, errors: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    lines = mapping.lines(kind)
    needs = [line for line in lines if not line.state.is_usable or line.title_differs]
    context = {
        "kind": kind,
        "kinds": [(one, reverse("national_portal:catalogues") + f"?loai={one.value}") for one in MAPPED],
        "pull": queries.last_pulls().get(kind),
        "needs": needs[:_SHOWN],
        "hidden": max(0, len(needs) - _SHOWN),
        "chosen": [line for line in lines if line not in needs and line.state.value == "chosen"][:_SHOWN],
        "same": sum(line.state.value == "same" and not line.title_differs for line in lines),
        "left": mapping.only_there(kind),
        "errors": errors or {},
        "typed": request.POST,
    }
    return render(request, "national_portal/catalogues.html", context, status=status)


@require_POST
def pull(request: HttpRequest) -> HttpResponse:
    """The lists that messages need, now."""
    reports = api.pull_catalogues_now(actor=identity.actor_of(request))
    for report in reports:
        if report.error:
            messages.error(request, f"{report.kind.words}: {report.error}")
    if not any(report.error for report in reports):
        messages.success(request, "Đã tải danh mục của Cổng.")
    return redirect("national_portal:catalogues")


@require_POST
def map_code(request: HttpRequest, kind: str) -> HttpResponse:
    """One code of ours, one of theirs."""
    actor = identity.actor_of(request)
    access.authorise(actor=actor, act="national_portal.operate", agency_id=access.Whose.NO_AGENCY)
    asked = _kind(kind)
    try:
        api.map_code(
            kind=asked,
            our_code=request.POST.get("ours", "")[:80],
            their_code=request.POST.get("theirs", ""),
            actor=actor,
        )
    except Invalid as refused:
        return _page(request, asked, errors=refused.by_box("ours"), status=422)
    messages.success(request, "Đã ghép mã; hồ sơ đang chờ được gửi tiếp.")
    return redirect(reverse("national_portal:catalogues") + f"?loai={asked.value}")
