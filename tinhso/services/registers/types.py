"""What registers give."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


class EntryState(StrEnum):
    """`expired` is `in_force` past its date: it is computed, never stored."""

    IN_FORCE = "in_force"
    REVOKED = "revoked"
    REPLACED = "replaced"
    EXPIRED = "expired"


class ChangeKind(StrEnum):
    """What can happen to a line after it was written."""

    HANDED_OVER = "handed_over"
    RENEWED = "renewed"
    AMENDED = "amended"
    REVOKED = "revoked"
    REPLACED = "replaced"
    EXTRACTED = "extracted"


@dataclass(frozen=True)
class Entry:
    """One line of a register: what was issued under which number. Holds no personal data.

    `notation` is the number as printed ("07/GP-UBND"); `subject` is the caller's thing, e.g. ("dossier", id).
    `valid_to` is the last day in force, renewals counted; `state` is as of today; `state_on` the day it was revoked or
    replaced. `token`: 128 random bits, the address that the paper's QR carries. `handed_over_on` is None while the
    result is signed but nobody has it yet.
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
    state: EntryState
    state_on: date | None
    handed_over_on: date | None
    token: str
    file_sha256: str

    @property
    def is_in_force(self) -> bool:
        return self.state is EntryState.IN_FORCE


@dataclass(frozen=True, kw_only=True)
class Decree:
    """The decision by which an agency changes what it issued: its number, its day, the reason in its words.

    All three are read by whoever checks the paper, so the reason names no person.
    """

    number: str
    decided_on: date
    reason: str


@dataclass(frozen=True)
class Change:
    """What happened to a line, in order. `decree` is None for a hand-over; `words` is the Vietnamese sentence."""

    seq: int
    kind: ChangeKind
    effective_on: date
    decree: Decree | None
    valid_to: date | None
    other_entry_id: UUID | None
    recorded_at: datetime
    person_id: UUID | None
    words: str


@dataclass(frozen=True)
class IssuedFacts:
    """What anybody with the verification address may know of a line: no personal data, no officer.

    `words` says whether it is in force; `history` tells amendments and renewals in order.
    """

    entry_id: UUID
    title: str
    number: str
    agency_id: UUID | None
    issued_on: date
    valid_to: date | None
    state: EntryState
    is_handed_over: bool
    words: str
    history: tuple[str, ...]
