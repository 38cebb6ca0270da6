"""What a subscriber receives and what an operator sees."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class EventRecord:
    """One event as it was written: `payload` holds JSON values; ids of the actor say who caused it."""

    id: UUID
    name: str
    version: int
    aggregate_kind: str
    aggregate_id: UUID
    seq: int
    at: datetime
    payload: Mapping[str, Any]
    person_id: UUID | None
    post_id: UUID | None
    agency_id: UUID | None
    channel: str
    request_id: UUID


@dataclass(frozen=True, kw_only=True)
class StuckDelivery:
    """A delivery that failed for good (dead) or waits for its next try; later events of its aggregate wait behind it."""

    id: int
    event_id: UUID
    event_name: str
    subscriber: str
    attempts: int
    is_dead: bool
    next_at: datetime
    last_error: str
    waiting_behind: int


Handler = Callable[[EventRecord], None]
