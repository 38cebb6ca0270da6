"""What access shows to others: holders of data, grants, scopes, log entries, the result of a verification."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum, StrEnum
from typing import Literal, Protocol
from uuid import UUID

Target = tuple[str, UUID]


@dataclass(frozen=True, order=True)
class HolderRef:
    """Whose data it is: a person or an organisation."""

    kind: Literal["person", "organisation"]
    id: UUID


class GrantScope(StrEnum):
    """How far a grant reaches from the post's agency."""

    OWN = "own"
    SUBTREE = "subtree"
    PROVINCE = "province"


class Whose(Enum):
    """Whose matter an act is, where no agency's id tells it."""

    # Some agency within my reach, whichever: rows that follow are asked one by one or cut by `scope`.
    ANY_OF_MINE = "any_of_mine"
    # A row, or a matter of the whole province, that belongs to no agency: only a grant for the province reaches it.
    NO_AGENCY = "no_agency"


@dataclass(frozen=True)
class Grant:
    """One act that a role allows; `act` may end in `.*` for every verb of one module."""

    act: str
    scope: GrantScope


@dataclass(frozen=True, kw_only=True)
class ApiScope:
    """One thing that other systems may be allowed at the API; a module declares its own in `offers.py`.

    `is_self_service`: in a sandbox who registers a system gets it at once; elsewhere an administrator grants everything.
    """

    code: str
    title: str
    title_en: str
    is_self_service: bool = False


@dataclass(frozen=True, kw_only=True)
class Client:
    """Another system that calls the API, and what it may there: which scopes, in which agencies (and all below them).

    `asked_scopes`: what its developer asked for and nobody has decided yet. `per_minute`: its own limit of calls, None = the
    platform's.
    """

    id: UUID
    code: str
    title: str
    scopes: frozenset[str]
    asked_scopes: tuple[str, ...]
    everywhere: bool
    agency_ids: tuple[UUID, ...]
    owner_id: UUID | None
    per_minute: int | None
    created_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True)
class ClientKeys:
    """What a new client is given, once."""

    key: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class KeyFacts:
    """A key as it may be shown: the public beginning, never the secret."""

    id: UUID
    prefix: str
    title: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    used_on: date | None

    def lives(self, at: datetime) -> bool:
        return self.revoked_at is None and at < self.expires_at


@dataclass(frozen=True)
class Scope:
    """Where an act is allowed, for lists: everywhere, or in these agencies only (empty = nowhere)."""

    everywhere: bool
    agency_ids: frozenset[UUID]

    def allows(self, agency_id: UUID | None) -> bool:
        return self.everywhere or agency_id in self.agency_ids


@dataclass(frozen=True)
class PostFacts:
    """What access must know of a post today: its agency and the roles it holds."""

    agency_id: UUID
    roles: tuple[str, ...]


class Directory(Protocol):
    """The port through which identity tells access about posts and the tree of agencies."""

    def post_held(self, *, person_id: UUID, post_id: UUID, on: date) -> PostFacts | None:
        """The post, when this person holds it or covers it on that day; None otherwise."""

    def lineage(self, agency_id: UUID, *, on: date) -> tuple[UUID, ...]:
        """The agency and every agency above it."""

    def subtree(self, agency_id: UUID, *, on: date) -> frozenset[UUID]:
        """The agency and every agency below it, ended ones included for which one of these stands."""

    def heritage(self, agency_id: UUID, *, on: date) -> frozenset[UUID]:
        """The agency and the ended ones for which it stands."""

    def agency_coded(self, code: str, *, on: date) -> UUID | None:
        """The agency of this code on that day."""

    def person_of_account(self, username: str) -> UUID | None:
        """Whose account in use has this login name."""

    def ids_of(self, person_id: UUID) -> tuple[UUID, ...]:
        """The person's id and those of cards that were merged into it: sealed rows keep the old ones."""


class SecurityKind(StrEnum):
    """What the security log tells apart."""

    DENIED = "denied"
    SIGN_IN = "sign_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SECOND_FACTOR_FAILED = "second_factor_failed"
    SIGN_OUT = "sign_out"
    LOCKED = "locked"
    UNLOCKED = "unlocked"
    UNLOCK_FAILED = "unlock_failed"
    FACTOR_CHANGED = "factor_changed"
    POST_SWITCHED = "post_switched"
    TOO_MANY = "too_many"


@dataclass(frozen=True)
class AuditEntry:
    """One write: who did which act to what. `detail` holds coded facts and ids, no personal data."""

    id: UUID
    at: datetime
    person_id: UUID | None
    post_id: UUID | None
    agency_id: UUID | None
    channel: str
    act: str
    target: Target
    detail: Mapping[str, object]


@dataclass(frozen=True)
class ReadEntry:
    """One request that read personal data: who, for which purpose, whose data."""

    id: UUID
    at: datetime
    person_id: UUID | None
    post_id: UUID | None
    agency_id: UUID | None
    channel: str
    purpose: str
    target: Target | None
    holders: tuple[HolderRef, ...]


@dataclass(frozen=True)
class SecurityEntry:
    """One security event; `subject` is a keyed digest of the login name that was tried, never the name."""

    id: UUID
    at: datetime
    kind: str
    person_id: UUID | None
    act: str
    path: str
    address: str


class Log(StrEnum):
    """The three logs."""

    WRITES = "writes"
    READS = "reads"
    SECURITY = "security"


@dataclass(frozen=True)
class LogFilter:
    """Which rows of a log: days in the province (both included), one person, a part of the act or purpose."""

    since: date
    until: date
    person_id: UUID | None = None
    words: str = ""


@dataclass(frozen=True)
class LogPage:
    """One page of a log, newest first."""

    rows: tuple["AuditEntry | ReadEntry | SecurityEntry", ...]
    has_more: bool


@dataclass(frozen=True)
class Fault:
    """One thing that the verification found: what, in which log, which row or seal, in Vietnamese words."""

    kind: Literal["altered", "removed", "inserted", "cut", "seal", "index"]
    log: str
    row: str
    words: str


@dataclass(frozen=True)
class VerifyReport:
    """The outcome of `audit verify`: `ok` only when there is no fault."""

    ok: bool
    rows: int
    seals: int
    unsealed: int
    last_head: str
    exported_head: str
    faults: tuple[Fault, ...]
