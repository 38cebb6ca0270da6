"""What custody gives and takes."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

Subject = tuple[str, UUID]


class ThingKind(StrEnum):
    """What is in custody."""

    COMPONENT = "component"
    RESULT = "result"
    TOOL = "tool"

    @property
    def words(self) -> str:
        return _KINDS[self]


class ThingState(StrEnum):
    """`held` by a post of the office, `posted` while the post carries it; the others are where it went for good."""

    HELD = "held"
    POSTED = "posted"
    GIVEN = "given"
    ARCHIVED = "archived"
    LOST = "lost"

    @property
    def words(self) -> str:
        return _STATES[self]


class SlipState(StrEnum):
    """`waiting` for the receiver; `closed` when every line was answered; `recalled` by the giver."""

    WAITING = "waiting"
    CLOSED = "closed"
    RECALLED = "recalled"


class MoveState(StrEnum):
    """How one thing of a hand-over ended: `missing` stays with the giver, with the receiver's reason."""

    WAITING = "waiting"
    RECEIVED = "received"
    MISSING = "missing"
    RECALLED = "recalled"


_KINDS = {
    ThingKind.COMPONENT: "Giấy tờ của hồ sơ",
    ThingKind.RESULT: "Kết quả bản giấy",
    ThingKind.TOOL: "Vật kèm theo",
}
_STATES = {
    ThingState.HELD: "Đang giữ",
    ThingState.POSTED: "Bưu điện đang giữ",
    ThingState.GIVEN: "Đã giao người dân",
    ThingState.ARCHIVED: "Đã nộp lưu trữ",
    ThingState.LOST: "Báo mất, hỏng",
}


@dataclass(frozen=True, kw_only=True)
class NewThing:
    """A thing as it comes in. `code` tells things of one subject apart (a component's code)."""

    kind: ThingKind
    code: str
    title: str
    count: int = 1


@dataclass(frozen=True, kw_only=True)
class Thing:
    """A thing in custody. `reference` is what people call its subject (a dossier's code); `slip_id` while it moves.

    `is_hidden`: its reader may not see the subject, so `title`, `code` and `reference` say nothing of it.
    """

    id: UUID
    subject: Subject
    reference: str
    kind: ThingKind
    code: str
    title: str
    count: int
    state: ThingState
    agency_id: UUID | None
    post_id: UUID | None
    since: datetime
    slip_id: UUID | None
    is_hidden: bool = False

    @property
    def veiled(self) -> "Thing":
        """The thing for who may not see its subject: a closed envelope with a mark of its own, to be told from others."""
        title = f"Bì kín theo mức bảo mật, ký hiệu {self.id.hex[-6:].upper()}"
        return replace(self, title=title, reference="(theo mức bảo mật)", code="", is_hidden=True)

    @property
    def line(self) -> str:
        """The thing in one line."""
        return self.title if self.count == 1 else f"{self.title} ({self.count} bản)"


@dataclass(frozen=True, kw_only=True)
class Move:
    """One hand-over of one thing. A side without an agency is the citizen; `words`: how the citizen was known, why not."""

    thing: Thing
    seq: int
    state: MoveState
    from_agency_id: UUID | None
    from_post_id: UUID | None
    giver_id: UUID | None
    given_at: datetime
    to_agency_id: UUID | None
    to_post_id: UUID | None
    receiver_id: UUID | None
    received_at: datetime | None
    words: str


@dataclass(frozen=True, kw_only=True)
class Slip:
    """A hand-over slip: its giver confirmed by opening it, its receiver confirms line by line."""

    id: UUID
    token: str
    state: SlipState
    from_agency_id: UUID
    from_post_id: UUID
    giver_id: UUID
    given_at: datetime
    to_agency_id: UUID
    to_post_id: UUID
    receiver_id: UUID | None
    closed_at: datetime | None
    note: str
    count: int
    moves: tuple[Move, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ThingPage:
    """A page of things, longest held first; `next_cursor` is "" on the last one."""

    things: tuple[Thing, ...]
    next_cursor: str
