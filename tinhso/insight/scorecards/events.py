"""What scorecards publish."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from tinhso.kernel.event import Event


@dataclass(frozen=True, kw_only=True)
class ScorecardFrozen(Event):
    """A month of a scorecard was frozen for the province and every agency (`number` 1), or frozen again with a reason."""

    name: ClassVar[str] = "scorecard.frozen"
    frozen_id: UUID
    card: str
    first: str
    number: int
    agencies: int


@dataclass(frozen=True, kw_only=True)
class ContestDecided(Event):
    """A case that an agency contested was set right (upheld) or not."""

    name: ClassVar[str] = "scorecard.contest_decided"
    contest_id: UUID
    card: str
    item: str
    first: str
    agency_id: UUID
    upheld: bool
