"""What registers give."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True)
class Entry:
    """One line of a register: what was issued under which number. Holds no personal data.

    `notation` is the number as printed ("07/GP-UBND"); `subject` is the caller's thing, e.g. ("dossier", id).
    """

    id: UUID
    register: str
    year: int
    number: int
    notation: str
    agency_id: UUID | None
    subject: tuple[str, UUID]
    title: str
    issued_on: date
    valid_to: date | None
    recorded_at: datetime
