"""What happened in the vault: ids and coded facts, no personal data."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from tinhso.kernel.event import Event


@dataclass(frozen=True, kw_only=True)
class ItemDeposited(Event):
    """A document came into a vault."""

    name: ClassVar[str] = "vault.item_deposited"
    version: ClassVar[int] = 1
    item_id: UUID
    holder_kind: str
    holder_id: UUID
    result_code: str
    issuer_agency_id: UUID
    issued_on: date
    source_kind: str
    source_id: UUID


@dataclass(frozen=True, kw_only=True)
class ItemTransferred(Event):
    """A document passed from the guardian to the person it is about."""

    name: ClassVar[str] = "vault.item_transferred"
    version: ClassVar[int] = 1
    item_id: UUID
    from_holder_id: UUID
    to_holder_id: UUID


@dataclass(frozen=True, kw_only=True)
class ItemStateChanged(Event):
    """A document was revoked, superseded by another, or renewed (`state` then is still "valid")."""

    name: ClassVar[str] = "vault.item_state_changed"
    version: ClassVar[int] = 1
    item_id: UUID
    state: str
    by_item_id: UUID | None = None
