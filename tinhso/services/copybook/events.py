"""What happened in the book of certified copies: ids and counts, no personal data."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from tinhso.kernel.event import Event


@dataclass(frozen=True, kw_only=True)
class CopiesCertified(Event):
    """The leader signed a batch: its lines have the numbers from `first` to `last`."""

    name: ClassVar[str] = "copies.certified"
    batch_id: UUID
    agency_id: UUID
    lines: int
    copies: int
    year: int
    first: int
    last: int
    signed_on: date


@dataclass(frozen=True, kw_only=True)
class LineStruckOut(Event):
    """A numbered line was struck out: it counts no more, its number is not given again."""

    name: ClassVar[str] = "copies.line_struck"
    line_id: UUID
    agency_id: UUID
    year: int
    number: int
