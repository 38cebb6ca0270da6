"""A stand-in for the national identity: a small OpenID provider of demo people, on this very server, in a demo only.

Authorisation code with PKCE (S256 required), RS256 id_token, userinfo with the portal's claims. It shares nothing
with the platform but its table of demo people, so the client side runs as it would against the real one.
"""

import base64
import hashlib
import json
import os
import secrets
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tinhso.foundation.identity import queries

_CODE_S, _TOKEN_S = 120, 300
# What a demo person may let the stand-in do wrong in one sign-in.
FAULTS = {
    "down": "Máy chủ định danh không trả lời",
    "html": "Trả trang web thay vì thẻ truy cập",
    "late_html": "Trả trang web thay vì thông tin người dùng",
    "nonce": "Thẻ của lần đăng nhập khác (nonce)",
    "issuer": "Thẻ của nơi cấp khác",
    "audience": "Thẻ cho ứng dụng khác",
    "expired": "Thẻ đã hết hạn",
    "clocks": "Giờ máy chủ định danh chạy nhanh",
    "other_person": "Thông tin của người khác",
    "other_key": "TechID đã đổi",
}
View = Callable[[HttpRequest], HttpResponse]


def _demo_only(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request)

    return guarded


def _issuer(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("demo_identity:root")).rstrip("/")


def _key() -> rsa.RSAPrivateKey:
    """The signing key, made at first use beside the other keys."""
    path = Path(settings.KEYS_DIR) / "demo-identity.pem"
    if not path.exists():
        made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        pem = made.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        staged = path.with_suffix(f".{os.getpid()}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(pem)
        staged.replace(path)
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key


def _kid(key: rsa.RSAPrivateKey) -> str:
    return hashlib.sha256(str(key.public_key().public_numbers().n).encode()).hexdigest()[:16]


@_demo_only
@require_GET
def root(request: HttpRequest) -> HttpResponse:
    """Says what this is."""
    return render(request, "identity/demo_about.html")


@_demo_only
@require_GET
def configuration(request: HttpRequest) -> HttpResponse:
    """OpenID discovery."""
    issuer = _issuer(request)
    return JsonResponse(
        {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/oauth2/authorize",
            "token_endpoint": f"{issuer}/oauth2/token",
            "userinfo_endpoint": f"{issuer}/oauth2/userinfo",
            "jwks_uri": f"{issuer}/oauth2/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
            "acr_values_supported": ["LoA1", "LoA2"],
        }
    )


@_demo_only
@require_GET
def jwks(request: HttpRequest) -> HttpResponse:
    """The public key."""
    key = _key()
    shown: dict[str, Any] = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
    return JsonResponse({"keys": [{**shown, "kid": _kid(key), "use": "sig", "alg": "RS256"}]})


def _asked(request: HttpRequest) -> dict[str, str] | None:
    """The authorisation request, when it is one this provider answers."""
    names = ("client_id", "redirect_uri", "state", "code_challenge", "nonce")
    asked = {name: request.GET.get(name, "") for name in names}
    back = urlsplit(asked["redirect_uri"])
    right = (
        request.GET.get("response_type") == "code"
        and asked["client_id"] == settings.NATIONAL_IDENTITY_CLIENT
        and request.GET.get("code_challenge_method") == "S256"
        and len(asked["code_challenge"]) == 43
        and back.netloc == request.get_host()
        and back.path == reverse("openid_connect_callback", kwargs={"provider_id": "quoc-gia"})
    )
    return asked if right else None


@_demo_only
@require_http_methods(["GET", "POST"])
def authorize(request: HttpRequest) -> HttpResponse:
    """Choose a demo person; a real provider would ask for their face and phone here."""
    asked = _asked(request)
    if asked is None:
        return render(request, "identity/demo_refused.html", status=400)
    if request.method == "POST":
        if "refuse" in request.POST:
            return _back(asked, {"error": "access_denied"})
        chosen = queries.demo_identity(request.POST.get("who", ""))
        if chosen is not None:
            code = secrets.token_urlsafe(24)
            fault = request.POST.get("fault", "")
            kept = {**asked, "who": bytes(chosen.subject_index).hex(), "fault": fault if fault in FAULTS else ""}
            cache.set(f"demo-identity.code.{code}", kept, _CODE_S)
            return _back(asked, {"code": code})
    people = [{"value": bytes(one.subject_index).hex(), "text": one.label} for one in queries.demo_identities()]
    errors = {"who": "Chọn một người."} if request.method == "POST" else {}
    faults = [{"value": code, "text": words} for code, words in FAULTS.items()]
    context = {"people": people, "errors": errors, "faults": faults}
    return render(request, "identity/demo_choose.html", context, status=422 if errors else 200)


def _back(asked: dict[str, str], answer: dict[str, str]) -> HttpResponse:
    return HttpResponseRedirect(f"{asked['redirect_uri']}?{urlencode({**answer, 'state': asked['state']})}")


def _refuse(error: str, status: int = 400) -> HttpResponse:
    return JsonResponse({"error": error}, status=status)


@_demo_only
@csrf_exempt
@require_POST
def token(request: HttpRequest) -> HttpResponse:
    """A code is taken once, with the client's secret and the PKCE verifier."""
    sent = request.POST
    known_client = secrets.compare_digest(sent.get("client_secret", ""), settings.NATIONAL_IDENTITY_SECRET)
    if sent.get("client_id") != settings.NATIONAL_IDENTITY_CLIENT or not known_client:
        return _refuse("invalid_client", 401)
    name = f"demo-identity.code.{sent.get('code', '')}"
    kept = cache.get(name)
    if kept is None or not cache.delete(name) or sent.get("redirect_uri") != kept["redirect_uri"]:
        return _refuse("invalid_grant")
    digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
    if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != kept["code_challenge"]:
        return _refuse("invalid_grant")
    fault = kept["fault"]
    if fault in ("down", "html"):
        return _misbehave(fault)
    key, at, access_token = _key(), int(time.time()), secrets.token_urlsafe(32)
    claims = {
        "iss": _issuer(request),
        "sub": kept["who"],
        "aud": kept["client_id"],
        "iat": at,
        "exp": at + _TOKEN_S,
        "acr": "LoA2",
    }
    if kept["nonce"]:
        claims["nonce"] = kept["nonce"]
    claims |= _wrong_claims(fault, at)
    cache.set(f"demo-identity.token.{access_token}", {"who": kept["who"], "fault": fault}, _TOKEN_S)
    id_token = jwt.encode(claims, key, algorithm="RS256", headers={"kid": _kid(key)})
    return JsonResponse(
        {"access_token": access_token, "token_type": "Bearer", "expires_in": _TOKEN_S, "id_token": id_token}
    )


def _misbehave(fault: str) -> HttpResponse:
    """Away, or a page of HTML with 200."""
    if fault == "html":
        return HttpResponse("<h1>Bảo trì hệ thống</h1>")
    return HttpResponse("down", status=503, content_type="text/plain")


def _wrong_claims(fault: str, at: int) -> dict[str, Any]:
    """What a provider gets wrong in its id_token."""
    wrong: dict[str, dict[str, Any]] = {
        "nonce": {"nonce": secrets.token_urlsafe(16)},
        "issuer": {"iss": "https://noi-khac.example"},
        "audience": {"aud": "ung-dung-khac"},
        "expired": {"iat": at - 2 * _TOKEN_S, "exp": at - _TOKEN_S},
        "clocks": {"iat": at + _TOKEN_S, "exp": at + 2 * _TOKEN_S},
    }
    return wrong.get(fault, {})


@_demo_only
@csrf_exempt
@require_http_methods(["GET", "POST"])
def userinfo(request: HttpRequest) -> HttpResponse:
    """The claims of the person whose token this is."""
    kind, _, value = request.headers.get("Authorization", "").partition(" ")
    known = cache.get(f"demo-identity.token.{value}") if kind == "Bearer" else None
    person = None if known is None else queries.demo_identity(known["who"])
    if known is None or person is None:
        return _refuse("invalid_token", 401)
    told = {**person.claims, "sub": known["who"]}
    match known["fault"]:
        case "late_html":
            return _misbehave("html")
        case "other_person":
            told["sub"] = secrets.token_hex(16)
        case "other_key":
            # The same person under a key that is not the one of before, as after a new enrolment.
            told["TechID"] = secrets.token_hex(16)
    return JsonResponse(told)
