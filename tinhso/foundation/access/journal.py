"""The journal of the logs: which rows a commit wrote, noted outside the database until they are sealed.

A seal finds a row that is removed afterwards; the journal finds one that is removed before. Each process appends the
ids of the rows of a commit to a file of its own, right after the commit: no row is locked, no writer waits for another,
what was rolled back is never noted. Once every row of a file is sealed the file goes; a file that names a row which is
no longer there stays, for it is the evidence.

What can be lost is the note, never the row: a process killed between its commit and its note, or the last notes before
a power cut (they are not forced to the disk), leave rows that only their seal guards.
"""

import os
import socket
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path
from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import logkey
from tinhso.foundation.access.models import LogRow

# A file takes notes for ten minutes; nobody writes to it any more when it was left alone for fifteen.
_PERIOD = 600
_QUIET = 900
_IDS = 500
_MISSING = ".missing"


def folder() -> Path:
    """Beside the exported heads."""
    return logkey.heads_path().parent / "written"


def note(log: type[LogRow], ids: Sequence[UUID]) -> None:
    """Note these rows when the transaction commits. A note that cannot be written stops nobody: the row is there."""
    if ids:
        text = "".join(f"{log.LOG} {one.hex}\n" for one in ids)
        transaction.on_commit(lambda: _append(text), robust=True)


def missing(logs: Iterable[type[LogRow]]) -> Iterator[tuple[type[LogRow], UUID]]:
    """Rows that were written and are not there any more."""
    known = {log.LOG: log for log in logs}
    for path in _files():
        yield from _absent(known, _noted(path))


def settle(logs: Iterable[type[LogRow]]) -> None:
    """Let go of old files whose rows are all sealed; keep, under another name, one that names a missing row."""
    known = {log.LOG: log for log in logs}
    now = time.time()
    for path in _files():
        if path.suffix == _MISSING or now - path.stat().st_mtime < _QUIET:
            continue
        noted = _noted(path)
        if next(_absent(known, noted), None) is not None:
            path.rename(path.with_name(path.name + _MISSING))
        elif not _any_unsealed(known, noted):
            path.unlink()


def _append(text: str) -> None:
    path = folder() / f"{int(time.time()) // _PERIOD}-{_host()}-{os.getpid()}.log"
    try:
        file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(file, text.encode("ascii"))
    finally:
        os.close(file)


@lru_cache(maxsize=1)
def _host() -> str:
    return socket.gethostname().replace("/", "_")


def _files() -> list[Path]:
    return sorted(folder().glob("*.log*")) if folder().is_dir() else []


def _noted(path: Path) -> dict[str, list[UUID]]:
    """The ids in one file, log by log; a line that a crash tore is passed over."""
    found: dict[str, list[UUID]] = {}
    for line in path.read_text(encoding="ascii", errors="replace").splitlines():
        log, _, written = line.partition(" ")
        try:
            found.setdefault(log, []).append(UUID(hex=written))
        except ValueError:
            continue
    return found


def _absent(known: Mapping[str, type[LogRow]], noted: Mapping[str, list[UUID]]) -> Iterator[tuple[type[LogRow], UUID]]:
    for name, log in known.items():
        for some in _some(noted.get(name, ())):
            there = set(log._default_manager.filter(id__in=some).values_list("id", flat=True))
            yield from ((log, one) for one in some if one not in there)


def _any_unsealed(known: Mapping[str, type[LogRow]], noted: Mapping[str, list[UUID]]) -> bool:
    return any(
        log._default_manager.filter(id__in=some, seal__isnull=True).exists()
        for name, log in known.items()
        for some in _some(noted.get(name, ()))
    )


def _some(ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    rest = iter(ids)
    while some := list(islice(rest, _IDS)):
        yield some
