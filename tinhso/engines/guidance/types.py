"""What others read of guidance: frozen values, nothing here knows Django."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Reason(StrEnum):
    """Why a paper may not be asked for."""

    ABOLISHED = "abolished"
    HELD = "held"


@dataclass(frozen=True, kw_only=True)
class OutdatedPaper:
    """A paper that nobody may ask for since a day: `words` find it in a title, `unless` lets a title pass."""

    code: str
    title: str
    reason: Reason
    since: date
    words: tuple[str, ...]
    document: str
    instead: str
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A procedure asks for a paper that it may not ask for. `is_ours`: in a definition; else in a national record."""

    procedure: str
    procedure_title: str
    component: str
    paper: str
    reason: Reason
    rule: str
    message: str
    is_ours: bool


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part of what a procedure's page must say; `missing` says in words what is not there ("" = it is there)."""

    code: str
    title: str
    basis: str
    missing: str

    @property
    def is_full(self) -> bool:
        return not self.missing


@dataclass(frozen=True, kw_only=True)
class Completeness:
    """How complete a procedure's page is."""

    parts: tuple[Part, ...]

    @property
    def full(self) -> int:
        return sum(1 for part in self.parts if part.is_full)

    @property
    def total(self) -> int:
        return len(self.parts)

    @property
    def missing(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if not part.is_full)


@dataclass(frozen=True, kw_only=True)
class Measured:
    """A procedure on the list of procedures by completeness."""

    code: str
    title: str
    field_title: str
    is_ours: bool
    completeness: Completeness
    findings: tuple[Finding, ...]


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """What people often do wrong in a procedure, and what is right."""

    wrong: str
    right: str


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Whom to ask: a one-stop desk with its phone and hours; `local` when it is the desk of one commune."""

    title: str
    phone: str
    hours: str
    address: str
    local: bool


@dataclass(frozen=True, kw_only=True)
class Word:
    """A word of the law in everyday words."""

    word: str
    meaning: str


@dataclass(frozen=True, kw_only=True)
class Help:
    """What the procedure's page offers to somebody who does not get on."""

    mistakes: tuple[Mistake, ...]
    desks: tuple[Desk, ...]
    words: tuple[Word, ...]
    reviewed_on: date | None
