"""Other systems of the province whose users sign in here (authorisation code with PKCE): registered by an administrator.

They rest in allauth's provider. A secret is told once and kept as a digest; whoever is taken back loses its tokens too.
"""

import secrets
from collections.abc import Iterable
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, UUID, uuid5

from allauth.idp.oidc.models import Client, Token
from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.foundation.identity.errors import AlreadyRegistered, IdentityInvalid, SsoClientNotFound
from tinhso.foundation.identity.types import SsoClient
from tinhso.kernel.actor import Actor
from tinhso.kernel.text import clean

MANAGE = "clients.manage"
SSO_SCOPES = ("openid", "profile")
MOST_ADDRESSES = 5
_SECRET_BYTES = 32
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def add_sso_client(*, code: str, title: str, redirects: Iterable[str], asks: bool = False, actor: Actor) -> str:
    """Let a system's users sign in here; returns its secret, this once. `asks`: they agree first to what it learns.

    Raises ActDenied, IdentityInvalid, AlreadyRegistered.
    """
    access.authorise(actor=actor, act=MANAGE, agency_id=access.Whose.NO_AGENCY)
    addresses = list(dict.fromkeys(one.strip() for one in redirects))
    _check(code, clean(title), addresses)
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    row = Client(id=code, name=clean(title)[:100], type=Client.Type.CONFIDENTIAL, skip_consent=not asks)
    row.set_secret(secret)
    row.set_redirect_uris(addresses)
    row.set_scopes(list(SSO_SCOPES))
    row.set_grant_types([Client.GrantType.AUTHORIZATION_CODE])
    row.set_response_types(["code"])
    with transaction.atomic():
        if Client.objects.filter(id=code).exists():
            raise AlreadyRegistered(f"Mã “{code}” đã dùng.")
        row.save(force_insert=True)
        _note(actor, "sso.add_client", code, {"redirects": addresses, "asks": asks})
    return secret


def renew_sso_secret(*, code: str, actor: Actor) -> str:
    """A new secret in place of the one that was lost; tokens that the system holds end. Raises ActDenied, SsoClientNotFound."""
    access.authorise(actor=actor, act=MANAGE, agency_id=access.Whose.NO_AGENCY)
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    with transaction.atomic():
        row = _row(code)
        row.set_secret(secret)
        row.save(update_fields=["secret"])
        Token.objects.filter(client=row).delete()
        _note(actor, "sso.renew_secret", code, {})
    return secret


def set_sso_consent(*, code: str, asks: bool, actor: Actor) -> None:
    """From now on its users are asked, or are not, before it learns who they are. Raises ActDenied, SsoClientNotFound."""
    access.authorise(actor=actor, act=MANAGE, agency_id=access.Whose.NO_AGENCY)
    with transaction.atomic():
        row = _row(code)
        row.skip_consent = not asks
        row.save(update_fields=["skip_consent"])
        _note(actor, "sso.set_consent", code, {"asks": asks})


def revoke_sso_client(*, code: str, actor: Actor) -> None:
    """Nobody is sent there any more, and its tokens open nothing. Raises ActDenied, SsoClientNotFound."""
    access.authorise(actor=actor, act=MANAGE, agency_id=access.Whose.NO_AGENCY)
    with transaction.atomic():
        _row(code).delete()
        _note(actor, "sso.revoke_client", code, {})


def list_sso_clients(*, actor: Actor) -> tuple[SsoClient, ...]:
    """Who may send people here to sign in; no secret. Raises ActDenied."""
    access.authorise(actor=actor, act=MANAGE, agency_id=access.Whose.NO_AGENCY)
    return tuple(_facts(row) for row in Client.objects.order_by("id") if _signs_people_in(row))


def sso_client_coded(code: str) -> SsoClient | None:
    """The system of this code, for the page that its users pass."""
    row = Client.objects.filter(id=code).first()
    return None if row is None or not _signs_people_in(row) else _facts(row)


def _row(code: str) -> Client:
    row = Client.objects.filter(id=code).first()
    if row is None or not _signs_people_in(row):
        raise SsoClientNotFound
    return row


def _signs_people_in(row: Client) -> bool:
    """Keys of API clients rest in the same table; nobody signs in through them."""
    return Client.GrantType.AUTHORIZATION_CODE in row.get_grant_types()


def _facts(row: Client) -> SsoClient:
    return SsoClient(
        code=row.id,
        title=row.name,
        redirects=tuple(row.get_redirect_uris()),
        asks=not row.skip_consent,
        registered_at=row.created_at,
    )


def _note(actor: Actor, act: str, code: str, detail: dict[str, object]) -> None:
    access.record_write(actor=actor, act=act, target=("sso_client", _id_of(code)), detail={"code": code, **detail})


def _id_of(code: str) -> UUID:
    """The audit log names things by ids; this one's own key is its code."""
    return uuid5(NAMESPACE_URL, f"urn:tinhso:sso:{code}")


def _check(code: str, title: str, addresses: list[str]) -> None:
    problems = {}
    if not (2 < len(code) <= 60 and code.isascii() and all(c.isdigit() or c.islower() or c == "-" for c in code)):
        problems["/code"] = "Mã gồm chữ thường không dấu, số, gạch nối; từ 3 đến 60 ký tự."
    if not title:
        problems["/title"] = "Ghi tên hệ thống."
    if not 0 < len(addresses) <= MOST_ADDRESSES:
        problems["/redirects"] = f"Ghi từ 1 đến {MOST_ADDRESSES} địa chỉ trở về."
    for one in addresses:
        if not _is_return_address(one):
            problems["/redirects"] = (
                f"Địa chỉ trở về “{one}” không dùng được: ghi đủ https://…, không có dấu *, # hay tên đăng nhập; "
                "http:// chỉ cho chính máy này (localhost)."
            )
    if problems:
        raise IdentityInvalid(" ".join(problems.values()), fields=problems)


def _is_return_address(address: str) -> bool:
    """Exactly one place, which nobody between can read or change."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or not address.isascii() or any(c in address for c in '*#@\\"<> ') or len(address) > 500:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)
