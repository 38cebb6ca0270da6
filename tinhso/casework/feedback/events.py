"""What feedback publishes: ids and coded facts; what people wrote stays in the module."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from tinhso.kernel.event import Event


@dataclass(frozen=True, kw_only=True)
class FeedbackEvent(Event):
    """Facts every event of feedback carries. `received_on`: the day it reached the agency."""

    feedback_id: UUID
    subject_kind: str
    subject_id: UUID
    procedure_code: str
    agency_id: UUID
    topic: str
    state: str
    received_on: date
    due_at: datetime
    answered_at: datetime | None
    satisfied: bool | None


@dataclass(frozen=True, kw_only=True)
class FeedbackSent(FeedbackEvent):
    """Somebody told an agency what is wrong; its answer is due."""

    name: ClassVar[str] = "feedback.sent"


@dataclass(frozen=True, kw_only=True)
class FeedbackReceived(FeedbackEvent):
    """The agency looks into it."""

    name: ClassVar[str] = "feedback.received"


@dataclass(frozen=True, kw_only=True)
class FeedbackAnswered(FeedbackEvent):
    """The agency answered."""

    name: ClassVar[str] = "feedback.answered"


@dataclass(frozen=True, kw_only=True)
class FeedbackRefused(FeedbackEvent):
    """It is not this agency's to answer; it counts for nobody."""

    name: ClassVar[str] = "feedback.refused"


@dataclass(frozen=True, kw_only=True)
class FeedbackJudged(FeedbackEvent):
    """Its sender says whether the answer will do."""

    name: ClassVar[str] = "feedback.judged"
