"""Questions to other agencies."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from tinhso.engines.deadlines.types import Term
from tinhso.engines.workflow.types import Opinion


class QuestionState(StrEnum):
    """Where a question to another agency stands; `waiting` = its turn has not come."""

    WAITING = "waiting"
    OPEN = "open"
    ANSWERED = "answered"
    RECALLED = "recalled"


class Silence(StrEnum):
    """What it means that an asked agency does not answer."""

    AGREED = "agreed"
    REMINDER = "reminder"


@dataclass(frozen=True, kw_only=True)
class ConsultationRule:
    """How agencies are asked (kind `consultation_rule`). `papers` None = every paper; `silence_after` None = when due.

    `question`, `papers`, `answers`, `applicant` are what a step of a process asks and shows.
    """

    version_id: UUID
    code: str
    title: str
    roles: tuple[str, ...]
    term: Term
    silence: Silence
    silence_after: Term | None
    escalate_after: Term | None
    late_needs_reason: bool
    question: str
    papers: tuple[str, ...] | None
    answers: bool
    applicant: bool


@dataclass(frozen=True, kw_only=True)
class Question:
    """What one agency is asked: the words, by when (None = the rule's term), and all that it may see."""

    agency_id: UUID
    text: str
    term: Term | None = None
    files: tuple[UUID, ...] = ()
    topics: tuple[str, ...] = ()
    shows_applicant: bool = False


@dataclass(frozen=True, kw_only=True)
class Consultation:
    """A question with its answer. Instants are aware UTC; `late_words` says by how much the answer is or was late, ""
    while it is in time. `answer` is an Opinion, None until answered; with `by_silence` nobody said it."""

    id: UUID
    dossier_id: UUID
    seq: int
    round: int
    agency_id: UUID
    asking_agency_id: UUID
    title: str
    question: str
    files: tuple[UUID, ...]
    topics: tuple[str, ...]
    shows_applicant: bool
    state: QuestionState
    is_step: bool
    asked_at: datetime
    asked_by_id: UUID | None
    sent_at: datetime | None
    due_at: datetime | None
    past_due_reason: str
    reminded_at: datetime | None
    escalated_at: datetime | None
    closed_at: datetime | None
    closed_by_id: UUID | None
    answer: Opinion | None
    by_silence: bool
    opinion: str
    late_reason: str
    late_words: str
    file_id: UUID | None
    is_signed: bool
    recall_reason: str
    request_file_id: UUID | None = None
