"""What the exchange publishes."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from tinhso.kernel.event import Event


@dataclass(frozen=True, kw_only=True)
class HandedOver(Event):
    """Something that the portal handed over is here with its files: a `dossier` filed there, or the `supplement` of one."""

    name: ClassVar[str] = "national_portal.handed_over"
    inbound_id: UUID
    kind: str
