"""The language switch, and the gallery where every component is seen alive."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from tinhso.foundation.ui.web import samples

YEAR = 365 * 24 * 3600


@require_safe
def language(request: HttpRequest, code: str) -> HttpResponse:
    """Remembers the reader's language and goes back to the page they were on (this site only)."""
    if code not in dict(settings.LANGUAGES):
        raise Http404
    target = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        target = "/"
    response = HttpResponseRedirect(target)
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, code, max_age=YEAR, samesite="Lax")
    return response


def _only_in_demo() -> None:
    if not (settings.DEBUG or getattr(settings, "DEMO", False)):
        raise Http404


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component as citizens see it; ``?loi=1`` shows the fields in error."""
    _only_in_demo()
    context = samples.context(with_errors="loi" in request.GET)
    return render(request, "ui/gallery/citizen.html", context, status=422 if context["errors"] else 200)


@require_safe
def officer_gallery(request: HttpRequest) -> HttpResponse:
    """The components officers see, at their density."""
    _only_in_demo()
    return render(request, "ui/gallery/officer.html", samples.context(with_errors=False))
