"""The one place that touches allauth's authenticators: set up, look up, re-encrypt."""

from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.http import HttpRequest

from tinhso.foundation.identity.models import User
from tinhso.kernel import clock
from tinhso.kernel.encryption import decrypt, encrypt

VERIFIED_SESSION_KEY = "identity.second_factor"
_AT_SESSION_KEY = "identity.second_factor_at"
_FRESH_S = 300
_STRONG = ("totp", "webauthn")


def set_totp(user: User, secret: str) -> None:
    """Give the account this TOTP secret (base32), in place of an earlier one; for demo accounts and tests."""
    Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).delete()
    TOTP.activate(user, secret)


def has_second_factor(user_id: UUID) -> bool:
    """Whether a TOTP app or a passkey is registered (recovery codes alone are none)."""
    return bool(Authenticator.objects.filter(user_id=user_id, type__in=_STRONG).exists())


def is_verified(request: HttpRequest) -> bool:
    """Whether this session has passed the second factor of the account that is signed in."""
    return bool(request.session.get(VERIFIED_SESSION_KEY) == str(request.user.pk))


def mark_verified(request: HttpRequest, user: User) -> None:
    """Note that the second factor was passed just now."""
    request.session[VERIFIED_SESSION_KEY] = str(user.pk)
    request.session[_AT_SESSION_KEY] = clock.now().timestamp()


def is_fresh(request: HttpRequest) -> bool:
    """Whether the second factor was passed in the last five minutes."""
    return is_verified(request) and clock.now().timestamp() - float(request.session.get(_AT_SESSION_KEY, 0)) < _FRESH_S


def remove_factors(user_id: UUID) -> int:
    """Forget every authenticator of an account (lost phone); returns how many."""
    return int(Authenticator.objects.filter(user_id=user_id).delete()[0])


def reencrypt_secrets() -> int:
    """Write TOTP secrets and recovery seeds anew with the newest key; returns how many were rewritten."""
    count = 0
    for row in Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).order_by("pk").iterator(chunk_size=200):
        data: dict[str, Any] = dict(row.data)
        for name in ("secret", "seed"):
            if name in data:
                data[name] = encrypt(decrypt(data[name]))
        if "migrated_codes" in data:
            data["migrated_codes"] = [encrypt(decrypt(code)) for code in data["migrated_codes"]]
        Authenticator.objects.filter(pk=row.pk, data=row.data).update(data=data)
        count += 1
    return count
