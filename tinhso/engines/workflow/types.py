"""Public values of the workflow engine."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from tinhso.engines.deadlines.types import Term

SubjectRef = tuple[str, UUID]


class EndCode(StrEnum):
    """How a process may end."""

    GRANTED = "granted"
    REFUSED = "refused"
    NOT_ACCEPTED = "not_accepted"
    STOPPED = "stopped"
    WITHDRAWN = "withdrawn"


class Act(StrEnum):
    """What a step does to the subject beside moving it on; the caller performs it."""

    ACCEPT = "accept"
    DRAFT = "draft"
    APPROVE = "approve"
    SIGN = "sign"
    SEAL = "seal"
    NUMBER = "number"
    RETURN = "return"


class Opinion(StrEnum):
    """What an agency that is asked may answer: the outcome codes of a step that `consults`."""

    AGREED = "agreed"
    OBJECTED = "objected"
    NEEDS_MORE = "needs_more"


class Place(StrEnum):
    """Where a step's role is looked for, when it is not an agency's code."""

    ONE_STOP = "one_stop"
    OWNER = "owner"
    LEADER = "leader"
    SPECIALISED_DEPARTMENT = "specialised_department"
    SUPERIOR = "superior"
    COMMUNE = "commune"


class TaskState(StrEnum):
    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"
    UNDONE = "undone"


@dataclass(frozen=True)
class ProcessProblem:
    """One thing wrong in a `process` body: the JSON pointer to it, and a Vietnamese sentence that names the element."""

    pointer: str
    message: str

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True, kw_only=True)
class Guard:
    """What must hold before a button may be pressed, and the words that say why it may not."""

    when: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """A button of a task.

    `does`: the acts performed when it is chosen. `decision`: what a drafted result says (granted, refused or "").
    `end`: the end code when this outcome leads straight to an end, else "". `only_if`: guards, all of which must hold.
    """

    code: str
    title: str
    does: tuple[str, ...] = ()
    decision: str = ""
    needs_reason: bool = False
    end: str = ""
    only_if: tuple[Guard, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Task:
    """One step of one subject, open or closed. `closed_by` is the person who completed it. `consults` names the rule by
    which the step asks another agency for its opinion, else "". When `moves_after` is over and the step is still open,
    the platform completes it with the outcome `moves_outcome`."""

    id: UUID
    subject: SubjectRef
    step: str
    title: str
    role: str
    place: str
    does: tuple[str, ...]
    consults: str
    note: str
    outcomes: tuple[Outcome, ...]
    term: Term | None
    opened_at: datetime
    due_at: datetime | None
    state: TaskState
    post_id: UUID | None
    person_id: UUID | None
    outcome: str
    closed_at: datetime | None
    closed_by: UUID | None
    moves_after: Term | None = None
    moves_outcome: str = ""


@dataclass(frozen=True, kw_only=True)
class OpeningStep:
    """A step that is about to open a task: what its due time depends on."""

    code: str
    place: str
    does: tuple[str, ...]
    consults: str
    term: Term | None
    moves_after: Term | None = None


@dataclass(frozen=True, kw_only=True)
class Progress:
    """What one call changed; `end` is an EndCode when the process is over, else None."""

    opened: tuple[Task, ...]
    closed: tuple[Task, ...]
    finished: bool
    end: str | None
