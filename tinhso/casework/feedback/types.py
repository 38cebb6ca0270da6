"""What feedback takes and gives."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from tinhso.engines.deadlines.types import Term
from tinhso.kernel.actor import Actor

ANSWER, READ = "feedback.answer", "feedback.read"
LONGEST = 3000


class State(StrEnum):
    """`refused`: not this agency's to answer, with the reason as its answer."""

    SENT = "sent"
    RECEIVED = "received"
    ANSWERED = "answered"
    REFUSED = "refused"

    @property
    def is_open(self) -> bool:
        return self in (State.SENT, State.RECEIVED)

    @property
    def words(self) -> str:
        return _WORDS[self]


_WORDS = {
    State.SENT: "Đã gửi",
    State.RECEIVED: "Đang xem xét",
    State.ANSWERED: "Đã trả lời",
    State.REFUSED: "Không thuộc thẩm quyền",
}


@dataclass(frozen=True, kw_only=True)
class Matter:
    """What feedback is about, as its owner tells it."""

    kind: str
    id: UUID
    code: str
    title: str
    procedure_code: str
    owner_agency_id: UUID


class Matters(Protocol):
    """Whoever owns a kind of matter tells feedback about it; refusals are the owner's own."""

    def about(self, subject_id: UUID) -> Matter: ...

    def admit(self, subject_id: UUID, *, actor: Actor) -> bool:
        """Raise when the actor may not see it; tell whether the actor stands for its applicant."""
        ...

    def link(self, subject_id: UUID) -> str:
        """Where officers read it."""
        ...

    def page(self, subject_id: UUID) -> str:
        """Where its people read it."""
        ...


@dataclass(frozen=True, kw_only=True)
class Topic:
    """What feedback can be about."""

    code: str
    title: str
    title_en: str


@dataclass(frozen=True, kw_only=True)
class FeedbackRule:
    """Topics, the term to answer, how many of one matter may be open at once."""

    topics: tuple[Topic, ...]
    answer_within: Term
    most_open: int


@dataclass(frozen=True, kw_only=True)
class Feedback:
    """One feedback as its sender and its agency see it."""

    id: UUID
    subject_kind: str
    subject_id: UUID
    matter_code: str
    matter_title: str
    agency_id: UUID
    topic: str
    text: str
    state: State
    sent_at: datetime
    due_at: datetime
    answered_at: datetime | None
    answer: str
    satisfied: bool | None
    may_publish: bool
    is_published: bool

    def is_late(self, at: datetime) -> bool:
        return (self.answered_at or at) > self.due_at and self.state is not State.REFUSED


@dataclass(frozen=True, kw_only=True)
class Published:
    """What everybody reads: no sender, no code of the matter."""

    title: str
    topic: str
    agency_id: UUID
    text: str
    answer: str
    answered_at: datetime
