"""Take the portal's lists over, row by row; a list that cannot be true changes nothing."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.errors import DomainError
from tinhso.kernel.ids import new_id
from tinhso.services.national_portal import portal
from tinhso.services.national_portal.errors import Disagrees
from tinhso.services.national_portal.models import CatalogueEntry, CataloguePull, Message
from tinhso.services.national_portal.rules import rule_now
from tinhso.services.national_portal.types import CatalogueKind, MessageState, PullReport
from tinhso.services.national_portal.waking import wake

OPERATE = "national_portal.operate"
Read = Mapping[str, str]


def pull(kinds: Iterable[CatalogueKind], *, actor: Actor) -> tuple[PullReport, ...]:
    """Each list on its own: one that fails keeps nothing from the others. Raises ActDenied."""
    access.authorise(actor=actor, act=OPERATE, agency_id=access.Whose.NO_AGENCY)
    return tuple(_pull(kind, actor) for kind in kinds)


def _pull(kind: CatalogueKind, actor: Actor) -> PullReport:
    try:
        read = _read(kind, portal.list_catalogue(kind))
        report = _take_over(kind, read, actor)
    except DomainError as wrong:
        report = PullReport(kind=kind, at=now(), count=0, error=wrong.message[:300])
        with transaction.atomic():
            _keep(report)
    return report


def _read(kind: CatalogueKind, rows: Iterable[Mapping[str, Any]]) -> Read:
    """Code → title. Raises Disagrees for a row without a code, or two rows that say different things of one code."""
    _, codes, titles = portal.CATALOGUES[kind]
    found: dict[str, str] = {}
    for row in rows:
        code = _first(row, codes)[:80]
        title = _first(row, titles)[:1000]
        if not code:
            raise Disagrees(f"Danh mục “{kind.words}” của Cổng có dòng không có mã; không dùng.")
        if found.setdefault(code, title) != title:
            raise Disagrees(f"Danh mục “{kind.words}” của Cổng nói hai điều về mã {code}; không dùng.")
    return found


def _first(row: Mapping[str, Any], names: Iterable[str]) -> str:
    return next((str(row[name]).strip() for name in names if row.get(name)), "")


def _take_over(kind: CatalogueKind, read: Read, actor: Actor) -> PullReport:
    at = now()
    with transaction.atomic():
        before = {row.code: row for row in CatalogueEntry.objects.filter(kind=kind.value)}
        present = {code for code, row in before.items() if not row.is_gone}
        gone = present - read.keys()
        limit = rule_now().most_gone_percent
        if present and len(gone) * 100 > limit * len(present):
            raise Disagrees(
                f"Lần tải này làm mất {len(gone)} trong {len(present)} mã, nhiều hơn {limit} %; chưa dùng, cần người xem."
            )
        new = [code for code in read if code not in before]
        changed = [code for code, row in before.items() if code in read and (row.is_gone or row.title != read[code])]
        _write(kind, read, before, (new, changed, gone), at)
        report = PullReport(kind=kind, at=at, count=len(read), added=len(new), changed=len(changed), gone=len(gone))
        _keep(report)
        if new or changed:
            # What waited for a code may have it now.
            Message.objects.filter(state=MessageState.BLOCKED.value).update(next_at=at)
            wake()
        access.record_write(
            actor=actor, act="national_portal.pull", target=("catalogue", new_id()),
            detail={"kind": kind.value, "added": len(new), "changed": len(changed), "gone": len(gone)},
        )  # fmt: skip
    return report


def _write(
    kind: CatalogueKind,
    read: Read,
    before: Mapping[str, CatalogueEntry],
    parts: tuple[Iterable[str], Iterable[str], Iterable[str]],
    at: datetime,
) -> None:
    new, changed, gone = parts
    CatalogueEntry.objects.bulk_create(
        [CatalogueEntry(kind=kind.value, code=code, title=read[code], first_seen_at=at, changed_at=at) for code in new]
    )
    for code in changed:
        before[code].title, before[code].is_gone, before[code].changed_at = read[code], False, at
    for code in gone:
        before[code].is_gone, before[code].changed_at = True, at
    CatalogueEntry.objects.bulk_update([before[code] for code in (*changed, *gone)], ["title", "is_gone", "changed_at"])


def _keep(report: PullReport) -> None:
    CataloguePull.objects.create(
        kind=report.kind.value, at=report.at, count=report.count, added=report.added, changed=report.changed,
        gone=report.gone, error=report.error,
    )  # fmt: skip
