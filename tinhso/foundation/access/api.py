"""What other modules may ask of access. Acts are `module.verb`; deny by default.

The audit log holds ids and coded facts only. Reads are logged before the data leaves: within a web request they are
gathered into one row, written before the answer is sent.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import TypeVar
from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import memory, models, queries
from tinhso.foundation.access import scopes as known_scopes
from tinhso.foundation.access.actions import clients, keys
from tinhso.foundation.access.actions import seal_logs as sealing
from tinhso.foundation.access.actions import verify_logs as verification
from tinhso.foundation.access.actions import write_logs as writing
from tinhso.foundation.access.errors import ActDenied
from tinhso.foundation.access.standing import Standing
from tinhso.foundation.access.standing import kept as kept_standing
from tinhso.foundation.access.standing import mark_changed as standing_changed
from tinhso.foundation.access.standing import stamp as standing_stamp
from tinhso.foundation.access.types import (
    ApiScope,
    AuditEntry,
    Client,
    ClientKeys,
    Directory,
    GrantScope,
    HolderRef,
    KeyFacts,
    Log,
    LogFilter,
    LogPage,
    PostFacts,
    ReadEntry,
    Scope,
    SecurityEntry,
    SecurityKind,
    Target,
    VerifyReport,
    Whose,
)
from tinhso.kernel import clock
from tinhso.kernel.actor import Actor

T = TypeVar("T")

__all__ = [
    "Directory",
    "HolderRef",
    "Log",
    "LogFilter",
    "LogPage",
    "PostFacts",
    "Scope",
    "SecurityKind",
    "Standing",
    "Target",
    "Whose",
    "kept_standing",
    "standing_changed",
    "standing_stamp",
]


def register_directory(directory: Directory) -> None:
    """Identity calls this once at start, so that access knows posts without importing identity."""
    queries.register_directory(directory)


def authorise(*, actor: Actor, act: str, agency_id: UUID | Whose | None) -> None:
    """Let the act pass, or raise ActDenied (403).

    `agency_id` is the agency whose matter it is, or one of the two words that say why there is none. None, as of an
    actor without a post, says neither: nobody passes.
    """
    if not queries.may(actor, act, agency_id):
        raise ActDenied(act)


def can(*, actor: Actor, act: str, agency_id: UUID | Whose | None) -> bool:
    """The same question as `authorise`, for showing or hiding a button."""
    return queries.may(actor, act, agency_id)


def scope(*, actor: Actor, act: str) -> Scope:
    """Where the actor may do the act: filter lists by `agency_ids` unless `everywhere`. Nothing granted = empty."""
    return queries.scope_of(actor, act)


def record_write(*, actor: Actor, act: str, target: Target, detail: Mapping[str, object] | None = None) -> None:
    """One audit row in the caller's transaction: there exactly when the write is. No personal data in `detail`."""
    writing.insert_writes([writing.write_row(actor, act, target, detail or {})])


def record_writes(entries: Iterable[tuple[Actor, str, Target, Mapping[str, object]]]) -> None:
    """Many audit rows at once (bulk loads), with digests as if written one by one."""
    writing.insert_writes([writing.write_row(actor, act, target, detail) for actor, act, target, detail in entries])


def record_read(*, actor: Actor, holders: Iterable[HolderRef], purpose: str, target: Target | None = None) -> None:
    """Say whose data is about to be shown and why (Vietnamese words, shown to the holder). One row per request."""
    listed = tuple(holders)
    if listed and not writing.remember_read(actor, listed, purpose, target):
        writing.insert_read(actor, listed, purpose, target)


def reads_of(holder: HolderRef, *, limit: int = 200) -> tuple[ReadEntry, ...]:
    """Who read this holder's data, newest first. The caller shows it to the holder only."""
    ids = queries.directory().ids_of(holder.id) if holder.kind == "person" else (holder.id,)
    rows = models.ReadEntry.objects.filter(
        id__in=models.ReadSubject.objects.filter(holder_kind=holder.kind, holder_id__in=ids).values("entry_id")
    ).order_by("-at")[:limit]
    return tuple(queries.read_entry(row) for row in rows)


def writes_to(target: Target, *, limit: int = 500) -> tuple[AuditEntry, ...]:
    """The writes on one thing, oldest first. The caller guards the thing."""
    rows = models.AuditEntry.objects.filter(target_kind=target[0], target_id=target[1]).order_by("at", "id")[:limit]
    return tuple(queries.audit_entry(row) for row in rows)


def security_log(*, actor: Actor, kind: SecurityKind | None = None, limit: int = 200) -> tuple[SecurityEntry, ...]:
    """The newest security events. Raises ActDenied without `audit.read`."""
    authorise(actor=actor, act="audit.read", agency_id=Whose.NO_AGENCY)
    rows = models.SecurityEntry.objects.all()
    if kind is not None:
        rows = rows.filter(kind=kind.value)
    return tuple(queries.security_entry(row) for row in rows.order_by("-at")[:limit])


def log_page(*, actor: Actor, log: Log, chosen: LogFilter, page: int = 1, size: int = 50) -> LogPage:
    """One page of a log, newest first, of the agencies the actor may see. Raises ActDenied without `audit.read`.

    Whoever shows names from it logs that as a read of those people's data.
    """
    authorise(actor=actor, act="audit.read", agency_id=Whose.ANY_OF_MINE)
    return queries.log_page(log, chosen, queries.scope_of(actor, "audit.read"), page=page, size=size)


def record_denial(*, actor: Actor, act: str, path: str, address: str = "") -> None:
    """A refused act, written by the edge after the rollback: it survives although nothing else does."""
    writing.insert_security(actor, SecurityKind.DENIED.value, act=act, path=path, address=address)


def record_security(
    *, actor: Actor, kind: SecurityKind, act: str = "", path: str = "", address: str = "", subject: str = ""
) -> None:
    """A security event. `subject` must be a digest (kernel `blind_index`), never a login name as typed."""
    writing.insert_security(actor, kind.value, act=act, path=path, address=address, subject=subject)


def one_request() -> AbstractContextManager[memory.RequestMemory]:
    """Block in which reads gather into one row and facts are asked once. Call `flush_reads` before answering."""
    return memory.opened()


def flush_reads() -> None:
    """Write the read row of this request, if anything was read. Raises when it cannot: then nothing may be shown."""
    kept = memory.current()
    if kept is not None:
        writing.flush_reads(kept)
        kept.actor = None
        kept.holders.clear()
        kept.purposes.clear()
        kept.targets.clear()


def remembered(key: object, ask: Callable[[], T]) -> T:
    """The answer for this key, asked once a request; outside a request it is asked every time."""
    return memory.remembered(key, ask)


def forget_facts() -> None:
    """Posts or roles changed inside this request: ask again."""
    memory.forget_facts()


def apply_role(
    *,
    code: str,
    title: str,
    effective_from: date,
    effective_to: date | None,
    acts: Iterable[Mapping[str, str]],
    actor: Actor,
) -> None:
    """Write one dated role from its definition; applying it again replaces that dated version."""
    grants = [{"act": grant["act"], "scope": grant.get("scope", "own")} for grant in acts]
    with transaction.atomic():
        role, _ = models.Role.objects.update_or_create(
            code=code,
            effective_from=effective_from,
            defaults={"title": title, "effective_to": effective_to, "grants": grants},
        )
        record_write(
            actor=actor,
            act="roles.apply",
            target=("role", role.id),
            detail={"code": code, "effective_from": effective_from, "grants": len(grants)},
        )
        standing_changed()


def role_titles(codes: Iterable[str]) -> dict[str, str]:
    """Titles of roles in force today, by code; unknown codes are left out."""
    return {role.code: role.title for role in queries.roles_on(codes, clock.today())}


def roles_granting(act: str, *, province_wide: bool = False) -> tuple[str, ...]:
    """Codes of the roles in force today that grant the act in some scope; `province_wide`: on what belongs to no agency."""
    on = clock.today()
    codes = set(models.Role.objects.values_list("code", flat=True))
    wanted = (GrantScope.PROVINCE,) if province_wide else tuple(GrantScope)
    found = (role.code for role in queries.roles_on(codes, on) if queries.grants_act(role, act, wanted))
    return tuple(sorted(found))


def register_scope(scope: ApiScope) -> None:
    """A module lets other systems be allowed something at the API."""
    known_scopes.register(scope)


def list_scopes() -> tuple[ApiScope, ...]:
    """Everything that other systems may be allowed, by code."""
    return known_scopes.known()


def create_client(
    *,
    code: str,
    title: str,
    scopes: Iterable[str],
    agency_ids: Collection[UUID] = (),
    everywhere: bool = False,
    per_minute: int | None = None,
    owner_id: UUID | None = None,
    actor: Actor,
) -> ClientKeys:
    """Let another system in; its keys are told here and never again. `owner_id`: who looks after it on the developers' pages
    and is told when it takes nothing. Raises ActDenied, WrongClient."""
    return clients.create_client(
        code=code,
        title=title,
        scopes_granted=scopes,
        agency_ids=agency_ids,
        everywhere=everywhere,
        per_minute=per_minute,
        owner_id=owner_id,
        actor=actor,
    )


def sandbox_key(*, actor: Actor) -> str:
    """A key of the sandbox's own client. Raises ActDenied where it is no sandbox."""
    return clients.sandbox_key(actor=actor)


def register_client(*, code: str, title: str, scopes: Iterable[str], actor: Actor) -> ClientKeys:
    """A signed-in developer registers a system: usable at once in a sandbox, elsewhere after a grant. Raises ActDenied, WrongClient."""
    return clients.register_client(code=code, title=title, scopes_asked=scopes, actor=actor)


def grant_client(
    *, client_id: UUID, scopes: Iterable[str], agency_ids: Collection[UUID], everywhere: bool, actor: Actor
) -> None:
    """What a client may from now on, and in which agencies. Raises ActDenied, NoClient, WrongClient."""
    clients.grant_client(
        client_id=client_id, scopes_granted=scopes, agency_ids=agency_ids, everywhere=everywhere, actor=actor
    )


def close_client(*, client_id: UUID, actor: Actor) -> None:
    """Its keys and tokens open nothing any more. Raises NoClient."""
    clients.close_client(client_id=client_id, actor=actor)


def add_client_key(*, client_id: UUID, title: str, overlap: timedelta | None = None, actor: Actor) -> str:
    """Another key, told here and never again; with `overlap` the older ones end after it. Raises NoClient, WrongClient."""
    return clients.add_key(client_id=client_id, title=title, overlap=overlap, actor=actor)


def revoke_client_key(*, client_id: UUID, prefix: str, actor: Actor) -> None:
    """The key opens nothing from now on. Raises NoClient."""
    clients.revoke_key(client_id=client_id, prefix=prefix, actor=actor)


def client_keys(*, client_id: UUID, actor: Actor) -> tuple[KeyFacts, ...]:
    """Its keys without their secrets, newest first. Raises NoClient."""
    return keys.keys_of(clients.guard_client(client_id, actor).id)


def get_client(*, client_id: UUID, actor: Actor) -> Client:
    """The client, for its owner or an administrator. Raises NoClient, also for who may not see it."""
    return clients.guard_client(client_id, actor)


def client_by_key(key: str) -> Client | None:
    """Whose key or OAuth2 token this is, with the scopes that it opens; None when nobody's."""
    return clients.client_by_key(key)


def find_client(client_id: UUID) -> Client | None:
    """The client of an actor; None when it was closed."""
    return clients.find_client(client_id)


def client_coded(code: str) -> Client | None:
    """The client of this code; None when there is none or it was closed."""
    return clients.client_coded(code)


def client_scope(client: Client) -> Scope:
    """Where the client sees: everywhere, or its agencies with all below them and the ended ones for which they stand."""
    return queries.scope_of_client(client)


def list_clients(*, owner_id: UUID | None = None) -> tuple[Client, ...]:
    """The clients that may call, by code; of one person when named. The caller guards the list."""
    return clients.list_clients(owner_id)


def agency_coded(code: str) -> UUID | None:
    """The agency of this code today, as identity knows it."""
    return queries.directory().agency_coded(code, on=clock.today())


def person_of_account(username: str) -> UUID | None:
    """Whose account in use has this login name, as identity knows it."""
    return queries.directory().person_of_account(username)


def seal_logs() -> int:
    """Seal everything committed and unsealed; returns how many rows. Run it at least every 60 s."""
    return sealing.seal_all()


def sealed_load() -> AbstractContextManager[sealing.LoadSeal]:
    """For bulk loads, inside their transaction: log rows written with `.number` and told to `.add` are born sealed."""
    return sealing.sealed_load()


def verify_logs() -> VerifyReport:
    """Recompute the whole chain and compare it with the exported heads."""
    return verification.verify_logs()
