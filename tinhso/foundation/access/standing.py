"""Standing data is read by every request and changes rarely, so each process keeps what it has read.

A stamp for each kind of it, all looked up together once a request, tells when that is out of date.
"""

from collections.abc import Callable, Mapping
from enum import IntEnum
from functools import lru_cache, wraps
from typing import TypeVar, TypeVarTuple

from django.db import connection

from tinhso.foundation.access import memory
from tinhso.foundation.access.models import StandingStamp
from tinhso.kernel.ids import new_id

A = TypeVarTuple("A")
T = TypeVar("T")


class Standing(IntEnum):
    """What changes together."""

    DEFINED = 1  # definitions, what is projected from them (roles, agencies, units), imported records
    SEATED = 2  # who holds and who covers which post


def mark_changed(kind: Standing = Standing.DEFINED) -> None:
    """Gives that kind a stamp which it never had, in the caller's transaction, after the rows were written."""
    StandingStamp.objects.update_or_create(id=kind, defaults={"value": new_id()})
    memory.forget_facts()


def stamp(kind: Standing = Standing.DEFINED) -> str | None:
    """The stamp now; None before anything of that kind was written."""
    return memory.remembered("standing", _stamps).get(kind)


def _stamps() -> Mapping[int, str]:
    # Every request asks this, so the statement is written once here instead of by the ORM each time.
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, value FROM access_standingstamp")
        return {kind: str(value) for kind, value in cursor.fetchall()}


def kept(maxsize: int, kind: Standing = Standing.DEFINED) -> Callable[[Callable[[*A], T]], Callable[[*A], T]]:
    """For a function that reads one kind of standing data only: each process keeps its answers until that changes.

    The answers are shared between requests and threads, so nobody changes them. Arguments are hashable.
    """

    def keep(read: Callable[[*A], T]) -> Callable[[*A], T]:
        @lru_cache(maxsize=maxsize)
        def known(at: str | None, asked: tuple[*A]) -> T:
            return read(*asked)

        @wraps(read)
        def ask(*asked: *A) -> T:
            return known(stamp(kind), asked)

        return ask

    return keep
