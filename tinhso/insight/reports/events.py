"""What reports publish."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from tinhso.kernel.event import Event


@dataclass(frozen=True, kw_only=True)
class ReportClosed(Event):
    """A period of a report was closed (`number` 1) or corrected after closing; the copy is frozen with its records."""

    name: ClassVar[str] = "report.closed"
    copy_id: UUID
    report: str
    first: str
    last: str
    number: int
