"""Public shapes of notes."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

Subject = tuple[str, UUID]


@dataclass(frozen=True, kw_only=True)
class Note:
    """One note of a thread; `mentioned`: who is called upon."""

    id: UUID
    author_id: UUID
    mentioned: tuple[UUID, ...]
    text: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Mention:
    """A note in which somebody was called upon and has not looked yet."""

    id: UUID
    subject: Subject
    author_id: UUID
    at: datetime
