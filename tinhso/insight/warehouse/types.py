"""What others say to the warehouse: what to count, where and when; and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


class Basis(StrEnum):
    """Which dossiers lie in a period: by the day of an act, or standing at its beginning or end."""

    FILED = "filed"
    ACCEPTED = "accepted"
    CLOSED = "closed"
    CARRIED = "carried"
    PENDING = "pending"
    STEPS = "steps"


class Ending(StrEnum):
    """How a dossier ended."""

    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    REPLACED = "replaced"
    NOT_ACCEPTED = "not_accepted"


class Dimension(StrEnum):
    """What figures may be told apart by."""

    OWNER = "owner"
    RECEIVING = "receiving"
    FIELD = "field"
    PROCEDURE = "procedure"
    CHANNEL = "channel"
    APPLICANT = "applicant"
    CAUSE = "cause"
    LATE_AGENCY = "late_agency"
    STEP = "step"
    AGENCY = "agency"
    OFFICER = "officer"


@dataclass(frozen=True, kw_only=True)
class Count:
    """How many rows of a basis hold what `where` says (dimension or fact → allowed values), or the sum of a number."""

    basis: Basis
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sum: str = ""


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Of which days, which agency with everything below it (None = the province), under whose name the past counts.

    `as_then`: agencies as they were in the period; otherwise what ended counts for who stands for it today.
    """

    first: date
    last: date
    agency_id: UUID | None = None
    as_then: bool = False
    only: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Records:
    """One page of the records behind a figure, and the key that continues it, "" at the end."""

    dossier_ids: tuple[UUID, ...]
    next_key: str


@dataclass(frozen=True, kw_only=True)
class Result:
    """A dossier with a result, as anybody may know it: nothing of who applied. `timing`: early, on_time, late, "" unknown."""

    dossier_id: UUID
    code: str
    procedure_code: str
    owner_agency_id: UUID
    accepted_on: date | None
    due_at: datetime | None
    closed_on: date | None
    timing: str


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How long one step is open in office minutes, and how often a dossier comes back to it."""

    step: str
    key: str
    done: int
    median: int
    p90: int
    late: int
    again: int
