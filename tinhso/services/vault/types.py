"""What the vault gives."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from tinhso.foundation.identity.types import HolderRef


class ItemState(StrEnum):
    """`expired` is `valid` past its date: it is computed, never stored."""

    VALID = "valid"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"


@dataclass(frozen=True)
class VaultItem:
    """A document in the vault, without its data.

    `beneficiary_id`: the child (or other person without a number yet) whose document the guardian holds.
    `token`: 128 random bits, the verification address; `source`: what made it, e.g. ("dossier", id).
    """

    id: UUID
    holder: HolderRef
    beneficiary_id: UUID | None
    result_code: str
    title: str
    number: str
    issuer_agency_id: UUID
    issued_on: date
    valid_to: date | None
    state: ItemState
    state_on: date | None
    state_note: str
    file_id: UUID
    file_sha256: str
    source: tuple[str, UUID]
    token: str
    deposited_at: datetime

    @property
    def is_valid(self) -> bool:
        return self.state is ItemState.VALID

    @property
    def verification_path(self) -> str:
        """Where anybody checks it; printed in QR codes, so it never changes."""
        return f"/xac-minh/{self.token}/"


@dataclass(frozen=True)
class OpenedItem:
    """An item with its data, as `path: value` ("child.full_name": "…")."""

    item: VaultItem
    data: Mapping[str, Any] = field(hash=False)


@dataclass(frozen=True)
class KnownValue:
    """A value that the vault knows: where from, as of which day, out of which item."""

    value: Any
    source: str
    as_of: date
    item_id: UUID


class ShareScope(StrEnum):
    """What a share link shows: what the document is and whether it is in force, or the signed file as well."""

    FACTS = "facts"
    DOCUMENT = "document"


@dataclass(frozen=True)
class Share:
    """A link as its holder sees it. `opens` of `most_opens` are used up; it is open until `expires_at` (UTC)."""

    id: UUID
    item_id: UUID
    token: str
    scope: ShareScope
    recipient: str
    created_at: datetime
    expires_at: datetime
    most_opens: int
    opens: int
    revoked_at: datetime | None

    def is_open(self, at: datetime) -> bool:
        return self.revoked_at is None and at < self.expires_at and self.opens < self.most_opens


@dataclass(frozen=True)
class OwnDocument:
    """A paper that the holder put in; nobody verified it."""

    id: UUID
    holder: HolderRef
    title: str
    file_id: UUID
    added_at: datetime


@dataclass(frozen=True)
class Objection:
    """An objection to one reading, with its answer where there is one."""

    id: UUID
    read_id: UUID
    read_at: datetime
    read_purpose: str
    reader_post_id: UUID | None
    reason: str
    made_at: datetime
    answer: str
    answered_at: datetime | None


@dataclass(frozen=True)
class PublicFacts:
    """What anybody with the verification link may see: no personal data."""

    item_id: UUID
    title: str
    number: str
    issuer_name: str
    issued_on: date
    valid_to: date | None
    state: ItemState
    state_on: date | None
    words: str


class SignatureReport(Protocol):
    """What a signature check says of a PDF (services.signatures gives it; config wires it)."""

    @property
    def intact(self) -> bool: ...

    @property
    def trusted(self) -> bool: ...

    @property
    def words(self) -> tuple[str, ...]: ...


SignatureCheck = Callable[[bytes], SignatureReport]
