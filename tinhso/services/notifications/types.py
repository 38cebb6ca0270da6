"""Public shapes of notices."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from enum import IntEnum, StrEnum
from typing import Protocol
from uuid import UUID


class Channel(StrEnum):
    """How a notice leaves the platform; its place in the inbox is not a channel, everybody has that."""

    EMAIL = "email"
    SMS = "sms"
    ZALO = "zalo"
    PUSH = "push"

    @property
    def words(self) -> str:
        return {"email": "thư điện tử", "sms": "tin nhắn SMS", "zalo": "Zalo", "push": "thông báo trên trình duyệt"}[
            self.value
        ]


class MessageState(StrEnum):
    """`uncertain`: it may have gone, nobody knows; it is not sent again unless an operator says so."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    SKIPPED = "skipped"

    @property
    def words(self) -> str:
        return {
            "waiting": "Đang chờ gửi",
            "sending": "Đang gửi",
            "sent": "Đã gửi",
            "failed": "Không gửi được",
            "uncertain": "Không rõ đã đi chưa",
            "skipped": "Không có nơi nhận",
        }[self.value]


class Outcome(StrEnum):
    """What one try came to."""

    SENT = "sent"
    LATER = "later"
    NEVER = "never"
    UNKNOWN = "unknown"

    @property
    def words(self) -> str:
        return {"sent": "đã nhận", "later": "thử lại sau", "never": "từ chối", "unknown": "không rõ"}[self.value]


class Priority(IntEnum):
    """What goes first; a low one waits for the day's digest."""

    URGENT = 0
    NORMAL = 1
    LOW = 2


class Audience(StrEnum):
    CITIZEN = "citizen"
    OFFICER = "officer"


@dataclass(frozen=True)
class Text:
    """A notice in one language."""

    title: str
    body: str


@dataclass(frozen=True, kw_only=True)
class ZaloParameter:
    """One parameter of a template that the Zalo account has approved: our text for it and its longest value there."""

    value: str
    most: int


@dataclass(frozen=True, kw_only=True)
class ZaloTemplate:
    """An approved ZNS template; `link`: the parameter that takes the path of the page, "" where it has no button."""

    id: str
    parameters: Mapping[str, ZaloParameter] = field(hash=False)
    link: str


@dataclass(frozen=True, kw_only=True)
class Template:
    """What is told when something happened (kind `notice_template`). `values`: name → longest text in characters."""

    version_id: UUID
    code: str
    kind: str
    channels: tuple[Channel, ...]
    is_urgent: bool
    values: Mapping[str, int] = field(hash=False)
    vi: Text
    en: Text
    sms: str
    zalo: ZaloTemplate | None


@dataclass(frozen=True, kw_only=True)
class NoticeKind:
    """What people choose about (kind `notice_kind`): a required one reaches them on a channel of their choice, always."""

    code: str
    title: str
    title_en: str
    hint: str
    hint_en: str
    is_required: bool
    priority: Priority
    audience: Audience


@dataclass(frozen=True, kw_only=True)
class Rule:
    """How the province sends (kind `notice_rule`).

    Hours in which a channel is silent, waits between tries in minutes, channels of which the first that reaches the
    person is enough, the hour of the day's digest, and which values may stand on a phone that a family shares.
    """

    quiet_from: time
    quiet_to: time
    quiet_channels: tuple[Channel, ...]
    retry_minutes: tuple[int, ...]
    alternatives: tuple[tuple[Channel, ...], ...] = ()
    digest_at: time | None = None
    phone_values: frozenset[str] = frozenset()


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
    """What a person chose: (kind, channel) pairs that are switched off, own quiet hours, digest, language of messages."""

    off: frozenset[tuple[str, Channel]] = frozenset()
    quiet_from: time | None = None
    quiet_to: time | None = None
    wants_digest: bool = True
    language: str = "vi"

    def wants(self, kind: str, channel: Channel) -> bool:
        return (kind, channel) not in self.off


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """One message as a channel sends it. `id` stays the same in every try, so that a receiver can tell a copy.

    `link`: an absolute address. `unsubscribe`: the address of one click, "" for what may not be unsubscribed.
    `zalo`: template and parameters.
    """

    id: UUID
    to: str
    title: str
    body: str
    link: str = ""
    language: str = "vi"
    unsubscribe: str = ""
    choose: str = ""
    zalo_template: str = ""
    zalo_parameters: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, kw_only=True)
class Try:
    """One attempt, with what the other side answered."""

    at: datetime
    outcome: Outcome
    answer: str


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
    sent_at: datetime | None = None
    delivered_at: datetime | None = None
    reference: str = ""
    tries: tuple[Try, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Told:
    """One notice about a thing, as an officer who handles the thing sees it: who, what, when, by which ways."""

    id: UUID
    person_id: UUID
    title: str
    at: datetime
    read_at: datetime | None
    messages: tuple[SentMessage, ...]
    is_unreached: bool


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One notice without its words: what it is about, and each channel with where it stands and when it is tried next."""

    id: UUID
    subject_id: UUID
    cause_id: UUID
    created_at: datetime
    is_read: bool
    is_unreached: bool
    ways: tuple[tuple[Channel, MessageState, datetime], ...]


@dataclass(frozen=True, kw_only=True)
class Subscription:
    """A browser that takes push messages (RFC 8030): its address and its two keys, base64url."""

    endpoint: str
    p256dh: str
    auth: str


class Sender(Protocol):
    """A channel behind its port.

    `send` returns the other side's own reference ("" where it gives none). Raises Unavailable (nothing went, or a second
    try is harmless), Undeliverable (never will), Uncertain (may have gone). `has_sent` answers whether a message of that
    id went, None where the other side cannot be asked.
    """

    def send(self, message: Outgoing) -> str: ...

    def has_sent(self, message_id: UUID) -> bool | None: ...

    def check_config(self) -> list[str]: ...
