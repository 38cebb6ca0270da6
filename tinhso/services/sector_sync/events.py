"""What the queue publishes."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from tinhso.kernel.event import Event


@dataclass(frozen=True, kw_only=True)
class Taken(Event):
    """The partner has the record, under a reference of its own."""

    name: ClassVar[str] = "sector.taken"
    transfer_id: UUID
    subject_id: UUID
    connector: str
    system: str
    reference: str


@dataclass(frozen=True, kw_only=True)
class Registered(Event):
    """The partner has finished: its register has the record under this number."""

    name: ClassVar[str] = "sector.registered"
    transfer_id: UUID
    subject_id: UUID
    connector: str
    number: str
    book: str
