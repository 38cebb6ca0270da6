"""The register of officers' certificates: who holds which, what ends soon, ending one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.kernel.errors import DomainError
from tinhso.services.signatures import api

PAGE = 50


@require_http_methods(["GET", "POST"])
def certificates(request: HttpRequest) -> HttpResponseBase:
    """The register, a page at a time; what ends soon stands first."""
    actor = identity.actor_of(request)
    access.authorise(actor=actor, act="signatures.manage", agency_id=access.Whose.NO_AGENCY)
    error = ""
    if request.method == "POST":
        try:
            api.withdraw_certificate(
                fingerprint=request.POST.get("certificate", "")[:64],
                reason=request.POST.get("reason", ""),
                actor=actor,
            )
        except DomainError as refused:
            error = refused.message
        else:
            messages.success(request, "Đã thu hồi trong sổ: chứng thư này không ký được nữa.")
            return redirect("signatures:certificates")
    found = api.register(limit=PAGE + 1, after=request.GET.get("sau", "")[:64])
    soon = api.ending()
    names = identity.person_names([one.person_id for one in (*found, *soon)])
    context = {
        "rows": [(one, names.get(one.person_id, "")) for one in found[:PAGE]],
        "soon": [(one, names.get(one.person_id, "")) for one in soon],
        "next_url": f"?sau={found[PAGE - 1].fingerprint}" if len(found) > PAGE else "",
        "archive": api.archive_state(),
        "error": error,
        "errors": {"reason": error} if error else {},
    }
    return render(request, "signatures/certificates.html", context, status=422 if error else 200)
