"""The client side of the national identity: code flow with PKCE; claims become an account and are dropped."""

from typing import Any

from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.base import ProviderException
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from tinhso.foundation.identity import api
from tinhso.kernel.actor import system_actor

NATIONAL = "quoc-gia"
LEVEL_SESSION_KEY = "identity.level"


class NationalOidc(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """The code flow with PKCE against the national identity; the claims become an account here and are then dropped."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request, NATIONAL)

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        id_token = kwargs["response"].get("id_token")
        if not id_token:
            raise ProviderException("no id_token")
        signed = self._decode_id_token(app, id_token)
        claims = {**signed, **self._fetch_user_info(token.token)}
        if claims.get("sub") != signed.get("sub"):
            raise ProviderException("userinfo speaks of somebody else than the id_token")
        level = str(claims.get("acr") or claims.get("loAs") or "")
        user, index = api.match_national(provider=NATIONAL, claims=claims, level=level, actor=system_actor())
        provider = self.get_provider()
        SocialAccount.objects.get_or_create(provider=provider.sub_id, uid=index.hex(), defaults={"user": user})
        request.session[LEVEL_SESSION_KEY] = level
        return provider.sociallogin_from_response(request, {"userinfo": {"sub": index.hex()}})

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        """Always verify the signature, also for a token fetched over TLS."""
        decoded: dict[str, Any] = jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
            verify_signature=True,
        )
        return decoded


def national_server(request: HttpRequest) -> str:
    """Where the national identity answers: the setting, else this very server's stand-in in a demo, else nowhere."""
    if settings.NATIONAL_IDENTITY_SERVER:
        return str(settings.NATIONAL_IDENTITY_SERVER)
    return request.build_absolute_uri(reverse("demo_identity:root")).rstrip("/") if settings.DEMO else ""


def client_address(request: HttpRequest) -> str:
    """The caller's network address, as the server in front of us wrote it."""
    return str(request.META.get("REMOTE_ADDR", ""))
