"""Rows of the three logs: built with their digest, inserted, never changed again except for `seal`."""

import json
from collections.abc import Iterable, Mapping
from typing import TypeVar
from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import journal, memory
from tinhso.foundation.access.domain import row_mac, without_numbers
from tinhso.foundation.access.logkey import log_key
from tinhso.foundation.access.models import AuditEntry, LogRow, ReadEntry, ReadSubject, SecurityEntry
from tinhso.foundation.access.types import HolderRef, Target
from tinhso.kernel.actor import Actor

R = TypeVar("R", bound=LogRow)


def _stamp(row: R, actor: Actor) -> R:
    row.person_id, row.user_id = actor.person_id, actor.user_id
    row.post_id, row.agency_id = actor.post_id, actor.agency_id
    row.channel, row.request_id = actor.channel.value, actor.request_id
    row.mac = row_mac(log_key(), row.LOG, row.sealed_fields())
    return row


def write_row(actor: Actor, act: str, target: Target, detail: Mapping[str, object]) -> AuditEntry:
    """An audit row, not yet saved. Values of `detail` must be JSON-safe or have a plain text form (ids, dates)."""
    text = json.dumps(detail, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return _stamp(AuditEntry(act=act, target_kind=target[0], target_id=target[1], detail=without_numbers(text)), actor)


def insert_writes(rows: Iterable[AuditEntry]) -> None:
    written = AuditEntry.objects.bulk_create(rows, batch_size=500)
    journal.note(AuditEntry, [row.id for row in written])


def insert_read(actor: Actor, holders: Iterable[HolderRef], purpose: str, target: Target | None) -> UUID | None:
    """One read row and its index rows; nothing when nobody's data was read."""
    ordered = sorted(set(holders))
    if not ordered:
        return None
    subjects = json.dumps([[holder.kind, str(holder.id)] for holder in ordered], separators=(",", ":"))
    kind, key = target if target is not None else ("", None)
    entry = _stamp(ReadEntry(purpose=purpose[:300], target_kind=kind, target_id=key, subjects=subjects), actor)
    with transaction.atomic():
        entry.save(force_insert=True)
        ReadSubject.objects.bulk_create(
            [ReadSubject(entry=entry, holder_kind=holder.kind, holder_id=holder.id) for holder in ordered],
            batch_size=300,
        )
        journal.note(ReadEntry, [entry.id])
    return entry.id


def remember_read(actor: Actor, holders: Iterable[HolderRef], purpose: str, target: Target | None) -> bool:
    """Keep the read for the one row of this request. False when there is no request, or its row is another actor's."""
    kept = memory.current()
    if kept is None or (kept.actor is not None and kept.actor != actor):
        return False
    kept.actor = actor
    kept.holders.update(dict.fromkeys(holders))
    kept.purposes[purpose] = None
    if target is not None:
        kept.targets[target] = None
    return True


def flush_reads(kept: memory.RequestMemory) -> UUID | None:
    """Write the one row of the request. A single target is kept; several are told by their subjects."""
    if kept.actor is None:
        return None
    target = next(iter(kept.targets)) if len(kept.targets) == 1 else None
    return insert_read(kept.actor, kept.holders, "; ".join(kept.purposes), target)


def insert_security(
    actor: Actor, kind: str, *, act: str = "", path: str = "", address: str = "", subject: str = ""
) -> None:
    """One security row, in a transaction of its own if none is open."""
    row = SecurityEntry(
        kind=kind,
        act=without_numbers(act)[:300],
        path=without_numbers(path)[:300],
        address=address[:45],
        subject=subject,
    )
    _stamp(row, actor).save(force_insert=True)
    journal.note(SecurityEntry, [row.id])
