"""C07 and the officers' sign-in; the way to the national identity and back."""

from allauth.account.views import LoginView
from allauth.socialaccount.adapter import get_adapter as social_adapter
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from tinhso.foundation.identity.types import NATIONAL
from tinhso.foundation.identity.web.linking import NEXT_KEY
from tinhso.foundation.identity.web.national import NationalFailed, NationalOidc, national_server, new_nonce

_AWAY, _AWAY_S = "identity.national_away", 20


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
    """Off to the national identity, with state, nonce and PKCE kept in the session; to the page of an outage where it is away.

    For seconds after it was found away nobody else waits for it.
    """
    if provider_id != NATIONAL or not national_server(request):
        raise Http404
    after = next_page(request)
    if cache.get(_AWAY):
        return redirect(_with_next("identity:outage", after))
    provider = social_adapter(request).get_provider(request, NATIONAL)
    # The way there asks the provider within the same limits as the way back.
    provider.oauth2_adapter_class = NationalOidc
    request.session[NEXT_KEY] = after
    wanted = {"nonce": new_nonce(request), "acr_values": settings.NATIONAL_IDENTITY_LEVEL}
    try:
        response: HttpResponseBase = provider.redirect(
            request, process="login", next_url=after or None, auth_params=wanted
        )
    except NationalFailed:
        cache.set(_AWAY, True, _AWAY_S)
        return redirect(_with_next("identity:outage", after))
    return response


@require_safe
def outage(request: HttpRequest) -> HttpResponse:
    """The national identity is away: what stays, what else can be done, and the way to try again."""
    after = next_page(request)
    context = {"national_url": _with_next("identity:national", after), "is_in": request.user.is_authenticated}
    answer = render(request, "identity/outage.html", context, status=503)
    answer["Retry-After"] = str(_AWAY_S)
    return answer


def national_return(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Back from the national identity with a code."""
    if provider_id != NATIONAL or not national_server(request):
        raise Http404
    try:
        response: HttpResponseBase = OAuth2CallbackView.adapter_view(NationalOidc(request))(request)
    except NationalFailed:
        # Found before the code could be exchanged, where nobody else catches it.
        return redirect("identity:outage")
    return response


def inactive(request: HttpRequest) -> HttpResponse:
    """A closed account; says no more than a wrong password would."""
    return render(request, "identity/inactive.html", status=403)
