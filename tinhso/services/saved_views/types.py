"""What callers get: a list kept under a name."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class SavedView:
    """`address` is the query string that reproduces the list; `is_own`: kept by the reader, not by a colleague."""

    id: UUID
    title: str
    address: str
    is_own: bool
    is_shared: bool
    is_default: bool
