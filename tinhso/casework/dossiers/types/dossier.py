"""A dossier as it is read, its history, and its work in a list."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from tinhso.casework.dossiers.types.standings import Decision, FilingChannel, ReturnMethod, Status
from tinhso.foundation.identity.types import HolderRef


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One itemised reason of a refusal: which component (empty = the whole), what is wrong, how to put it right."""

    component: str
    text: str
    remedy: str = ""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One line of a dossier's history."""

    status: Status
    at: datetime
    words: str
    agency_id: UUID | None
    person_id: UUID | None
    reasons: tuple[Reason, ...] = ()
    post_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """A dossier as its officers and its applicant see it; `answers` only where the caller was allowed to read them."""

    id: UUID
    code: str
    procedure_code: str
    procedure_title: str
    procedure_version_id: UUID
    situation: str
    status: Status
    channel: FilingChannel
    return_method: ReturnMethod
    applicant: HolderRef
    applicant_name: str
    receiving_agency_id: UUID
    owner_agency_id: UUID
    returning_agency_id: UUID
    submitted_at: datetime
    accepted_at: datetime | None
    statutory_due_at: datetime | None
    due_at: datetime | None
    finished_at: datetime | None
    returned_at: datetime | None
    answers: Mapping[str, Any]
    papers: Mapping[str, tuple[UUID, ...]]
    held: Mapping[str, UUID]
    decision: Decision | None
    replaces_id: UUID | None
    bundle_id: UUID | None
    verify_token: str
    version: int
    # Levels of confidentiality, "" = none; `hidden_papers`: components whose papers this reader may not open.
    level: str = ""
    paper_levels: Mapping[str, str] = field(default_factory=dict)
    hidden_papers: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class WorkItem:
    """A row of an officer's list: one open task of one dossier."""

    task_id: UUID
    dossier_id: UUID
    code: str
    procedure_code: str
    procedure_title: str
    applicant_name: str
    step: str
    step_title: str
    status: Status
    agency_id: UUID
    role: str
    person_id: UUID | None
    opened_at: datetime
    due_at: datetime | None
    dossier_due_at: datetime | None
    signs: bool = False
    consultation_id: UUID | None = None
    # Who answers for the dossier: known in a page of a list (`owners_of` knows it of others).
    owner_agency_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Tracked:
    """What public tracking tells: no name, no answers."""

    code: str
    procedure_title: str
    status: Status
    submitted_at: datetime
    accepted_at: datetime | None
    due_at: datetime | None
    finished_at: datetime | None
    # The new date of an apology, and until when the applicant may answer a supplement request.
    appointed_at: datetime | None
    answer_by: datetime | None
    holder_title: str
    # Who decides it and answers for it, whoever works on it now.
    owner_title: str
    steps: tuple[Step, ...]
