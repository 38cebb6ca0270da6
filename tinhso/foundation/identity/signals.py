"""Sign-ins as the security log sees them."""

from typing import Any

from allauth.account.signals import authentication_step_completed
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest

from tinhso.foundation.access import api as access
from tinhso.foundation.access.types import SecurityKind
from tinhso.foundation.identity import second_factor
from tinhso.foundation.identity.models import User
from tinhso.foundation.identity.web.national import client_address
from tinhso.kernel.actor import Actor, Channel, anonymous_actor
from tinhso.kernel.encryption import blind_index


def actor_for(user: User) -> Actor:
    """The account's person, without any post."""
    return Actor(channel=Channel.ONLINE, person_id=user.person_id, user_id=user.id)


def signed_in(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    _record(request, actor_for(user), SecurityKind.SIGN_IN)


def signed_out(sender: Any, request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        _record(request, actor_for(user), SecurityKind.SIGN_OUT)


def sign_in_failed(sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any) -> None:
    """What was typed may be a password in the wrong box: only its keyed digest is kept."""
    typed = str(credentials.get("username") or credentials.get("email") or "")
    subject = blind_index(typed.lower(), "sign-in").hex()
    access.record_security(
        actor=anonymous_actor(),
        kind=SecurityKind.SIGN_IN_FAILED,
        subject=subject,
        path="" if request is None else request.path,
        address="" if request is None else client_address(request),
    )


def step_completed(sender: Any, request: HttpRequest, user: User, method: str, **kwargs: Any) -> None:
    if method == "mfa":
        second_factor.mark_verified(request, user)


def second_factor_failed(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    _record(request, actor_for(user), SecurityKind.SECOND_FACTOR_FAILED)


def factor_added(sender: Any, request: HttpRequest, user: User, authenticator: Any, **kwargs: Any) -> None:
    """Setting up a factor proves it: the code or key was checked just now."""
    if authenticator.type in ("totp", "webauthn"):
        second_factor.mark_verified(request, user)
    _record(request, actor_for(user), SecurityKind.FACTOR_CHANGED, act=f"added:{authenticator.type}")


def factor_removed(sender: Any, request: HttpRequest, user: User, authenticator: Any, **kwargs: Any) -> None:
    _record(request, actor_for(user), SecurityKind.FACTOR_CHANGED, act=f"removed:{authenticator.type}")


def _record(request: HttpRequest | None, actor: Actor, kind: SecurityKind, act: str = "") -> None:
    path, address = ("", "") if request is None else (request.path, client_address(request))
    access.record_security(actor=actor, kind=kind, act=act, path=path, address=address)


def connect() -> None:
    """Listen; called once at start."""
    user_logged_in.connect(signed_in, dispatch_uid="identity.signed_in")
    user_logged_out.connect(signed_out, dispatch_uid="identity.signed_out")
    user_login_failed.connect(sign_in_failed, dispatch_uid="identity.sign_in_failed")
    authentication_step_completed.connect(step_completed, dispatch_uid="identity.step_completed")
    authentication_failed.connect(second_factor_failed, dispatch_uid="identity.second_factor_failed")
    authenticator_added.connect(factor_added, dispatch_uid="identity.factor_added")
    authenticator_removed.connect(factor_removed, dispatch_uid="identity.factor_removed")
