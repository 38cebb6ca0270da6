"""What the book of certified copies gives."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from tinhso.foundation.identity.types import HolderRef


class BatchState(StrEnum):
    """A batch is filled at the desk, sent to the leader, signed."""

    OPEN = "open"
    SENT = "sent"
    SIGNED = "signed"

    @property
    def words(self) -> str:
        return {"open": "Đang nhập", "sent": "Chờ ký", "signed": "Đã ký"}[self.value]


@dataclass(frozen=True, kw_only=True)
class FeeRule:
    """What one certified copy costs: the first pages, each further page, never more than the most (đồng)."""

    first_pages: int
    first_vnd: int
    further_vnd: int
    most_vnd: int


@dataclass(frozen=True, kw_only=True)
class LineInput:
    """A line as it is typed: the paper that was brought, its pages, how many copies were certified from it."""

    title: str
    pages: int
    copies: int


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the book: one original and its copies under one number (NĐ 23/2015 Điều 13).

    `number` is None until the leader signed; a struck line keeps its number and says why it does not count.
    """

    id: UUID
    batch_id: UUID | None
    agency_id: UUID
    seq: int
    holder: HolderRef
    requester_name: str
    title: str
    pages: int
    copies: int
    fee_vnd: int
    dossier_id: UUID | None
    year: int | None
    number: int | None
    signed_on: date | None
    signer: str
    struck_at: datetime | None
    struck_reason: str
    created_at: datetime

    @property
    def notation(self) -> str:
        """The number as the copies carry it; "" before it is given."""
        return f"{self.number}/{self.year}" if self.number else ""

    @property
    def is_struck(self) -> bool:
        return self.struck_at is not None


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Lines entered at one desk and signed with one signature. `holder` is who stands at the desk while it is open."""

    id: UUID
    agency_id: UUID
    desk_id: UUID
    state: BatchState
    opened_at: datetime
    opened_by_id: UUID
    sent_at: datetime | None
    signed_at: datetime | None
    file_id: UUID | None
    holder: HolderRef | None
    holder_name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class BatchSummary:
    """A batch in a list: how much is in it."""

    id: UUID
    state: BatchState
    opened_by_id: UUID
    sent_at: datetime | None
    signed_at: datetime | None
    lines: int
    people: int
