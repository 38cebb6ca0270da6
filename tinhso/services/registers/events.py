"""What happened in the registers: ids and coded facts, no personal data."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from tinhso.kernel.event import Event


@dataclass(frozen=True, kw_only=True)
class EntryRecorded(Event):
    """A result was issued under a number."""

    name: ClassVar[str] = "register.entry_recorded"
    version: ClassVar[int] = 1
    entry_id: UUID
    register: str
    agency_id: UUID | None
    subject_kind: str
    subject_id: UUID
    issued_on: date
    valid_to: date | None


@dataclass(frozen=True, kw_only=True)
class EntryChanged(Event):
    """A line was handed over, renewed, amended, revoked, replaced or extracted; `state` is what it is now."""

    name: ClassVar[str] = "register.entry_changed"
    version: ClassVar[int] = 1
    entry_id: UUID
    kind: str
    state: str
    agency_id: UUID | None
    subject_kind: str
    subject_id: UUID
    effective_on: date


@dataclass(frozen=True, kw_only=True)
class EntryEnding(Event):
    """A result in force ends soon: its renewal is due before `valid_to`. Told once for each last day."""

    name: ClassVar[str] = "register.entry_ending"
    version: ClassVar[int] = 1
    entry_id: UUID
    register: str
    agency_id: UUID | None
    subject_kind: str
    subject_id: UUID
    valid_to: date
