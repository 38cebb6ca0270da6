"""django-allauth bent to the house: closed sign-up, encrypted second factors, national identity, own SSO."""

import functools
from typing import Any
from urllib.parse import quote

import requests
import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy

from tinhso.foundation.access import api as access
from tinhso.foundation.access.types import SecurityKind
from tinhso.foundation.identity import queries, second_factor
from tinhso.foundation.identity.models import User
from tinhso.foundation.identity.types import NATIONAL
from tinhso.foundation.identity.web.national import (
    LEVEL_SESSION_KEY,
    NationalFailed,
    client_address,
    national_server,
)
from tinhso.kernel import clock
from tinhso.kernel.actor import anonymous_actor
from tinhso.kernel.encryption import decrypt, encrypt

_TIMEOUT_S = 10
# The name of the limit of one account from everywhere, in settings ACCOUNT_RATE_LIMITS.
EVERYWHERE_FAILED = "login_failed_everywhere"


# allauth has no types: mypy cannot look into what these extend.
class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by the platform, never by a form; a citizen's password works only in a demo."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": gettext_lazy("Tên đăng nhập hoặc mật khẩu không đúng."),
        "too_many_login_attempts": gettext_lazy("Bạn đã thử sai quá nhiều lần. Hãy đợi vài phút rồi thử lại."),
        "incorrect_password": gettext_lazy("Mật khẩu không đúng."),
        "enter_current_password": gettext_lazy("Mật khẩu hiện tại không đúng."),
        "rate_limited": gettext_lazy("Bạn thao tác quá nhanh. Hãy đợi vài phút rồi thử lại."),
        "incorrect_code": gettext_lazy("Mã không đúng."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        user = super().authenticate(request, **credentials)
        if user is None or settings.DEMO or queries.is_officer(user.person_id):
            return user if isinstance(user, User) else None
        return None

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Wrong passwords count for this account from this address: a guesser locks neither the owner who signs in
        elsewhere nor the colleagues behind the same address.
        """
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{client_address(request)}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """The limits of an address, then the account's own, wherever the guesses come from."""
        super().pre_authenticate(request, **credentials)
        self._account_usage = ratelimit.consume(
            request,
            app="allauth.account",
            action=EVERYWHERE_FAILED,
            key=super()._get_login_attempts_cache_key(request, **credentials),
        )
        if not self._account_usage:
            self._rollback_login_failed_rl_usage()
            raise self.validation_error("too_many_login_attempts")

    def _rollback_login_failed_rl_usage(self) -> None:
        super()._rollback_login_failed_rl_usage()
        if usage := getattr(self, "_account_usage", None):
            usage.rollback()

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        if queries.is_officer(getattr(request.user, "person_id", None)) and LEVEL_SESSION_KEY not in request.session:
            return "/can-bo/"
        return str(settings.LOGIN_REDIRECT_URL)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not for setting up the first factor, nor within minutes of having passed the second one."""
        request = context.request
        if request is not None and second_factor.is_fresh(request):
            return False
        if request is not None and app == "allauth.mfa" and not second_factor.has_second_factor(request.user.pk):
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Accounts have no address; notices go through services.notifications."""

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """The pages say what happened; allauth's own messages stay away."""


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors rest encrypted with the key ring; the QR code is drawn here."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("Mã không đúng. Kiểm tra giờ trên điện thoại rồi nhập mã mới."),
        "cannot_delete_authenticator": gettext_lazy("Cán bộ phải giữ ít nhất một cách xác thực hai lớp."),
    }

    def encrypt(self, text: str) -> str:
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(encrypted_text)

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """An officer keeps at least one factor."""
        others = type(authenticator).objects.filter(user=authenticator.user, type__in=("totp", "webauthn"))
        return others.exclude(pk=authenticator.pk).exists() or not queries.is_officer(authenticator.user.person_id)

    def get_totp_label(self, user: User) -> str:
        return user.username

    def get_totp_issuer(self) -> str:
        return "Tinh So"

    def build_totp_url(self, user: User, secret: str) -> str:
        issuer = quote(self.get_totp_issuer())
        return f"otpauth://totp/{issuer}:{quote(user.username)}?secret={secret}&issuer={issuer}"

    def build_totp_svg(self, url: str) -> str:
        return str(segno.make(url, micro=False).svg_inline(scale=5, border=2))

    def generate_authenticator_name(self, user: User, type: Any) -> str:  # noqa: A002 - allauth's name
        return "Khóa truy cập"

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        return {"id": user.id.hex.encode(), "display_name": user.get_full_name(), "name": user.username}


class NationalIdentityAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """One provider, described by settings. Matching is ours, so allauth never signs anybody up and stores no claims."""

    def list_apps(self, request: HttpRequest, provider: str | None = None, client_id: str | None = None) -> list[Any]:
        server = national_server(request)
        if not server or provider not in (None, "openid_connect", NATIONAL):
            return []
        app = SocialApp(
            provider="openid_connect",
            provider_id=NATIONAL,
            name="Định danh điện tử quốc gia",
            client_id=settings.NATIONAL_IDENTITY_CLIENT,
            secret=settings.NATIONAL_IDENTITY_SECRET,
        )
        app.settings = {
            "server_url": server,
            "oauth_pkce_enabled": True,
            "fetch_userinfo": True,
            "scope": ["openid"],
            "token_auth_method": "client_secret_post",
        }
        return [app]

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def can_authenticate_by_email(self, login: Any, email: str) -> bool:
        return False

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """No mails from here."""

    def get_requests_session(self) -> requests.Session:
        session = requests.Session()
        session.request = functools.partial(session.request, timeout=_TIMEOUT_S)  # type: ignore[method-assign]
        return session

    def on_authentication_error(self, request: HttpRequest, provider: Any, error: Any = None, **kwargs: Any) -> None:
        failed = kwargs.get("exception")
        fault = failed.fault if isinstance(failed, NationalFailed) else None
        access.record_security(
            actor=anonymous_actor(),
            kind=SecurityKind.SIGN_IN_FAILED,
            act=f"national:{fault or error or 'error'}",
            path=request.path,
            address=client_address(request),
        )
        if fault is not None and fault.is_outage:
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse("identity:outage")))
        raise ImmediateHttpResponse(HttpResponseRedirect(f"{reverse('account_login')}?loi=dinh-danh"))


class SsoAdapter(DefaultOIDCAdapter):  # type: ignore[misc]
    """The province's own single sign-on: other systems learn the name and the posts, never an identifier."""

    def get_claims(
        self, purpose: Any, user: User, client: Any, scopes: Any, email: str | None = None, **kwargs: Any
    ) -> Any:
        claims: dict[str, Any] = {"sub": self.get_user_sub(client, user)}
        if "profile" in scopes:
            claims |= {"name": user.get_full_name(), "preferred_username": user.username}
            held = queries.held_posts(user.person_id, clock.today()) if user.person_id else []
            claims["posts"] = [
                {"post": one.post.code, "agency": one.agency.code, "title": one.post.title} for one in held
            ]
        return claims
