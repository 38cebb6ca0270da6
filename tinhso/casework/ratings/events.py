"""What ratings publish. The actor of these events is nobody: who rated is told to no other room."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from tinhso.kernel.event import Event


@dataclass(frozen=True, kw_only=True)
class RatingGiven(Event):
    """A slip as it stands now, the first time (`version_no` 1) or changed. `questions` and `points` go in pairs; a
    question without an answer is not there."""

    name: ClassVar[str] = "rating.given"
    version: ClassVar[int] = 1
    slip_id: UUID
    version_no: int
    subject_kind: str
    subject_id: UUID
    procedure_code: str
    field_code: str
    owner_agency_id: UUID
    receiving_agency_id: UUID
    way: str
    level: str
    is_satisfied: bool
    questions: tuple[str, ...]
    points: tuple[int, ...]
    on: date
