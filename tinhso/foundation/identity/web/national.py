"""The client side of the national identity: code flow with PKCE and nonce; claims become an account and are dropped.

Every call is bounded. A fault has a reason: the person meets a plain page, the log tells the operator what to do.
"""

import json
import logging
import secrets
from collections.abc import Mapping
from typing import Any, NoReturn
from urllib.parse import urlencode

import jwt
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.base import ProviderException
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib.auth import logout
from django.core.cache import cache
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from tinhso.foundation.identity import api
from tinhso.foundation.identity.types import NATIONAL, NationalFault, PendingLink
from tinhso.foundation.identity.web.linking import keep_pending
from tinhso.kernel import http
from tinhso.kernel.actor import system_actor

LEVEL_SESSION_KEY = "identity.level"
# A person may have several tabs on their way.
_NONCES_KEY, _NONCES = "identity.nonces", 5
_CONFIGURATION_S = 600
# How far the clocks may be apart before nobody can be believed.
_LEEWAY_S = 60
_ALGORITHMS = ["RS256", "ES256"]
_ENDPOINTS = ("issuer", "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
log = logging.getLogger("tinhso.identity")


class NationalFailed(ProviderException):  # type: ignore[misc]
    """A sign-in that the national identity did not bring to its end; `fault` is why."""

    def __init__(self, fault: NationalFault) -> None:
        super().__init__(fault.value)
        self.fault = fault
        log.warning("Định danh quốc gia: %s", fault.words)


class NationalOidc(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """The code flow with PKCE against the national identity; the claims become an account here and are then dropped."""

    def __init__(self, request: HttpRequest, provider_id: str = NATIONAL) -> None:
        super().__init__(request, provider_id)

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider says of itself, kept for minutes: its outage must not show at each page."""
        server = str(self.get_provider().server_url)
        known: dict[str, Any] | None = cache.get(f"identity.configuration:{server}")
        if known is None:
            said = _asked("GET", server)
            if not all(isinstance(said.get(name), str) and said[name] for name in _ENDPOINTS):
                raise NationalFailed(NationalFault.NONSENSE)
            known = {name: said[name] for name in _ENDPOINTS}
            cache.set(f"identity.configuration:{server}", known, _CONFIGURATION_S)
        return known

    def get_access_token_data(
        self, request: HttpRequest, app: Any, client: Any, pkce_code_verifier: str | None = None
    ) -> dict[str, Any]:
        """Exchange the code, within limits."""
        sent = {
            "grant_type": "authorization_code",
            "code": request.GET.get("code", ""),
            "redirect_uri": self.get_callback_url(request, app),
            "client_id": app.client_id,
            "client_secret": app.secret,
            "code_verifier": pkce_code_verifier or "",
        }
        headers = {"content-type": "application/x-www-form-urlencoded"}
        data = _asked("POST", self.access_token_url, body=urlencode(sent).encode(), headers=headers)
        if not isinstance(data.get("access_token"), str) or not isinstance(data.get("id_token"), str):
            raise NationalFailed(NationalFault.NONSENSE)
        self.did_fetch_access_token = True
        return {"access_token": data["access_token"], "id_token": data["id_token"]}

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        signed = self._decode_id_token(app, kwargs["response"]["id_token"])
        _use_nonce(request, str(signed.get("nonce", "")))
        told = _asked("GET", self.profile_url, headers={"authorization": f"Bearer {token.token}"})
        claims = {**signed, **told}
        if claims.get("sub") != signed.get("sub"):
            raise NationalFailed(NationalFault.SOMEBODY_ELSE)
        level = str(claims.get("acr") or claims.get("loAs") or "")
        matched = api.match_national(provider=NATIONAL, claims=claims, level=level, actor=system_actor())
        if matched.pending is not None:
            _prove_first(request, matched.pending, level)
        index = matched.subject_index
        provider = self.get_provider()
        SocialAccount.objects.get_or_create(
            provider=provider.sub_id, uid=index.hex(), defaults={"user_id": matched.user_id}
        )
        request.session[LEVEL_SESSION_KEY] = level
        return provider.sociallogin_from_response(request, {"userinfo": {"sub": index.hex()}})

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        """Always verify the signature, also for a token fetched over TLS."""
        config = self.openid_config
        keys = _asked("GET", config["jwks_uri"])
        try:
            kid = jwt.get_unverified_header(id_token).get("kid")
            key = next(one for one in jwt.PyJWKSet.from_dict(keys).keys if one.key_id == kid)
            decoded: dict[str, Any] = jwt.decode(
                id_token, key=key, algorithms=_ALGORITHMS, issuer=config["issuer"], audience=app.client_id,
                leeway=_LEEWAY_S, options={"require": ["exp", "iat", "sub"]},
            )  # fmt: skip
        except jwt.ExpiredSignatureError as wrong:
            raise NationalFailed(NationalFault.EXPIRED) from wrong
        except jwt.ImmatureSignatureError as wrong:
            raise NationalFailed(NationalFault.CLOCKS) from wrong
        except jwt.InvalidIssuerError as wrong:
            raise NationalFailed(NationalFault.ISSUER) from wrong
        except (jwt.PyJWTError, StopIteration) as wrong:
            raise NationalFailed(NationalFault.FORGED) from wrong
        return decoded


def _prove_first(request: HttpRequest, pending: PendingLink, level: str) -> NoReturn:
    """Nobody is signed in by this: the account's owner proves it. Who was in as somebody else is out."""
    if request.user.is_authenticated and request.user.pk != pending.user_id:
        logout(request)
    keep_pending(request, pending, level)
    raise ImmediateHttpResponse(HttpResponseRedirect(reverse("identity:confirm_link")))


def new_nonce(request: HttpRequest) -> str:
    """A word that the id_token must bring back, kept in the session."""
    nonce = secrets.token_urlsafe(16)
    request.session[_NONCES_KEY] = [*request.session.get(_NONCES_KEY, ()), nonce][-_NONCES:]
    return nonce


def _use_nonce(request: HttpRequest, nonce: str) -> None:
    """Once. Raises NationalFailed for a token that was made for another sign-in."""
    kept = list(request.session.get(_NONCES_KEY, ()))
    if not nonce or nonce not in kept:
        raise NationalFailed(NationalFault.NONCE)
    request.session[_NONCES_KEY] = [one for one in kept if one != nonce]


def _asked(method: str, url: str, *, body: bytes = b"", headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    """One JSON object of the provider, within limits. Raises NationalFailed."""
    try:
        answer = http.send(method, url, body=body, headers=headers, largest=settings.NATIONAL_IDENTITY_LARGEST)
        said = json.loads(answer.body) if answer.status < 300 else None
    except http.CertificateRefused as bad:
        raise NationalFailed(NationalFault.CERTIFICATE) from bad
    except (http.NotSent, http.NoAnswer) as lost:
        raise NationalFailed(NationalFault.DOWN) from lost
    except (http.WrongAnswer, ValueError) as wrong:
        raise NationalFailed(NationalFault.NONSENSE) from wrong
    if answer.status >= 500:
        raise NationalFailed(NationalFault.DOWN)
    if answer.status >= 300:
        raise NationalFailed(NationalFault.REFUSED)
    if not isinstance(said, dict):
        raise NationalFailed(NationalFault.NONSENSE)
    return said


def national_server(request: HttpRequest) -> str:
    """Where the national identity answers: the setting, else this very server's stand-in in a demo, else nowhere."""
    if settings.NATIONAL_IDENTITY_SERVER:
        return str(settings.NATIONAL_IDENTITY_SERVER)
    return request.build_absolute_uri(reverse("demo_identity:root")).rstrip("/") if settings.DEMO else ""


def client_address(request: HttpRequest) -> str:
    """The caller's network address, as the server in front of us wrote it."""
    return str(request.META.get("REMOTE_ADDR", ""))
