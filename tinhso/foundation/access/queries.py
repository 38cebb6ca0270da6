"""Grants of an actor, scopes, and the logs as pages read them."""

import json
from collections.abc import Callable, Collection, Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Model, Q

from tinhso.foundation.access import memory, models, standing, types
from tinhso.foundation.access.domain import covers, widest
from tinhso.kernel import clock
from tinhso.kernel.actor import Actor

_directory: list[types.Directory] = []


def register_directory(directory: types.Directory) -> None:
    """Take the source of facts about posts and agencies; the last one registered answers."""
    _directory[:] = [directory]


def directory() -> types.Directory:
    return _directory[0]


def roles_on(codes: Iterable[str], on: date) -> list[models.Role]:
    """The roles of these codes in force on a day; of several dated versions the latest."""
    rows = models.Role.objects.filter(code__in=list(codes), effective_from__lte=on).filter(
        Q(effective_to__isnull=True) | Q(effective_to__gte=on)
    )
    latest: dict[str, models.Role] = {}
    for role in rows.order_by("effective_from"):
        latest[role.code] = role
    return list(latest.values())


def _post_facts(actor: Actor, on: date) -> types.PostFacts | None:
    if actor.person_id is None or actor.post_id is None:
        return None
    person_id, post_id = actor.person_id, actor.post_id
    return memory.remembered(
        ("post", person_id, post_id, on),
        lambda: directory().post_held(person_id=person_id, post_id=post_id, on=on),
    )


@standing.kept(maxsize=512)
def _grants(roles: tuple[str, ...], on: date) -> tuple[types.Grant, ...]:
    return tuple(
        types.Grant(act=grant["act"], scope=types.GrantScope(grant["scope"]))
        for role in roles_on(roles, on)
        for grant in role.grants
    )


@standing.kept(maxsize=4096)
def _widest(roles: tuple[str, ...], act: str, on: date) -> types.GrantScope | None:
    """A page asks this of some fifty acts, most of them for its navigation."""
    return widest(_grants(roles, on), act)


def granted(actor: Actor, act: str) -> tuple[types.GrantScope, UUID] | None:
    """The widest scope of the act for this actor's active post, with the post's agency; None when not granted."""
    on = clock.today()
    post = _post_facts(actor, on)
    if post is None:
        return None
    scope = _widest(post.roles, act, on)
    return None if scope is None else (scope, post.agency_id)


def may(actor: Actor, act: str, whose: UUID | types.Whose | None) -> bool:
    """Deny by default. The platform itself (channel SYSTEM) may; everybody else only through the active post."""
    if actor.is_system:
        return True
    found = granted(actor, act)
    if found is None or whose is None:
        return False
    scope, home = found
    if whose is types.Whose.ANY_OF_MINE or scope is types.GrantScope.PROVINCE:
        return True
    if whose is types.Whose.NO_AGENCY:
        return False
    if scope is types.GrantScope.OWN:
        return whose == home or whose in _heritage(home)
    on = clock.today()
    return home in memory.remembered(("lineage", whose, on), lambda: directory().lineage(whose, on=on))


def scope_of(actor: Actor, act: str) -> types.Scope:
    """Where the actor may do the act, as a set of agencies."""
    nowhere = types.Scope(everywhere=False, agency_ids=frozenset())
    if actor.is_system:
        return types.Scope(everywhere=True, agency_ids=frozenset())
    found = granted(actor, act)
    if found is None:
        return nowhere
    scope, home = found
    if scope is types.GrantScope.PROVINCE:
        return types.Scope(everywhere=True, agency_ids=frozenset())
    if scope is types.GrantScope.OWN:
        return types.Scope(everywhere=False, agency_ids=_heritage(home))
    on = clock.today()
    below = memory.remembered(("subtree", home, on), lambda: directory().subtree(home, on=on))
    return types.Scope(everywhere=False, agency_ids=below)


def scope_of_client(client: types.Client) -> types.Scope:
    """Where another system sees; granted for an agency, it sees all below and what that agency stands for."""
    on = clock.today()
    seen: set[UUID] = set()
    for home in client.agency_ids:
        seen |= memory.remembered(("subtree", home, on), lambda home=home: directory().subtree(home, on=on))  # type: ignore[misc]
        seen |= _heritage(home)
    return types.Scope(everywhere=client.everywhere, agency_ids=frozenset(seen))


def _heritage(home: UUID) -> frozenset[UUID]:
    on = clock.today()
    return memory.remembered(("heritage", home, on), lambda: directory().heritage(home, on=on))


def grants_act(role: models.Role, act: str, scopes: Collection[types.GrantScope]) -> bool:
    """Whether a role grants the act in one of these scopes."""
    return any(covers(grant["act"], act) and grant["scope"] in scopes for grant in role.grants)


def read_entry(row: models.ReadEntry) -> types.ReadEntry:
    """The row as others see it."""
    return types.ReadEntry(
        id=row.id,
        at=row.at,
        person_id=row.person_id,
        post_id=row.post_id,
        agency_id=row.agency_id,
        channel=row.channel,
        purpose=row.purpose,
        target=None if row.target_id is None else (row.target_kind, row.target_id),
        holders=tuple(types.HolderRef(kind, UUID(key)) for kind, key in json.loads(row.subjects)),
    )


def audit_entry(row: models.AuditEntry) -> types.AuditEntry:
    """The row as others see it."""
    return types.AuditEntry(
        id=row.id,
        at=row.at,
        person_id=row.person_id,
        post_id=row.post_id,
        agency_id=row.agency_id,
        channel=row.channel,
        act=row.act,
        target=(row.target_kind, row.target_id),
        detail=json.loads(row.detail),
    )


def security_entry(row: models.SecurityEntry) -> types.SecurityEntry:
    """The row as others see it."""
    return types.SecurityEntry(
        id=row.id, at=row.at, kind=row.kind, person_id=row.person_id, act=row.act, path=row.path, address=row.address
    )


_Entry = types.AuditEntry | types.ReadEntry | types.SecurityEntry
# Of each log: its rows, how a row is shown, which fields a word is looked for in.
_LOGS: dict[types.Log, tuple[type[Model], Callable[[Any], _Entry], tuple[str, ...]]] = {
    types.Log.WRITES: (models.AuditEntry, audit_entry, ("act", "target_kind")),
    types.Log.READS: (models.ReadEntry, read_entry, ("purpose", "target_kind")),
    types.Log.SECURITY: (models.SecurityEntry, security_entry, ("kind", "act", "path")),
}


def log_page(log: types.Log, chosen: types.LogFilter, where: types.Scope, *, page: int, size: int) -> types.LogPage:
    """One page, newest first, of the agencies in scope."""
    model, shown, searched = _LOGS[log]
    first, after = chosen.since, chosen.until + timedelta(days=1)
    rows = model._default_manager.filter(
        at__gte=clock.at_local(first.year, first.month, first.day),
        at__lt=clock.at_local(after.year, after.month, after.day),
    )
    if not where.everywhere:
        rows = rows.filter(agency_id__in=where.agency_ids)
    if chosen.person_id is not None:
        rows = rows.filter(person_id=chosen.person_id)
    if chosen.words:
        rows = rows.filter(Q(*((f"{name}__icontains", chosen.words) for name in searched), _connector=Q.OR))
    begin = (page - 1) * size
    found = list(rows.order_by("-at", "-id")[begin : begin + size + 1])
    return types.LogPage(rows=tuple(shown(row) for row in found[:size]), has_more=len(found) > size)
