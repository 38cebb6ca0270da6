"""C07 and the officers' sign-in; the way to the national identity and back."""

from allauth.account.views import LoginView
from allauth.socialaccount.adapter import get_adapter as social_adapter
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe
from requests import RequestException

from tinhso.foundation.identity.web.national import NATIONAL, NationalOidc, national_server
from tinhso.kernel.errors import Unavailable


def next_page(request: HttpRequest) -> str:
    """Where to go afterwards: an address of this site, or nothing."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else ""


def _page(request: HttpRequest, template: str, extra: dict[str, object]) -> HttpResponseBase:
    after = next_page(request)
    context = {"next": after, "national_url": _with_next("identity:national", after), **extra}
    view = LoginView.as_view(template_name=template, extra_context=context)
    response: HttpResponseBase = view(request)
    if request.method == "POST" and response.status_code == 200:
        response.status_code = 422
    return response


def _with_next(name: str, after: str) -> str:
    return reverse(name) + (f"?{urlencode({'next': after})}" if after else "")


@sensitive_post_parameters("password")
def citizen(request: HttpRequest) -> HttpResponseBase:
    """C07: the national identity first; what is fetched is said in plain words; a password only in a demo."""
    after = next_page(request)
    if after.startswith("/can-bo/") and request.method == "GET":
        return staff(request)
    extra: dict[str, object] = {
        "has_national": bool(national_server(request)),
        "demo": settings.DEMO,
        "national_failed": request.GET.get("loi") == "dinh-danh",
        "staff_url": _with_next("identity:staff_sign_in", after),
    }
    return _page(request, "identity/sign_in.html", extra)


@sensitive_post_parameters("password")
def staff(request: HttpRequest) -> HttpResponseBase:
    """Officers: login name and password, then the second factor; or a passkey at once."""
    return _page(request, "identity/staff_sign_in.html", {"staff": True})


@require_safe
def national(request: HttpRequest, provider_id: str = NATIONAL) -> HttpResponseBase:
    """Off to the national identity, with state and PKCE kept in the session. Raises Unavailable when it cannot be reached."""
    if provider_id != NATIONAL or not national_server(request):
        raise Http404
    provider = social_adapter(request).get_provider(request, NATIONAL)
    after = next_page(request)
    try:
        response: HttpResponseBase = provider.redirect(request, process="login", next_url=after or None)
    except RequestException as lost:
        raise Unavailable("Chưa kết nối được với định danh điện tử quốc gia. Hãy thử lại sau ít phút.") from lost
    return response


def national_return(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Back from the national identity with a code."""
    if provider_id != NATIONAL or not national_server(request):
        raise Http404
    response: HttpResponseBase = OAuth2CallbackView.adapter_view(NationalOidc(request))(request)
    return response


def inactive(request: HttpRequest) -> HttpResponse:
    """A closed account; says no more than a wrong password would."""
    return render(request, "identity/inactive.html", status=403)
