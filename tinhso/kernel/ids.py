"""Identifiers: UUIDv7 keys (RFC 9562 §5.7) and unguessable tokens. Python 3.11 has no uuid7 of its own."""

import os
import secrets
import threading
import time
from uuid import UUID

_lock = threading.Lock()
# The place of the last id: its milliseconds and, in the low 12 bits, its counter.
_last = 0


def new_id() -> UUID:
    """A UUIDv7: 48 bits of Unix milliseconds, then a 12-bit counter that rises within one millisecond.

    Ids made by one process sort by creation; ids of different processes only roughly, so an id is never a cursor.
    """
    return _id_at(_take(1), int.from_bytes(os.urandom(8), "big"))


def new_ids(count: int) -> list[UUID]:
    """So many ids as `new_id` makes them, each after the one before; for bulk loads, where a system call an id counts."""
    tails = memoryview(os.urandom(8 * count)).cast("Q")
    first = _take(count)
    return [_id_at(first + at, tail) for at, tail in enumerate(tails)]


def _take(count: int) -> int:
    """The first of so many places that nobody else gets; when a millisecond is full they run into the next."""
    global _last
    here = (time.time_ns() // 1_000_000 << 12) | (int.from_bytes(os.urandom(2), "big") & 0x7FF)
    with _lock:
        first = max(here, _last + 1)
        _last = first + count - 1
    return first


def _id_at(place: int, tail: int) -> UUID:
    return UUID(
        int=(place >> 12 << 80) | (0x7 << 76) | ((place & 0xFFF) << 64) | (0b10 << 62) | (tail & 0x3FFF_FFFF_FFFF_FFFF)
    )


def random_token() -> str:
    """128 random bits as 22 url-safe characters, for links that whoever holds them may open."""
    return secrets.token_urlsafe(16)
