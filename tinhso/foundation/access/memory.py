"""What is remembered while one request is answered: reads to log, and facts of posts already asked for.

Outside a request (workers, commands) nothing is remembered: reads are written at once and facts asked again.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TypeVar, cast

from tinhso.foundation.access.types import HolderRef, Target
from tinhso.kernel.actor import Actor

T = TypeVar("T")


@dataclass
class RequestMemory:
    """The buffer of one request."""

    holders: dict[HolderRef, None] = field(default_factory=dict)
    purposes: dict[str, None] = field(default_factory=dict)
    targets: dict[Target, None] = field(default_factory=dict)
    actor: Actor | None = None
    facts: dict[object, object] = field(default_factory=dict)


_current: ContextVar[RequestMemory | None] = ContextVar("tinhso_request_memory", default=None)


def current() -> RequestMemory | None:
    """The memory of the request being answered, if there is one."""
    return _current.get()


@contextmanager
def opened() -> Iterator[RequestMemory]:
    """Remember inside the block."""
    memory = RequestMemory()
    token = _current.set(memory)
    try:
        yield memory
    finally:
        _current.reset(token)


def remembered(key: object, ask: Callable[[], T]) -> T:
    """The answer for this key, asked once a request."""
    memory = _current.get()
    if memory is None:
        return ask()
    if key not in memory.facts:
        memory.facts[key] = ask()
    return cast("T", memory.facts[key])


def forget_facts() -> None:
    """Drop remembered facts: roles or postings have just changed."""
    memory = _current.get()
    if memory is not None:
        memory.facts.clear()
