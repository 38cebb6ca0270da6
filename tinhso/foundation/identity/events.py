"""What identity publishes: ids only."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from tinhso.kernel.event import Event


@dataclass(frozen=True, kw_only=True)
class PersonRegistered(Event):
    """A person got a card."""

    name: ClassVar[str] = "person.registered"
    version: ClassVar[int] = 1
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class PersonNumbered(Event):
    """A person without a personal number got one (a newborn, an overseas Vietnamese)."""

    name: ClassVar[str] = "person.numbered"
    version: ClassVar[int] = 1
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class PersonMerged(Event):
    """Two cards of one person became one: whatever named `merged_id` now stands under `person_id`."""

    name: ClassVar[str] = "person.merged"
    version: ClassVar[int] = 1
    person_id: UUID
    merged_id: UUID


@dataclass(frozen=True, kw_only=True)
class OrganisationRegistered(Event):
    """An organisation got a card."""

    name: ClassVar[str] = "organisation.registered"
    version: ClassVar[int] = 1
    organisation_id: UUID


@dataclass(frozen=True, kw_only=True)
class PostAssigned(Event):
    """An officer takes a post, from–to."""

    name: ClassVar[str] = "post.assigned"
    version: ClassVar[int] = 1
    post_id: UUID
    person_id: UUID
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, kw_only=True)
class PostDelegated(Event):
    """A post is covered by another officer, from–to."""

    name: ClassVar[str] = "post.delegated"
    version: ClassVar[int] = 1
    post_id: UUID
    from_person_id: UUID
    to_person_id: UUID
    valid_from: date
    valid_to: date


@dataclass(frozen=True, kw_only=True)
class RepresentativeEnded(Event):
    """The business register no longer names somebody as the representative of an organisation: their rights there ended."""

    name: ClassVar[str] = "organisation.representative_ended"
    version: ClassVar[int] = 1
    organisation_id: UUID
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class AgencySucceeded(Event):
    """A reform ended an agency; another stands for it from that day: its key in statistics, its closed records."""

    name: ClassVar[str] = "agency.succeeded"
    version: ClassVar[int] = 1
    agency_id: UUID
    heir_id: UUID
    effective_from: date
    reform: str
