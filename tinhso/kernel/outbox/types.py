"""What a subscriber receives and what an operator sees."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from tinhso.kernel.event import Event


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


class Audience(StrEnum):
    """To which other systems an event is told: to those that see one of its agencies, to the one it names, to all."""

    AGENCY = "agency"
    CLIENT = "client"
    EVERYBODY = "everybody"


@dataclass(frozen=True, kw_only=True)
class PublishedEvent:
    """A module offers one of its events to other systems (`offers.py`); what is not offered stays inside.

    `scope`: what a system must be granted. `fields`: for AGENCY the payload's agency ids, for CLIENT the payload's client
    code. `is_open`: asked before every telling, for what may be closed to others later (confidential matters).
    """

    event: type[Event]
    title: str
    title_en: str
    scope: str
    audience: Audience
    fields: tuple[str, ...] = ()
    is_open: Callable[[EventRecord], bool] | None = None

    @property
    def name(self) -> str:
        return self.event.name


Handler = Callable[[EventRecord], None]
