"""The one file that knows that SQLite and PostgreSQL differ."""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import QuerySet

M = TypeVar("M", bound=models.Model)


def joined() -> transaction.Atomic:
    """A block of writes that belong to the caller's act, or are one of their own where there is no transaction yet.

    There is no savepoint: when one of the writes fails, so does the whole act. Refuse before the block.
    """
    return transaction.atomic(savepoint=False)


def lock_row(rows: QuerySet[M]) -> QuerySet[M]:
    """The rows, locked until the transaction ends. SQLite transactions start IMMEDIATE and so hold the only write lock."""
    if connection.features.has_select_for_update:
        return rows.select_for_update()
    return rows


def is_set_up(model: type[models.Model]) -> bool:
    """Whether this database has the model's table: not before `tinhso setup`."""
    return model._meta.db_table in connection.introspection.table_names()


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


def keep_rows(model: type[models.Model], *, when: str = "", fixed: Sequence[str] = (), deletable: bool = False) -> None:
    """From now on the database itself refuses to delete rows of this model, and to change their `fixed` fields.

    `when`: a condition in SQL over the row as it was, columns named with `OLD.` ("OLD.file_id IS NOT NULL"); without one
    every row is kept. `deletable`: the fields alone are kept. Idempotent; modules call it after each migration for what
    is signed. The refusal is an IntegrityError.
    """
    table = model._meta.db_table
    fields = {field.attname: field.column for field in model._meta.concrete_fields}
    columns = [connection.ops.quote_name(str(fields[name])) for name in fixed]
    is_other = "IS DISTINCT FROM" if connection.vendor == "postgresql" else "IS NOT"
    changed = " OR ".join(f"OLD.{column} {is_other} NEW.{column}" for column in columns)
    guards = [] if deletable else [("delete", "DELETE", when)]
    if columns:
        guards.append(("fixed", f"UPDATE OF {', '.join(columns)}", f"({when or '1 = 1'}) AND ({changed})"))
    with connection.cursor() as cursor:
        for name, deed, condition in guards:
            for statement in _guard(f"keep_{table}_{name}", deed, table, condition):
                cursor.execute(statement)


def _guard(name: str, deed: str, table: str, condition: str) -> tuple[str, ...]:
    only = f"WHEN ({condition})" if condition else ""
    quoted, on = connection.ops.quote_name(name), connection.ops.quote_name(table)
    if connection.vendor == "postgresql":
        refuse = f"RAISE EXCEPTION '{_KEPT}' USING ERRCODE = 'integrity_constraint_violation'"
        return (
            f"CREATE OR REPLACE FUNCTION tinhso_keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {refuse}; END $$",
            f"CREATE OR REPLACE TRIGGER {quoted} BEFORE {deed} ON {on} FOR EACH ROW {only} EXECUTE FUNCTION tinhso_keep()",
        )
    return (
        f"DROP TRIGGER IF EXISTS {quoted}",
        f"CREATE TRIGGER {quoted} BEFORE {deed} ON {on} FOR EACH ROW {only} BEGIN SELECT RAISE(ABORT, '{_KEPT}'); END",
    )


_KEPT = "what is signed is kept"


@contextmanager
def without_guards() -> Iterator[CursorWrapper]:
    """For tests that empty whole tables between them: neither `keep_rows` nor foreign keys speak meanwhile.

    On PostgreSQL the role must be a superuser, as that of the tests' own cluster is.
    """
    with connection.constraint_checks_disabled(), transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
            yield cursor
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        guards = cursor.fetchall()
        for name, _ in guards:
            cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}")
        yield cursor
        for _, statement in guards:
            cursor.execute(statement)


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


class Copying:
    """Inserts rows given in PostgreSQL's COPY text format (one a line, cells between tabs, \\N for null), in the caller's
    transaction, while the caller makes the next ones. Use it as a block, and no query of one's own inside the block.
    """

    def __enter__(self) -> "Copying":
        self._thread = ThreadPoolExecutor(1)
        self._running: list[Future[None]] = []
        return self

    def __exit__(self, kind: object, *problem: object) -> None:
        self._thread.shutdown(cancel_futures=kind is not None)
        if kind is None:
            for one in self._running:
                one.result()

    def checked(self) -> None:
        """What was put until now refers to nothing that is still to come: its foreign keys may be looked at."""
        if connection.vendor == "postgresql":
            self._running.append(self._thread.submit(_check, connection.connection))

    def put(self, model: type[models.Model], columns: Sequence[str], text: str) -> None:
        """Insert these rows of a model. What the database refuses is raised at the end of the block."""
        fields = {field.attname: field for field in model._meta.concrete_fields}
        names = ", ".join(connection.ops.quote_name(str(fields[name].column)) for name in columns)
        table = connection.ops.quote_name(model._meta.db_table)
        if connection.vendor == "postgresql":
            copy = f"COPY {table} ({names}) FROM STDIN"
            self._running.append(self._thread.submit(_copy, connection.connection, copy, text))
            return
        rows = [
            [_stored(fields[name], cell) for name, cell in zip(columns, line.split("\t"), strict=True)]
            for line in text.splitlines()
        ]
        with connection.cursor() as cursor:
            places = ", ".join(["%s"] * len(columns))
            # Names of our own models, quoted by Django; the values are parameters.
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", rows)  # noqa: S608


def _check(raw: Any) -> None:
    """Look at the foreign keys of what was copied so far, instead of all of them while the commit waits."""
    raw.execute("SET CONSTRAINTS ALL IMMEDIATE")
    raw.execute("SET CONSTRAINTS ALL DEFERRED")


def _copy(raw: Any, statement: str, text: str) -> None:
    with raw.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(text)


_UNESCAPED = {"t": "\t", "n": "\n", "r": "\r"}


def _stored(field: Any, cell: str) -> Any:
    """A cell of the COPY format as SQLite stores that field."""
    if cell == "\\N":
        return None
    plain = re.sub(r"\\(.)", lambda found: _UNESCAPED.get(found.group(1), found.group(1)), cell)
    field = getattr(field, "target_field", field)
    match field:
        case models.BinaryField():
            return bytes.fromhex(plain.removeprefix("\\x"))
        case models.JSONField():
            return json.dumps(json.loads(plain), ensure_ascii=False)
        case models.BooleanField():
            return plain == "t"
        case models.TextField() | models.CharField():
            return plain
    return field.get_db_prep_save(field.to_python(plain), connection)
