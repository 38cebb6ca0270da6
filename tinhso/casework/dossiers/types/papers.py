"""The papers of a dossier, what was found of them, and its results."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from tinhso.casework.dossiers.types.standings import Decision


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A paper that the one-stop printed for this dossier."""

    id: UUID
    kind: str
    title: str
    file_id: UUID | None
    created_at: datetime


class Verdict(StrEnum):
    """What the desk says about a component."""

    UNCHECKED = ""
    RIGHT = "ok"
    WRONG = "bad"

    @property
    def words(self) -> str:
        return {"": "Chưa kiểm tra", "ok": "Đạt", "bad": "Không đạt"}[self.value]


@dataclass(frozen=True, kw_only=True)
class Check:
    """One component as the desk checked it; `originals` and `copies` came on paper."""

    component: str
    verdict: Verdict = Verdict.UNCHECKED
    originals: int = 0
    copies: int = 0
    reason: str = ""
    remedy: str = ""


@dataclass(frozen=True, kw_only=True)
class PaperFacts:
    """What was read off a paper when it was digitised: its own number, who issued it and when, until when it holds."""

    number: str = ""
    issuer: str = ""
    issued_on: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, kw_only=True)
class DigitisedCopy:
    """The digitised copy of a paper: `file_id` has the officer's signature, `item_id` is its place in the vault or None."""

    id: UUID
    component: str
    source_file_id: UUID
    file_id: UUID
    sha256: str
    code: str
    result_code: str
    facts: PaperFacts
    item_id: UUID | None
    signer_name: str
    digitised_at: datetime


@dataclass(frozen=True, kw_only=True)
class DraftVersion:
    """A version of a drafted result: who wrote it when, what it decides."""

    seq: int
    decision: Decision
    fields: Mapping[str, Any]
    drafted_at: datetime
    drafted_by_id: UUID


@dataclass(frozen=True, kw_only=True)
class Result:
    """The result of a dossier, drafted, then signed."""

    decision: Decision
    title: str
    number: str
    fields: Mapping[str, Any]
    file_id: UUID | None
    sha256: str
    signed_at: datetime | None
    signer_name: str
    verify_token: str
    # Signed, its number still to come: `number` is "" and `file_id` None until the clerk has issued it.
    signed_file_id: UUID | None = None
    on_paper: bool = False
    issued_at: datetime | None = None

    @property
    def awaits_number(self) -> bool:
        """Signed by who decides, not yet numbered and sealed."""
        return self.signed_file_id is not None and self.file_id is None

    @property
    def verification_path(self) -> str:
        """Where anybody checks it; printed in its QR, so it never changes."""
        return f"/xac-minh/{self.verify_token}/"
