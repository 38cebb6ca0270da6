"""Other systems as callers of our API: registered by their developer or by an administrator, who alone grants scopes.

What we sign for a client with is a secret that both sides must know: it rests encrypted. Keys: `keys.py`.
"""

from collections.abc import Collection, Iterable
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from tinhso.foundation.access import queries, scopes
from tinhso.foundation.access.actions import keys
from tinhso.foundation.access.actions import write_logs as writing
from tinhso.foundation.access.errors import ActDenied, NoClient, WrongClient
from tinhso.foundation.access.models import ApiClient
from tinhso.foundation.access.types import Client, ClientKeys, Whose
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_row
from tinhso.kernel.text import clean

MANAGE = "clients.manage"
# A person tries out a few systems, not a hundred.
MOST_OWN = 5
SANDBOX = "thu-nghiem"


def create_client(
    *,
    code: str,
    title: str,
    scopes_granted: Iterable[str],
    agency_ids: Collection[UUID] = (),
    everywhere: bool = False,
    per_minute: int | None = None,
    owner_id: UUID | None = None,
    actor: Actor,
) -> ClientKeys:
    """By an administrator, ready for use; `owner_id` looks after it from then on.

    Raises ActDenied, WrongClient: the code is taken or it may do nothing.
    """
    _may_manage(actor)
    wanted = _known(scopes_granted)
    if not wanted:
        raise WrongClient("Chọn ít nhất một phạm vi.", fields={"/scopes": "Chọn ít nhất một phạm vi."})
    row = ApiClient(
        scopes=wanted,
        everywhere=everywhere,
        agency_ids=_texts(agency_ids),
        per_minute=per_minute,
        owner_id=owner_id,
    )
    return _insert(row, code, title, actor)


def register_client(*, code: str, title: str, scopes_asked: Iterable[str], actor: Actor) -> ClientKeys:
    """By the developer, who is signed in. In a sandbox the self-service scopes hold at once, in every agency: its people are made up.

    Elsewhere the key opens nothing until an administrator grants what was asked. Raises ActDenied, WrongClient.
    """
    if actor.person_id is None:
        raise ActDenied(MANAGE, "Đăng nhập để đăng ký hệ thống.")
    asked = _known(scopes_asked)
    if not asked:
        raise WrongClient("Chọn ít nhất một phạm vi.", fields={"/scopes": "Chọn ít nhất một phạm vi."})
    if ApiClient.objects.filter(owner_id=actor.person_id, closed_at=None).count() >= MOST_OWN:
        raise WrongClient(f"Mỗi người đăng ký nhiều nhất {MOST_OWN} hệ thống.")
    at_once = scopes.self_service(asked) if settings.DEMO else []
    row = ApiClient(
        scopes=at_once,
        asked_scopes=[one for one in asked if one not in at_once],
        everywhere=bool(at_once),
        owner_id=actor.person_id,
    )
    return _insert(row, code, title, actor)


def sandbox_key(*, actor: Actor) -> str:
    """Another key of the client that tries everything out, everywhere; an older one makes room. Raises ActDenied."""
    _may_manage(actor)
    if not settings.DEMO:
        raise ActDenied(MANAGE, "Chỉ tỉnh mẫu (TINHSO_DEMO) có khóa thử.")
    with transaction.atomic():
        row = lock_row(ApiClient.objects.filter(code=SANDBOX, closed_at=None)).first()
        if row is None:
            everything = [one.code for one in scopes.known()]
            made = _insert(ApiClient(scopes=everything, everywhere=True), SANDBOX, "Hệ thống thử", actor)
            return made.key
        living = [one for one in keys.keys_of(row.id) if one.lives(now())]
        if len(living) >= keys.MOST_KEYS:
            keys.revoke_key(client_id=row.id, prefix=living[-1].prefix, actor=actor)
        return keys.add_key(client_id=row.id, title="Khóa thử", overlap=None, actor=actor)


def _insert(row: ApiClient, code: str, title: str, actor: Actor) -> ClientKeys:
    problems = {}
    if not _is_code(code):
        problems["/code"] = "Mã gồm chữ thường không dấu, số, gạch nối; từ 3 đến 60 ký tự."
    if not clean(title):
        problems["/title"] = "Ghi tên hệ thống."
    if problems:
        raise WrongClient("Thông tin hệ thống chưa đúng.", fields=problems)
    row.code, row.title, row.created_at = code, clean(title)[:200], now()
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            key = keys.insert_key(row, title="Khóa đầu tiên")
            detail = {"code": code, "scopes": row.scopes, "asked": row.asked_scopes, "agencies": len(row.agency_ids)}
            writing.insert_writes([writing.write_row(actor, "clients.create", ("client", row.id), detail)])
    except IntegrityError:
        words = f"Mã “{code}” đã dùng."
        raise WrongClient(words, fields={"/code": words}) from None
    return ClientKeys(key=key)


def grant_client(
    *, client_id: UUID, scopes_granted: Iterable[str], agency_ids: Collection[UUID], everywhere: bool, actor: Actor
) -> None:
    """What a client may from now on, in place of what it might; whatever was asked is thereby decided.

    Raises ActDenied, NoClient, WrongClient.
    """
    _may_manage(actor)
    wanted = _known(scopes_granted)
    with transaction.atomic():
        row = _locked(client_id)
        row.scopes, row.asked_scopes = wanted, []
        row.everywhere, row.agency_ids = everywhere, _texts(agency_ids)
        row.save(update_fields=["scopes", "asked_scopes", "everywhere", "agency_ids"])
        keys.allow_scopes(row)
        detail = {"code": row.code, "scopes": wanted, "everywhere": everywhere, "agencies": row.agency_ids}
        writing.insert_writes([writing.write_row(actor, "clients.grant", ("client", row.id), detail)])


def close_client(*, client_id: UUID, actor: Actor) -> None:
    """Its keys and tokens open nothing any more. Raises ActDenied, NoClient."""
    guard_client(client_id, actor)
    with transaction.atomic():
        row = _locked(client_id)
        row.closed_at = now()
        row.save(update_fields=["closed_at"])
        keys.close_keys(row)
        writing.insert_writes([writing.write_row(actor, "clients.close", ("client", row.id), {"code": row.code})])


def add_key(*, client_id: UUID, title: str, overlap: timedelta | None, actor: Actor) -> str:
    """For its owner or an administrator. Raises ActDenied, NoClient, WrongClient."""
    guard_client(client_id, actor)
    return keys.add_key(client_id=client_id, title=title, overlap=overlap, actor=actor)


def revoke_key(*, client_id: UUID, prefix: str, actor: Actor) -> None:
    """For its owner or an administrator. Raises ActDenied, NoClient."""
    guard_client(client_id, actor)
    keys.revoke_key(client_id=client_id, prefix=prefix, actor=actor)


def guard_client(client_id: UUID, actor: Actor) -> Client:
    """The client, for its owner or an administrator; for everybody else there is none. Raises NoClient."""
    row = ApiClient.objects.filter(id=client_id, closed_at=None).first()
    is_owner = row is not None and actor.person_id is not None and row.owner_id == actor.person_id
    if row is None or not (is_owner or queries.may(actor, MANAGE, Whose.NO_AGENCY)):
        raise NoClient
    return as_client(row)


def client_by_key(key: str) -> Client | None:
    """The client whose key or token this is, with the scopes that hold for it."""
    found = keys.client_of_bearer(key)
    return None if found is None else as_client(found[0], found[1])


def find_client(client_id: UUID) -> Client | None:
    row = ApiClient.objects.filter(id=client_id, closed_at=None).first()
    return as_client(row) if row is not None else None


def client_coded(code: str) -> Client | None:
    row = ApiClient.objects.filter(code=code, closed_at=None).first()
    return as_client(row) if row is not None else None


def list_clients(owner_id: UUID | None = None) -> tuple[Client, ...]:
    rows = ApiClient.objects.filter(closed_at=None)
    if owner_id is not None:
        rows = rows.filter(owner_id=owner_id)
    return tuple(as_client(row) for row in rows.order_by("code"))


def as_client(row: ApiClient, allowed: frozenset[str] | None = None) -> Client:
    return Client(
        id=row.id,
        code=row.code,
        title=row.title,
        scopes=frozenset(row.scopes) if allowed is None else allowed,
        asked_scopes=tuple(row.asked_scopes),
        everywhere=row.everywhere,
        agency_ids=tuple(UUID(one) for one in row.agency_ids),
        owner_id=row.owner_id,
        per_minute=row.per_minute,
        created_at=row.created_at,
        closed_at=row.closed_at,
    )


def _may_manage(actor: Actor) -> None:
    if not queries.may(actor, MANAGE, Whose.NO_AGENCY):
        raise ActDenied(MANAGE)


def _locked(client_id: UUID) -> ApiClient:
    row = lock_row(ApiClient.objects.filter(id=client_id, closed_at=None)).first()
    if row is None:
        raise NoClient
    return row


def _known(codes: Iterable[str]) -> list[str]:
    listed = list(dict.fromkeys(codes))
    if strange := scopes.unknown(listed):
        words = f"Không có phạm vi {', '.join(strange)}."
        raise WrongClient(words, fields={"/scopes": words})
    return listed


def _texts(ids: Collection[UUID]) -> list[str]:
    return sorted(str(one) for one in ids)


def _is_code(code: str) -> bool:
    return 2 < len(code) <= 60 and code.isascii() and all(c.isdigit() or c.islower() or c == "-" for c in code)
