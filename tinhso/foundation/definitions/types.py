"""Applied versions and the plan of an apply."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from tinhso.kernel.definitions.types import Consequence


@dataclass(frozen=True, kw_only=True)
class DefinitionVersion:
    """One immutable version. `body` holds the whole definition as JSON values and must not be changed."""

    id: UUID
    kind: str
    code: str
    title: str
    effective_from: date
    effective_to: date | None
    revision: int
    sha256: str
    applied_at: datetime
    body: Mapping[str, Any]

    @property
    def legal_basis(self) -> tuple[Mapping[str, str], ...]:
        return tuple(self.body["legal_basis"])


class Change(StrEnum):
    """What applying would do with one definition."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, kw_only=True)
class PlannedChange:
    """One line of the plan: what, which revision it would become, and the differences as text."""

    kind: str
    code: str
    title: str
    effective_from: date
    change: Change
    revision: int
    lines: tuple[str, ...]
    consequences: tuple[Consequence, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What applying a folder would change, and versions in force that the folder no longer holds (kept as they are)."""

    changes: tuple[PlannedChange, ...]
    missing: tuple[str, ...]

    @property
    def gaps(self) -> tuple[str, ...]:
        """What applying would leave behind; while there is any, applying is refused."""
        return tuple(one.words for change in self.changes for one in change.consequences if one.is_gap)

    @property
    def is_empty(self) -> bool:
        return all(change.change is Change.SAME for change in self.changes)
