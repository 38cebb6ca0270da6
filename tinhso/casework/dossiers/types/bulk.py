"""One act for many dossiers."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class BulkKind(StrEnum):
    """What may be done to several rows of a list at once."""

    TAKE = "take"
    ASSIGN = "assign"
    OUTCOME = "outcome"


@dataclass(frozen=True, kw_only=True)
class BulkRow:
    """One chosen row as the page showed it."""

    task_id: UUID
    version: int = 0
    held_by: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class BulkOrder:
    """What an officer orders for the chosen rows; `outcome` is the button's code and `title` its words."""

    kind: BulkKind
    rows: tuple[BulkRow, ...]
    outcome: str = ""
    title: str = ""
    to_person_id: UUID | None = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class BulkLine:
    """How one row went: done, refused for a reason, or not tried yet. `waits`: done when the officer's initial has come in."""

    task_id: UUID
    dossier_id: UUID | None
    code: str
    is_done: bool
    refusal: str
    waits: bool


@dataclass(frozen=True, kw_only=True)
class BulkReport:
    """An order and its rows in the order in which they were chosen."""

    key: UUID
    kind: BulkKind
    title: str
    lines: tuple[BulkLine, ...]

    @property
    def done(self) -> int:
        return sum(line.is_done and not line.waits for line in self.lines)

    @property
    def waiting(self) -> int:
        return sum(line.waits for line in self.lines)

    @property
    def untried(self) -> int:
        return sum(not (line.is_done or line.refusal) for line in self.lines)
