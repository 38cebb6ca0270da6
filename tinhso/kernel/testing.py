"""What tests of several files stand on in turn."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any, Protocol, TypeVar

from django.core.cache import cache
from django.db import transaction

Made = TypeVar("Made")


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
