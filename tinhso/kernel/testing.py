"""What tests of several files stand on in turn."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any, Protocol, TypeVar

from django.apps import apps
from django.core.cache import cache
from django.db import connection, transaction

from tinhso.kernel.database import without_guards

Made = TypeVar("Made")
# What migrating writes by itself; tests find it as they find the tables.
_OF_THE_SCHEMA = ("contenttypes.ContentType", "auth.Permission")


class Blocker(Protocol):
    """pytest-django's guard of the database."""

    def unblock(self) -> AbstractContextManager[None]: ...


class Lent:
    """Rows that cost much to write, kept in an open transaction for one file of tests after another.

    They are rolled back when something else is asked for, or when a test comes that reckons with an empty database
    (the hook in the root's conftest.py sees to that).
    """

    def __init__(self) -> None:
        self._open: ExitStack | None = None
        self._key: Hashable = None
        self._made: Any = None

    @contextmanager
    def lend(self, key: Hashable, make: Callable[[], Made], *, blocker: Blocker) -> Iterator[Made]:
        """What `make` wrote and gave, made now unless it stands already; what is written meanwhile is rolled back."""
        with blocker.unblock():
            cache.clear()
            if self._open is None or self._key != key:
                self.take_back()
                self._open, self._key = ExitStack(), key
                self._open.enter_context(transaction.atomic())
                self._made = make()
            with transaction.atomic():
                yield self._made
                transaction.set_rollback(True)

    def take_back(self) -> None:
        if self._open is not None:
            transaction.set_rollback(True)
            self._open.close()
            self._open = self._key = self._made = None


LENT = Lent()


def empty_tables() -> None:
    """No row is left of any model, kept ones neither (`kernel.database.keep_rows`); the guards stand again afterwards.

    Between tests with several connections. Only tables that hold rows are touched: truncating hundreds takes a second.
    On PostgreSQL the role must be a superuser, as that of the tests' own cluster is.
    """
    stays = {apps.get_model(name)._meta.db_table for name in _OF_THE_SCHEMA}
    quoted = connection.ops.quote_name
    tables = [quoted(name) for name in connection.introspection.django_table_names() if name not in stays]
    with without_guards() as cursor:
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT {number} WHERE EXISTS (SELECT 1 FROM {table})" for number, table in enumerate(tables)
            )
        )
        for (number,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {tables[number]}")
