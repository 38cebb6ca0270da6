"""What webhooks show to others."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class Mode(StrEnum):
    """How a CloudEvent lies in HTTP: all of it in the body, or its attributes in headers and the data in the body."""

    STRUCTURED = "structured"
    BINARY = "binary"


class State(StrEnum):
    """What a subscription does."""

    ACTIVE = "active"
    PAUSED = "paused"
    # Nobody took anything for so long that nothing more is tried until somebody says so.
    HELD = "held"
    # The receiver answered 410: it wants no more.
    GONE = "gone"
    REMOVED = "removed"

    @property
    def words(self) -> str:
        return {
            "active": "Đang gửi",
            "paused": "Tạm dừng",
            "held": "Tạm ngừng vì bên nhận không trả lời",
            "gone": "Bên nhận đã từ chối",
            "removed": "Đã xóa",
        }[self.value]


class DeliveryState(StrEnum):
    """What became of a delivery."""

    WAITING = "waiting"
    DONE = "done"
    DEAD = "dead"

    @property
    def words(self) -> str:
        return {"waiting": "Đang chờ gửi", "done": "Đã nhận", "dead": "Thôi gửi"}[self.value]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """How deliveries are tried (kind `webhook_rule`).

    A receiver that takes nothing is told to its owner after `warn_hours` and held after `hold_hours`; 0 = never.
    """

    waits_seconds: tuple[int, ...]
    give_up_hours: int
    answer_seconds: int
    log_days: int
    overlap_hours: int
    most_subscriptions: int
    replay_days: int
    warn_hours: int = 0
    hold_hours: int = 0

    def wait(self, tries: int) -> int:
        """Seconds until the next try after so many."""
        return self.waits_seconds[min(tries, len(self.waits_seconds)) - 1]


@dataclass(frozen=True, kw_only=True)
class Subscription:
    """Who wants which events where. `agency_ids` empty: of every agency that the system sees."""

    id: UUID
    client_id: UUID
    title: str
    url: str
    mode: Mode
    events: tuple[str, ...]
    agency_ids: tuple[UUID, ...]
    state: State
    created_at: datetime
    old_secret_until: datetime | None
    failures: int
    failing_since: datetime | None
    last_done_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class NewSecret:
    """A subscription and the secret its deliveries are signed with: told once."""

    subscription: Subscription
    secret: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One event on its way to one subscription. `http_status` 0 = no answer came."""

    id: UUID
    event_id: UUID
    event: str
    subject: str
    sequence: int
    state: DeliveryState
    tries: int
    is_replay: bool
    created_at: datetime
    next_at: datetime | None
    done_at: datetime | None
    http_status: int
    words: str


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One try: when, how long it took, what the receiver answered (its first characters, where it refused)."""

    at: datetime
    milliseconds: int
    http_status: int
    words: str
    answer: str


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of one call: `is_done` = the receiver has it."""

    is_done: bool
    http_status: int
    milliseconds: int
    words: str
    answer: str
    # Seconds that the receiver asked to wait.
    wait: int = 0


@dataclass(frozen=True, kw_only=True)
class EventType:
    """An event that other systems may hear of, with the JSON Schema of its data."""

    name: str
    version: int
    title: str
    title_en: str
    meaning: str
    scope: str
    schema: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Telling:
    """A CloudEvent as JSON: attributes and data."""

    attributes: Mapping[str, str]
    data: Mapping[str, Any]
