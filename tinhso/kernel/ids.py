"""Identifiers: UUIDv7 keys (RFC 9562 §5.7) and unguessable tokens. Python 3.11 has no uuid7 of its own."""

import os
import secrets
import threading
import time
from uuid import UUID

_lock = threading.Lock()
_last_ms = 0
_sequence = 0


def new_id() -> UUID:
    """A UUIDv7: 48 bits of Unix milliseconds, then a 12-bit counter that rises within one millisecond.

    Ids made by one process sort by creation; ids of different processes only roughly, so an id is never a cursor.
    """
    global _last_ms, _sequence
    with _lock:
        ms = time.time_ns() // 1_000_000
        if ms > _last_ms:
            _last_ms = ms
            _sequence = int.from_bytes(os.urandom(2), "big") & 0x7FF
        else:
            _sequence += 1
            if _sequence > 0xFFF:
                _last_ms += 1
                _sequence = 0
        ms, sequence = _last_ms, _sequence
    tail = int.from_bytes(os.urandom(8), "big") & 0x3FFF_FFFF_FFFF_FFFF
    return UUID(int=(ms << 80) | (0x7 << 76) | (sequence << 64) | (0b10 << 62) | tail)


def random_token() -> str:
    """128 random bits as 22 url-safe characters, for links that whoever holds them may open."""
    return secrets.token_urlsafe(16)
