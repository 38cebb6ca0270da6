"""What reforms publish."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from tinhso.kernel.event import Event


@dataclass(frozen=True, kw_only=True)
class ReformCarriedOut(Event):
    """A reform of units moved everything that pointed at what ended."""

    name: ClassVar[str] = "reform.carried_out"
    reform: str
    effective_from: date
    version_id: UUID
