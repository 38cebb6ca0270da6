"""Sealing: binds committed rows into the chain, in batches, by `seal IS NULL`, never by an id cursor."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import journal, logkey
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
    journal.settle(LOGS)
    return total


def seal_batch() -> int:
    """One batch, one transaction. Two sealers wait for each other; writers insert new rows and wait for nobody."""
    with transaction.atomic():
        last = _last()
        picked = [_unsealed(log) for log in LOGS]
        if not any(picked):
            return 0
        number = _write(last, picked)
        for log, rows in zip(LOGS, picked, strict=True):
            _mark(log, [key for key, _ in rows], number)
    return sum(len(rows) for rows in picked)


@dataclass
class LoadSeal:
    """The seal of a bulk load: rows are written with its `number` and told to it."""

    number: int
    rows: dict[str, list[tuple[UUID, bytes]]] = field(default_factory=lambda: {log.LOG: [] for log in LOGS})

    def add(self, model: Any, row_id: UUID, mac: bytes) -> None:
        self.rows[model.LOG].append((row_id, mac))


@contextmanager
def sealed_load() -> Iterator[LoadSeal]:
    """Rows written inside the block are born sealed. The caller's transaction holds the chain until it ends."""
    last = _last()
    seal = LoadSeal(number=1 if last is None else last.number + 1)
    yield seal
    picked = [sorted(seal.rows[log.LOG], key=lambda row: row[0].bytes) for log in LOGS]
    if any(picked):
        _write(last, picked)


def _last() -> Seal | None:
    """The last seal; nobody else seals until this transaction ends."""
    lock_key("access.seal")
    return Seal.objects.order_by("-number").first()


def _write(last: Seal | None, picked: list[list[tuple[UUID, bytes]]]) -> int:
    """The seal over these rows, log by log, after the last one; returns its number."""
    members = b"".join(key.bytes for rows in picked for key, _ in rows)
    counts = [len(rows) for rows in picked]
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
    number, head, at = seal.number, bytes(seal.head), seal.sealed_at.isoformat()
    transaction.on_commit(lambda: logkey.export_head(number, head, at))
    return number


def _unsealed(log: type[LogRow]) -> list[tuple[UUID, bytes]]:
    rows: Any = log._default_manager.filter(seal__isnull=True).values_list("id", "mac")[:BATCH]
    return sorted(((key, bytes(mac)) for key, mac in rows), key=lambda row: row[0].bytes)


def _mark(log: type[LogRow], keys: list[UUID], number: int) -> None:
    for start in range(0, len(keys), 500):
        log._default_manager.filter(id__in=keys[start : start + 500]).update(seal=number)
