"""Reads of applied versions. Bodies are immutable, so one process keeps those it has read."""

from collections import OrderedDict
from collections.abc import Mapping
from datetime import date, datetime
from threading import Lock
from uuid import UUID

from django.db.models import Min, Q, QuerySet

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


@access.kept_standing(maxsize=512)
def current(kind: str, on: date) -> Mapping[str, UUID]:
    """Code → version in force that day, by code."""
    winners: dict[str, UUID] = {}
    for code, version_id in in_force(kind, on).values_list("code", "id"):
        winners.setdefault(code, version_id)
    return winners


def begun_between(kind: str, first: date, last: date) -> dict[str, tuple[date, datetime]]:
    """See the api."""
    rows = Version.objects.filter(kind=kind, effective_from__range=(first, last)).order_by("effective_from")
    lines = rows.values_list("code", "effective_from").annotate(applied=Min("applied_at"))
    return {code: (on, applied_at) for code, on, applied_at in lines}


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
