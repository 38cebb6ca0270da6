"""What the post tells: ids and coded facts, no address and no name."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from tinhso.kernel.event import Event


@dataclass(frozen=True, kw_only=True)
class LetterMoved(Event):
    """A letter is somewhere else now. `state` and `was` are those of `OrderState`; `national` the field's own code."""

    name: ClassVar[str] = "post.moved"
    version: ClassVar[int] = 1
    order_id: UUID
    subject_kind: str
    subject_id: UUID
    direction: str
    agency_id: UUID
    was: str
    state: str
    national: int
    source: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class PostContradicted(Event):
    """What the post tells does not fit what is known: a person has to look."""

    name: ClassVar[str] = "post.contradicted"
    version: ClassVar[int] = 1
    finding_id: UUID
    order_id: UUID | None
    kind: str
