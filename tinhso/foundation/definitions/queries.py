"""Reads of applied versions. Bodies are immutable, so one process keeps those it has read."""

from collections import OrderedDict
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from threading import Lock
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Window

from tinhso.foundation.access import api as access
from tinhso.foundation.definitions.models import Version
from tinhso.foundation.definitions.types import DefinitionVersion

_KEPT = 4096
_cache: OrderedDict[UUID, DefinitionVersion] = OrderedDict()
_lock = Lock()


def in_force(kind: str, on: date) -> QuerySet[Version]:
    """Versions of a kind whose dates hold that day; the winner of a code is the latest date, then the latest revision."""
    dated = Version.objects.filter(kind=kind, effective_from__lte=on)
    return dated.filter(Q(effective_to__isnull=True) | Q(effective_to__gte=on)).order_by(
        "code", "-effective_from", "-revision"
    )


def current(kind: str, on: date) -> Mapping[str, UUID]:
    """Code → version in force that day, by code; from memory while no version was added. A request looks once."""
    return _current(access.remembered("definitions.stamp", _stamp), kind, on)


def _stamp() -> tuple[UUID, int] | None:
    """Changes with every version that is added: versions are never removed."""
    counted = Version.objects.annotate(number=Window(Count("id"))).order_by("-id")
    return counted.values_list("id", "number").first()


@lru_cache(maxsize=512)
def _current(stamp: tuple[UUID, int] | None, kind: str, on: date) -> Mapping[str, UUID]:
    winners: dict[str, UUID] = {}
    for code, version_id in in_force(kind, on).values_list("code", "id"):
        winners.setdefault(code, version_id)
    return winners


def by_id(version_id: UUID) -> DefinitionVersion | None:
    with _lock:
        known = _cache.get(version_id)
    if known is not None:
        return known
    row = Version.objects.filter(id=version_id).first()
    return None if row is None else remember(row)


def remember(row: Version) -> DefinitionVersion:
    version = DefinitionVersion(
        id=row.id,
        kind=row.kind,
        code=row.code,
        title=row.title,
        effective_from=row.effective_from,
        effective_to=row.effective_to,
        revision=row.revision,
        sha256=row.sha256,
        applied_at=row.applied_at,
        body=row.body,
    )
    with _lock:
        _cache[row.id] = version
        while len(_cache) > _KEPT:
            _cache.popitem(last=False)
    return version
