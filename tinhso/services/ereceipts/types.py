"""Public values of electronic receipts."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID


class EreceiptState(StrEnum):
    """ordered → issued, refused by the provider, or given up; issued → cancelled or adjusted to less."""

    ORDERED = "ordered"
    ISSUED = "issued"
    REFUSED = "refused"
    STUCK = "stuck"
    CANCELLED = "cancelled"
    DROPPED = "dropped"

    @property
    def words(self) -> str:
        return {
            "ordered": "Đang lập",
            "issued": "Đã lập",
            "refused": "Nhà cung cấp từ chối",
            "stuck": "Chưa lập được, chờ người xem",
            "cancelled": "Đã hủy",
            "dropped": "Không cần lập",
        }[self.value]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the provider is asked to issue; `key` is ours and stays the same however often it is asked."""

    key: str
    title: str
    reference: str
    payer_name: str
    amount_vnd: int
    agency_code: str


@dataclass(frozen=True, kw_only=True)
class Issued:
    """What the provider issued: its number and the code by which anybody looks it up."""

    number: str
    lookup_code: str


@dataclass(frozen=True, kw_only=True)
class Ereceipt:
    """An electronic receipt as its payer and officers see it."""

    id: UUID
    key: str
    state: EreceiptState
    title: str
    reference: str
    amount_vnd: int
    number: str
    lookup_code: str
    ordered_at: datetime
    issued_at: datetime | None
    problem: str


class Provider(Protocol):
    """A provider of electronic receipts. Raises Unavailable (ask again later) or Refused (a person has to look)."""

    def find(self, key: str) -> Issued | None:
        """What it issued for the key before, None when nothing."""

    def issue(self, wanted: Wanted) -> Issued: ...

    def cancel(self, key: str, reason: str) -> None: ...

    def adjust(self, key: str, amount_vnd: int, reason: str) -> None:
        """The receipt stands for less from now on."""

    def check_config(self) -> list[str]: ...
