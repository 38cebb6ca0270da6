"""Public shapes of notices."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum
from typing import Protocol
from uuid import UUID


class Channel(StrEnum):
    """How a notice leaves the platform; its place in the inbox is not a channel, everybody has that."""

    EMAIL = "email"
    SMS = "sms"

    @property
    def words(self) -> str:
        return {"email": "thư điện tử", "sms": "tin nhắn SMS"}[self.value]


class MessageState(StrEnum):
    """`uncertain`: it may have gone, nobody knows; it is not sent again unless an operator says so."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Text:
    """A notice in one language."""

    title: str
    body: str


@dataclass(frozen=True, kw_only=True)
class Template:
    """What is told when something happened (kind `notice_template`). `values`: name → longest text in characters."""

    version_id: UUID
    code: str
    channels: tuple[Channel, ...]
    is_urgent: bool
    values: Mapping[str, int] = field(hash=False)
    vi: Text
    en: Text
    sms: str


@dataclass(frozen=True, kw_only=True)
class Rule:
    """How the province sends (kind `notice_rule`): hours in which a channel is silent, waits between tries in minutes."""

    quiet_from: time
    quiet_to: time
    quiet_channels: tuple[Channel, ...]
    retry_minutes: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One line of somebody's inbox."""

    id: UUID
    title: str
    body: str
    link: str
    at: datetime
    is_read: bool


@dataclass(frozen=True, kw_only=True)
class Preferences:
    """Which messages a person wants besides the inbox."""

    email: bool = True
    sms: bool = True


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """One message as a channel sends it. `id` stays the same in every try, so that a receiver can tell a copy."""

    id: UUID
    to: str
    title: str
    body: str


@dataclass(frozen=True, kw_only=True)
class SentMessage:
    """One message as the operator's log shows it; no address, no text."""

    id: UUID
    channel: Channel
    state: MessageState
    template: str
    attempts: int
    next_at: datetime
    error: str
    created_at: datetime


class Sender(Protocol):
    """A channel behind its port.

    `send` returns the other side's own reference ("" where it gives none). Raises Unavailable (nothing went, try
    later), Undeliverable (never will), Uncertain (may have gone). `has_sent` answers whether a message of that id
    went, None where the other side cannot be asked.
    """

    def send(self, message: Outgoing) -> str: ...

    def has_sent(self, message_id: UUID) -> bool | None: ...

    def check_config(self) -> list[str]: ...
