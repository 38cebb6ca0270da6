"""Keys of clients: shown once, kept as digests, ended by their day, by rotation or by being taken back."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from tinhso.foundation.access import oauth
from tinhso.foundation.access.actions import write_logs as writing
from tinhso.foundation.access.errors import NoClient, WrongClient
from tinhso.foundation.access.models import ApiClient, ApiKey
from tinhso.foundation.access.types import KeyFacts
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now, today
from tinhso.kernel.database import lock_row
from tinhso.kernel.text import clean

_KEY_BYTES = 32
# More living keys than that are keys that nobody remembers.
MOST_KEYS = 5


def insert_key(client: ApiClient, *, title: str) -> str:
    """A new key of a client, in the caller's transaction; returns it whole, this once."""
    prefix, secret = f"ts_{secrets.token_hex(5)}", secrets.token_urlsafe(_KEY_BYTES)
    at = now()
    ApiKey.objects.create(
        client=client,
        prefix=prefix,
        digest=_digest(secret),
        title=clean(title)[:100],
        created_at=at,
        expires_at=at + timedelta(days=settings.API_KEY_DAYS),
    )
    oauth.open_for(prefix=prefix, secret=secret, title=client.title, scopes=client.scopes)
    return f"{prefix}.{secret}"


def add_key(*, client_id: UUID, title: str, overlap: timedelta | None, actor: Actor) -> str:
    """Another key; with `overlap` every older one ends after it (rotation). The caller has authorised.

    Raises NoClient, WrongClient (too many living keys).
    """
    with transaction.atomic():
        client = lock_row(ApiClient.objects.filter(id=client_id, closed_at=None)).first()
        if client is None:
            raise NoClient
        at = now()
        living = ApiKey.objects.filter(client=client, revoked_at=None, expires_at__gt=at)
        if living.count() >= MOST_KEYS:
            raise WrongClient(f"Hệ thống đã có {MOST_KEYS} khóa đang dùng; thu hồi bớt trước.")
        if overlap is not None:
            _end_by(living, at + overlap)
        key = insert_key(client, title=title)
        detail = {"code": client.code, "prefix": key.partition(".")[0], "rotates": overlap is not None}
        writing.insert_writes([writing.write_row(actor, "clients.add_key", ("client", client.id), detail)])
    return key


def _end_by(living: Iterable[ApiKey], at: datetime) -> None:
    for row in living:
        if row.expires_at > at:
            row.expires_at = at
            row.save(update_fields=["expires_at"])


def revoke_key(*, client_id: UUID, prefix: str, actor: Actor) -> None:
    """The key opens nothing from now on, nor do tokens it was given. The caller has authorised. Raises NoClient."""
    with transaction.atomic():
        row = lock_row(ApiKey.objects.filter(client_id=client_id, prefix=prefix, revoked_at=None)).first()
        if row is None:
            raise NoClient
        row.revoked_at = now()
        row.save(update_fields=["revoked_at"])
        oauth.close([prefix])
        writing.insert_writes(
            [writing.write_row(actor, "clients.revoke_key", ("client", client_id), {"prefix": prefix})]
        )


def close_keys(client: ApiClient) -> None:
    """Every key of a client that is being closed, in the caller's transaction."""
    rows = ApiKey.objects.filter(client=client, revoked_at=None)
    prefixes = list(rows.values_list("prefix", flat=True))
    rows.update(revoked_at=now())
    oauth.close(prefixes)


def allow_scopes(client: ApiClient) -> None:
    """The keys follow the client's scopes."""
    oauth.allow(ApiKey.objects.filter(client=client).values_list("prefix", flat=True), client.scopes)


def keys_of(client_id: UUID) -> tuple[KeyFacts, ...]:
    """The client's keys, newest first."""
    return tuple(
        KeyFacts(
            id=row.id,
            prefix=row.prefix,
            title=row.title,
            created_at=row.created_at,
            expires_at=row.expires_at,
            revoked_at=row.revoked_at,
            used_on=row.used_on,
        )
        for row in ApiKey.objects.filter(client_id=client_id).order_by("-created_at", "-id")
    )


def client_of_bearer(bearer: str) -> tuple[ApiClient, frozenset[str]] | None:
    """(client, what this bearer may) of a key or of a token that a key got. An unknown key takes as long as a wrong one."""
    prefix, dot, secret = bearer.partition(".")
    token = None if dot else oauth.bearer_of(bearer)
    if not dot and token is None:
        return None
    row = ApiKey.objects.select_related("client").filter(prefix=token[0] if token else prefix[:20]).first()
    if token is None:
        known = bytes(row.digest) if row is not None else b"\0" * 32
        if not hmac.compare_digest(known, _digest(secret)):
            return None
    if row is None or row.revoked_at or row.expires_at <= now() or row.client.closed_at:
        return None
    _note_use(row)
    scopes = frozenset(row.client.scopes)
    return row.client, scopes if token is None else scopes & token[1]


def _note_use(row: ApiKey) -> None:
    """The day of the last use, written once a day: who revokes a key wants to know whether somebody still has it."""
    if row.used_on != today():
        ApiKey.objects.filter(id=row.id).update(used_on=today())


def _digest(secret: str) -> bytes:
    """256 random bits need no slow hash: there is nothing to guess."""
    return hashlib.sha256(secret.encode()).digest()
