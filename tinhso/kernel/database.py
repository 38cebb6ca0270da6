"""The one file that knows that SQLite and PostgreSQL differ."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models import QuerySet

M = TypeVar("M", bound=models.Model)


def lock_row(rows: QuerySet[M]) -> QuerySet[M]:
    """The rows, locked until the transaction ends. SQLite transactions start IMMEDIATE and so hold the only write lock."""
    if connection.features.has_select_for_update:
        return rows.select_for_update()
    return rows


def lock_key(key: str) -> None:
    """Serialise transactions that name the same key, before any row exists that could be locked."""
    if connection.vendor == "postgresql":
        number = int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "big", signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def skip_locked(rows: QuerySet[M]) -> QuerySet[M]:
    """The rows that no other transaction holds, locked; on SQLite all rows, since there is one writer."""
    if connection.features.has_select_for_update_skip_locked:
        return rows.select_for_update(skip_locked=True)
    return rows


def estimated_count(rows: QuerySet[Any], limit: int) -> tuple[int, bool]:
    """How many rows, counted no further than `limit`; the flag says that there are more."""
    counted = rows.order_by()[: limit + 1].count()
    return min(counted, limit), counted > limit


@contextmanager
def bulk_writing() -> Iterator[None]:
    """Settings for loading many rows: SQLite waits for the disk once at the end, PostgreSQL commits without waiting."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET synchronous_commit = off")
        else:
            cursor.execute("PRAGMA synchronous=OFF")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET synchronous_commit = on")
            else:
                cursor.execute("PRAGMA synchronous=FULL")
