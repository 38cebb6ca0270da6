"""What happened to things in custody: ids and coded facts, no personal data."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from tinhso.kernel.event import Event


@dataclass(frozen=True, kw_only=True)
class PaperMoved(Event):
    """A thing went from hand to hand. `how`: taken_in, handed_over, missing, posted, given_back, archived, lost; a side without an
    agency is the citizen. `waited_minutes` = from the giver's confirmation to the receiver's.
    """

    name: ClassVar[str] = "custody.paper_moved"
    version: ClassVar[int] = 1
    thing_id: UUID
    subject_kind: str
    subject_id: UUID
    kind: str
    count: int
    how: str
    from_agency_id: UUID | None
    to_agency_id: UUID | None
    waited_minutes: int
