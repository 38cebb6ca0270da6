"""Who calls, and what the answer says about how often."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from tinhso.foundation.access.types import Client
from tinhso.kernel.actor import Actor

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Another system that was let in at an operation."""

    client: Client
    actor: Actor


@dataclass(frozen=True, kw_only=True)
class Quota:
    """How many calls a minute, how many are left of this one, in how many seconds the next begins."""

    limit: int
    remaining: int
    reset: int


@dataclass(frozen=True, kw_only=True)
class Page(Generic[T]):
    """Some items of a list; `next_cursor` asks for those after them, "" = there are none."""

    items: tuple[T, ...]
    next_cursor: str
