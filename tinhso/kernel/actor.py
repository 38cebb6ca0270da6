"""Who acts: the person, through which post, for which agency, or another system; over which channel, in which request."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from tinhso.kernel.ids import new_id


class Channel(StrEnum):
    """How the act reached the platform."""

    ONLINE = "online"
    COUNTER = "counter"
    POSTAL = "postal"
    API = "api"
    SYSTEM = "system"


@dataclass(frozen=True, kw_only=True)
class Actor:
    """An authority to act. All ids absent means anonymous; `post_id` present means an officer on duty.

    `client_id`: another system that calls the API with a key of its own (`access.api.client_by_key`). `assurance`: the level
    of this sign-in as the identity provider calls it, "" where the sign-in was by other means.
    """

    channel: Channel
    person_id: UUID | None = None
    user_id: UUID | None = None
    post_id: UUID | None = None
    agency_id: UUID | None = None
    client_id: UUID | None = None
    assurance: str = ""
    request_id: UUID = field(default_factory=new_id)

    @property
    def is_anonymous(self) -> bool:
        return self.person_id is None and self.client_id is None and self.channel is not Channel.SYSTEM

    @property
    def is_system(self) -> bool:
        return self.channel is Channel.SYSTEM

    @property
    def is_officer(self) -> bool:
        return self.post_id is not None


def system_actor() -> Actor:
    """The platform itself: scheduled jobs, set-up, subscribers."""
    return Actor(channel=Channel.SYSTEM)


def anonymous_actor(channel: Channel = Channel.ONLINE) -> Actor:
    """A visitor who has not signed in."""
    return Actor(channel=channel)
