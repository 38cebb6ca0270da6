"""Sealing: binds committed rows into the chain, in batches, by `seal IS NULL`, never by an id cursor."""

from typing import Any
from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import logkey
from tinhso.foundation.access.domain import chain_head
from tinhso.foundation.access.models import AuditEntry, LogRow, ReadEntry, Seal, SecurityEntry
from tinhso.kernel import clock
from tinhso.kernel.database import lock_key

LOGS: tuple[type[LogRow], ...] = (AuditEntry, ReadEntry, SecurityEntry)
BATCH = 2000


def seal_all() -> int:
    """Seal batch after batch until nothing committed is unsealed; returns how many rows were sealed."""
    total = 0
    while (sealed := seal_batch()) > 0:
        total += sealed
    return total


def seal_batch() -> int:
    """One batch, one transaction. Two sealers wait for each other; writers insert new rows and wait for nobody."""
    with transaction.atomic():
        lock_key("access.seal")
        last = Seal.objects.order_by("-number").first()
        picked = [_unsealed(log) for log in LOGS]
        counts = [len(rows) for rows in picked]
        if sum(counts) == 0:
            return 0
        members = b"".join(key.bytes for rows in picked for key, _ in rows)
        seal = Seal(
            number=1 if last is None else last.number + 1,
            sealed_at=clock.now(),
            audit_rows=counts[0],
            read_rows=counts[1],
            security_rows=counts[2],
            members=members,
        )
        seal.head = chain_head(
            logkey.log_key(),
            b"" if last is None else bytes(last.head),
            seal.header(),
            members,
            (mac for rows in picked for _, mac in rows),
        )
        seal.save(force_insert=True)
        for log, rows in zip(LOGS, picked, strict=True):
            _mark(log, [key for key, _ in rows], seal.number)
        number, head, at = seal.number, bytes(seal.head), seal.sealed_at.isoformat()
        transaction.on_commit(lambda: logkey.export_head(number, head, at))
    return sum(counts)


def _unsealed(log: type[LogRow]) -> list[tuple[UUID, bytes]]:
    rows: Any = log._default_manager.filter(seal__isnull=True).values_list("id", "mac")[:BATCH]
    return sorted(((key, bytes(mac)) for key, mac in rows), key=lambda row: row[0].bytes)


def _mark(log: type[LogRow], keys: list[UUID], number: int) -> None:
    for start in range(0, len(keys), 500):
        log._default_manager.filter(id__in=keys[start : start + 500]).update(seal=number)
