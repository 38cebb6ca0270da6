"""What the exchange publishes."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from tinhso.kernel.event import Event


@dataclass(frozen=True, kw_only=True)
class HandedOver(Event):
    """Something that the portal handed over is here with its files: a `dossier` filed there, or the `supplement` of one."""

    name: ClassVar[str] = "national_portal.handed_over"
    inbound_id: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class DossierTold(Event):
    """The portal has a dossier as it was after the event `cause_id`, or refused it for good (`is_told` False).

    `accepted_on`: the day of the province on which the dossier was accepted, None before that.
    """

    name: ClassVar[str] = "national_portal.told"
    subject_id: UUID
    cause_id: UUID
    procedure_code: str
    owner_agency_id: UUID
    status: int
    accepted_on: date | None
    is_told: bool
