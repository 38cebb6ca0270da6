"""Public shapes of transfers to systems of sectors."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from tinhso.engines.connectors.types import Stage, Value


class TransferState(StrEnum):
    """Where a record is. `blocked`: it does not fit yet. `taken`: the partner has it. `recall`: it has what we withdrew."""

    WAITING = "waiting"
    SENDING = "sending"
    BLOCKED = "blocked"
    TAKEN = "taken"
    DONE = "done"
    DEAD = "dead"
    RECALL = "recall"
    BY_HAND = "by_hand"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"

    @property
    def words(self) -> str:
        return _WORDS[self][0]

    @property
    def tone(self) -> str:
        return _WORDS[self][1]

    @property
    def is_pending(self) -> bool:
        """Something has still to leave us."""
        return self in PENDING


_WORDS = {
    TransferState.WAITING: ("Chờ chuyển", "neutral"),
    TransferState.SENDING: ("Đang chuyển", "neutral"),
    TransferState.BLOCKED: ("Cần sửa rồi chuyển", "warn"),
    TransferState.TAKEN: ("Đã chuyển tự động", "good"),
    TransferState.DONE: ("Bên ngành đã đăng ký", "good"),
    TransferState.DEAD: ("Không chuyển được", "bad"),
    TransferState.RECALL: ("Cần hủy ở bên ngành", "bad"),
    TransferState.BY_HAND: ("Đã nhập tay", "neutral"),
    TransferState.CANCELLED: ("Không chuyển nữa", "neutral"),
    TransferState.SKIPPED: ("Bỏ qua", "neutral"),
}
PENDING = frozenset(
    {TransferState.WAITING, TransferState.SENDING, TransferState.BLOCKED, TransferState.DEAD, TransferState.RECALL}
)


@dataclass(frozen=True, kw_only=True)
class Handed:
    """A record to hand over: whose it is, and our answers by the partner's field names."""

    subject_id: UUID
    code: str
    connector: str
    record: str
    agency_id: UUID
    agency_code: str
    accepted_at: datetime
    values: Mapping[str, Value] = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class TransferView:
    """A transfer as pages show it; nothing of its content."""

    id: UUID
    subject_id: UUID
    connector: str
    system: str
    code: str
    state: TransferState
    reference: str
    stage: Stage | None
    number: str
    book: str
    attempts: int
    error: str
    differences: tuple[str, ...]
    queued_at: datetime
    next_at: datetime | None
    taken_at: datetime | None

    @property
    def may_repeat(self) -> bool:
        return self.state in (TransferState.DEAD, TransferState.BLOCKED) or (
            self.state is TransferState.WAITING and self.attempts > 0
        )

    @property
    def may_skip(self) -> bool:
        return self.state in (TransferState.DEAD, TransferState.BLOCKED, TransferState.RECALL)
