"""Other systems as callers of our API: made by an administrator of the platform, known by a key that is told once.

The key rests as a digest. What we sign for a client with is a second secret, which both sides must know: it rests encrypted.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from uuid import UUID

from django.db import IntegrityError, transaction

from tinhso.foundation.access.actions import write_logs as writing
from tinhso.foundation.access.errors import NoClient, WrongClient
from tinhso.foundation.access.models import ApiClient
from tinhso.foundation.access.types import Client, ClientKeys
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.text import clean

_KEY_BYTES = 32


def create_client(*, code: str, title: str, scopes: Iterable[str], actor: Actor) -> ClientKeys:
    """Raises WrongClient: the code is taken, or it has no scope."""
    wanted = tuple(dict.fromkeys(scopes))
    if not wanted or not clean(title) or not _is_code(code):
        raise WrongClient("Cần mã (chữ thường, số, gạch nối), tên và ít nhất một phạm vi.")
    secret, signing = secrets.token_urlsafe(_KEY_BYTES), secrets.token_urlsafe(_KEY_BYTES)
    try:
        with transaction.atomic():
            row = ApiClient.objects.create(
                code=code,
                title=clean(title)[:200],
                scopes=list(wanted),
                secret_digest=_digest(secret),
                signing_key=signing,
                created_at=now(),
            )
            detail = {"code": code, "scopes": list(wanted)}
            writing.insert_writes([writing.write_row(actor, "clients.create", ("client", row.id), detail)])
    except IntegrityError:
        raise WrongClient(f"Mã “{code}” đã dùng.") from None
    return ClientKeys(key=f"{code}.{secret}", signing_key=signing)


def close_client(*, code: str, actor: Actor) -> None:
    """Its key opens nothing any more. Raises NoClient."""
    with transaction.atomic():
        row = ApiClient.objects.filter(code=code, closed_at=None).first()
        if row is None:
            raise NoClient
        row.closed_at = now()
        row.save(update_fields=["closed_at"])
        writing.insert_writes([writing.write_row(actor, "clients.close", ("client", row.id), {"code": code})])


def client_by_key(key: str) -> Client | None:
    """The client whose key this is. A wrong code takes as long as a wrong secret."""
    code, _, secret = key.partition(".")
    row = ApiClient.objects.filter(code=code[:60], closed_at=None).first()
    known = bytes(row.secret_digest) if row is not None else b"\0" * 32
    return as_client(row) if hmac.compare_digest(known, _digest(secret)) and row is not None else None


def find_client(client_id: UUID) -> Client | None:
    row = ApiClient.objects.filter(id=client_id, closed_at=None).first()
    return as_client(row) if row is not None else None


def list_clients() -> tuple[Client, ...]:
    return tuple(as_client(row) for row in ApiClient.objects.filter(closed_at=None).order_by("code"))


def signing_key(code: str) -> bytes:
    """What we sign for this client with. Raises NoClient."""
    row = ApiClient.objects.filter(code=code, closed_at=None).first()
    if row is None:
        raise NoClient
    return str(row.signing_key).encode()


def as_client(row: ApiClient) -> Client:
    return Client(id=row.id, code=row.code, title=row.title, scopes=frozenset(row.scopes))


def _digest(secret: str) -> bytes:
    """256 random bits need no slow hash: there is nothing to guess."""
    return hashlib.sha256(secret.encode()).digest()


def _is_code(code: str) -> bool:
    return 2 < len(code) <= 60 and code.isascii() and all(c.isdigit() or c.islower() or c == "-" for c in code)
