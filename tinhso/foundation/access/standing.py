"""Standing data: definitions and what is projected from them (roles, agencies, units), imported records.

It is read by every request and changes a few times a year, so each process keeps what it has read. One stamp, looked up
once a request, tells when that is out of date.
"""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar, TypeVarTuple
from uuid import UUID

from tinhso.foundation.access import memory
from tinhso.foundation.access.models import StandingStamp
from tinhso.kernel.ids import new_id

A = TypeVarTuple("A")
T = TypeVar("T")

_ONLY = 1


def mark_changed() -> None:
    """Gives standing data a stamp that it never had, in the caller's transaction, after the rows were written."""
    StandingStamp.objects.update_or_create(id=_ONLY, defaults={"value": new_id()})
    memory.forget_facts()


def stamp() -> UUID | None:
    """The stamp now; None before anything was applied."""
    return memory.remembered("standing", _read)


def _read() -> UUID | None:
    return StandingStamp.objects.filter(id=_ONLY).values_list("value", flat=True).first()


def kept(maxsize: int) -> Callable[[Callable[[*A], T]], Callable[[*A], T]]:
    """For a function that reads standing data only: its answers are kept in the process until standing data changes.

    The answers are shared between requests and threads, so nobody changes them. Arguments are hashable.
    """

    def keep(read: Callable[[*A], T]) -> Callable[[*A], T]:
        @lru_cache(maxsize=maxsize)
        def known(at: UUID | None, asked: tuple[*A]) -> T:
            return read(*asked)

        @wraps(read)
        def ask(*asked: *A) -> T:
            return known(stamp(), asked)

        return ask

    return keep
