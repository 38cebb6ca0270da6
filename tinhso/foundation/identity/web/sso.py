"""Another system's users sign in here: authorisation code with PKCE (RFC 6749, RFC 7636, OpenID Connect Core 1.0).

allauth's provider does the work; here stands what the province adds: only registered systems, only to the address that
they registered, never without PKCE, refusals in words, and a way on from a form that browsers do not block.
"""

import json
from urllib.parse import urlsplit

from allauth.idp.oidc import views
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from tinhso.foundation.access import api as access
from tinhso.foundation.access.types import SecurityKind
from tinhso.foundation.identity import api
from tinhso.foundation.identity.types import SsoClient
from tinhso.foundation.identity.web.national import client_address
from tinhso.kernel.actor import Actor, anonymous_actor

_ONCE = ("client_id", "redirect_uri", "response_type", "scope", "state", "code_challenge", "code_challenge_method")


# allauth has no types: mypy cannot look into what this extends.
@method_decorator(csrf_exempt, name="dispatch")
class Authorization(views.AuthorizationView):  # type: ignore[misc]
    """Where a system sends its user; back goes a code that its server changes for tokens. Where the administrator chose so,
    the user is asked first (`docs/decisions/0020-sso-consent.md`)."""

    template_name = "identity/sso_consent.html"

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD"):
            # OpenID Connect Core 3.1.2.1 lets a system send a form, which allauth turns into an address; what comes from our
            # own page carries what was asked, signed.
            answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
            return self._answered(request, answer) if "request" in request.POST else answer
        client = api.sso_client_coded(request.GET.get("client_id", ""))
        if (words := _refusal(request, client)) or client is None:
            _log(request, SecurityKind.SIGN_IN_FAILED, "sso:refused")
            return render(request, "identity/sso_refused.html", {"words": words}, status=400)
        if request.GET.get("code_challenge_method") != "S256" or not request.GET.get("code_challenge"):
            return _back(request, client, _with_fault(request, "invalid_request", "PKCE with S256 is required"))
        if client.asks and "none" in request.GET.get("prompt", "").split():
            # OpenID Connect Core 3.1.2.6: a silent question never stands for the user's yes.
            return _back(request, client, _with_fault(request, "consent_required", "the user is asked each time"))
        answer = super().dispatch(request, *args, **kwargs)
        where = answer.headers.get("Location", "")
        if answer.status_code != 302 or where.startswith("/"):
            return answer
        if "code=" in urlsplit(where).query:
            _log(request, SecurityKind.SIGN_IN, f"sso:{client.code}")
        return _back(request, client, where)

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        return {**super().get_context_data(**kwargs), "scopes": self._scopes}

    def _answered(self, request: HttpRequest, answer: HttpResponseBase) -> HttpResponseBase:
        """What the user said goes to the system that asked, if it still may send people here."""
        asked = getattr(self, "_request_info", None)
        if asked is None:
            # Signed out meanwhile: to the sign-in form.
            return answer
        client = api.sso_client_coded(asked["client_id"])
        if client is None or asked["redirect_uri"] not in client.redirects:
            _log(request, SecurityKind.SIGN_IN_FAILED, "sso:refused")
            return render(request, "identity/sso_refused.html", {"words": _unknown()}, status=400)
        where = answer.headers.get("Location", "")
        if answer.status_code != 302:
            return answer
        agreed = "code=" in urlsplit(where).query
        _log(request, SecurityKind.SIGN_IN if agreed else SecurityKind.SIGN_IN_FAILED, f"sso:{client.code}")
        return render(request, "identity/sso_onward.html", {"client": client, "where": where, "agreed": agreed})


class Tokens(views.TokenView):  # type: ignore[misc]
    """A code for tokens, once: a code that is brought again ends what it opened (RFC 6749 4.1.2, 10.5)."""

    def post(self, request: HttpRequest) -> HttpResponseBase:
        code = request.POST.get("code", "")
        if request.POST.get("grant_type") != "authorization_code" or not code:
            answer: HttpResponseBase = super().post(request)
            return answer
        first = api.take_code(code)
        opened = False
        try:
            answer = super().post(request)
            opened = answer.status_code == 200
        finally:
            if first and not opened:
                api.leave_code(code)
        given = json.loads(answer.content) if isinstance(answer, HttpResponse) else {}
        if opened and first and api.keep_tokens(code, _values(given)):
            return answer
        # Only a registered system that proved itself ends anything: a stranger with somebody's code does not.
        if not opened and (first or given.get("error") != "invalid_grant"):
            return answer
        api.end_tokens(code, also=_values(given))
        _log(request, SecurityKind.SIGN_IN_FAILED, "sso:replayed")
        return JsonResponse({"error": "invalid_grant"}, status=400)


def _values(given: dict[str, str]) -> list[str]:
    return [given[name] for name in ("access_token", "refresh_token") if name in given]


def _unknown() -> str:
    return _("Hệ thống gửi bạn đến đây không có trong danh sách của tỉnh, hoặc đã bị thu hồi.")


def _refusal(request: HttpRequest, client: SsoClient | None) -> str:
    """Why nobody is sent on: whoever cannot be trusted gets neither the person nor an error back."""
    if any(len(request.GET.getlist(name)) > 1 for name in _ONCE):
        return _("Yêu cầu đăng nhập bị lặp thông tin.")
    if client is None:
        return _unknown()
    if request.GET.get("redirect_uri") not in client.redirects:
        return _("Địa chỉ trở về không phải địa chỉ mà hệ thống đó đã đăng ký với tỉnh.")
    return ""


def _with_fault(request: HttpRequest, error: str, words: str) -> str:
    """The registered address with the error (RFC 6749 4.1.2.1, RFC 7636 4.4.1)."""
    fault = {"error": error, "error_description": words}
    if state := request.GET.get("state"):
        fault["state"] = state
    where = request.GET["redirect_uri"]
    return f"{where}{'&' if urlsplit(where).query else '?'}{urlencode(fault)}"


def _back(request: HttpRequest, client: SsoClient, where: str) -> HttpResponseBase:
    """To the system that asked. Whoever comes from our sign-in form passes a page that goes on by itself: a browser blocks a
    form that is led to another site (CSP `form-action`), and then nobody arrives."""
    if _comes_from_here(request):
        return render(request, "identity/sso_onward.html", {"client": client, "where": where, "agreed": True})
    answer = HttpResponse(status=302)
    answer["Location"] = where
    return answer


def _comes_from_here(request: HttpRequest) -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return urlsplit(request.headers.get("Referer", "")).netloc == request.get_host()


def _log(request: HttpRequest, kind: SecurityKind, act: str) -> None:
    actor = getattr(request, "actor", None)
    access.record_security(
        actor=actor if isinstance(actor, Actor) else anonymous_actor(),
        kind=kind,
        act=act,
        path=request.path,
        address=client_address(request),
    )


@require_safe
def configuration(request: HttpRequest) -> JsonResponse:
    """What the provider offers (OpenID Connect Discovery 1.0): one flow, and nothing that no system was given."""

    def address(name: str) -> str:
        return request.build_absolute_uri(reverse(f"idp:oidc:{name}"))

    offered = {
        "issuer": request.build_absolute_uri("/").rstrip("/"),
        "authorization_endpoint": address("authorization"),
        "token_endpoint": address("token"),
        "userinfo_endpoint": address("userinfo"),
        "revocation_endpoint": address("revoke"),
        "jwks_uri": address("jwks"),
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code", "client_credentials"],
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": list(api.SSO_SCOPES),
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
    }
    return JsonResponse(offered, headers={"Access-Control-Allow-Origin": "*"})


# allauth looks its own addresses up by these names. What no registered system uses (devices, registration by itself, sign-out
# from outside) has no door.
_addresses: list[URLPattern | URLResolver] = [
    path(".well-known/openid-configuration", configuration, name="configuration"),
    path(".well-known/jwks.json", views.jwks, name="jwks"),
    path("identity/o/authorize", Authorization.as_view(), name="authorization"),
    path("identity/o/api/token", Tokens.as_view(), name="token"),
    path("identity/o/api/revoke", views.revoke, name="revoke"),
    path("identity/o/api/userinfo", views.user_info, name="userinfo"),
]
urlpatterns: list[URLPattern | URLResolver] = [path("", include(([path("", include((_addresses, "oidc")))], "idp")))]
