"""What webhooks publish about themselves."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from tinhso.kernel.event import Event


@dataclass(frozen=True, kw_only=True)
class ReceiverSilent(Event):
    """A receiver takes nothing: `state` active = still tried, held = no longer until its owner says so, gone = it said 410."""

    name: ClassVar[str] = "webhooks.receiver_silent"
    client_id: UUID
    subscription_id: UUID
    state: str
    since: datetime
