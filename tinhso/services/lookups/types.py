"""Public shapes of look-ups."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID


class RegisterKind(StrEnum):
    """Which register of others is asked: people by personal number, businesses by tax code, things by a number that a
    dossier names (vehicles by plate, …), through the connector of the purpose.
    """

    POPULATION = "population"
    BUSINESS = "business"
    THINGS = "things"


class Basis(StrEnum):
    """What allows the look-up: a law, or the consent of whom it is about."""

    LAW = "law"
    CONSENT = "consent"


class Outcome(StrEnum):
    """How a look-up ended; each is logged."""

    FOUND = "found"
    MISSING = "missing"
    KEPT = "kept"
    NO_CONSENT = "no_consent"
    TOO_MANY = "too_many"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True)
class Purpose:
    """What a register may be asked for, and by what right; a definition of kind `lookup_purpose`.

    `words` is what the person consents to, in full; a consent holds as long as these words, the keeper and the facts do.
    """

    version_id: UUID
    code: str
    title: str
    register: RegisterKind
    keeper: str
    basis: Basis
    facts: tuple[str, ...]
    words: str
    # How long an answer stands in for a new question; 0: every time anew.
    kept_minutes: int = 0
    # How many questions a post may ask in a day; None: no limit. People who look up their own data are not counted.
    per_day: int | None = None
    # Facts of which an officer without `people.reveal` sees only the ending.
    masked: tuple[str, ...] = ()
    things: "Things | None" = None

    @property
    def index_name(self) -> str:
        """Under which the numbers of this register rest: a plate and a plot of the same letters are two."""
        return f"lookups.{self.things.connector if self.things else self.register.value}"


@dataclass(frozen=True)
class Things:
    """How a register of things is asked for a dossier: by which connector, for which procedures, the numbers at which
    answers (`vehicles.*.plate`), and how the number and its facts are called. `compares`: fact → the answer beside it.
    """

    connector: str
    procedures: tuple[str, ...]
    numbers_at: str
    number_title: str
    titles: Mapping[str, str] = field(hash=False)
    compares: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, kw_only=True)
class Asking:
    """Who asks on whose behalf, as a register demands to know; names of the matter stay here."""

    request: UUID
    officer: str
    agency_code: str
    procedure_code: str
    full_name: str
    born_on: date | None


@dataclass(frozen=True)
class Found:
    """What a register said: names as forms know them (`ethnicity`, `spouse.full_name`), its name and day."""

    values: Mapping[str, Any] = field(hash=False)
    source: str
    as_of: date


class Verdict(StrEnum):
    """How what was declared stands to what a register has."""

    AGREES = "agrees"
    DIFFERS = "differs"
    SILENT = "silent"

    @property
    def words(self) -> str:
        return {"agrees": "Khớp", "differs": "Khác nhau", "silent": "Không có trong cơ sở dữ liệu"}[self.value]


@dataclass(frozen=True)
class Declared:
    """A value that somebody declared, under the key of whoever compares; `fact` is the register's name for it."""

    key: str
    fact: str
    value: Any = field(hash=False)


@dataclass(frozen=True)
class Compared:
    """One declared value beside the register's; `register` is masked like every answer, None where there is none."""

    key: str
    register: Any = field(hash=False)
    is_masked: bool
    verdict: Verdict


@dataclass(frozen=True)
class Comparison:
    """A register asked about what was declared. Without an answer there are no lines, and `outcome` says why."""

    outcome: Outcome
    source: str
    as_of: date | None = None
    lines: tuple[Compared, ...] = ()


@dataclass(frozen=True)
class ThingFact:
    """One fact that a register has about a thing; `verdict` where something was declared to compare it with."""

    title: str
    value: str
    declared: str
    verdict: Verdict | None


@dataclass(frozen=True)
class ThingFound:
    """A register asked about one thing. Without an answer there are no facts, and `outcome` says why."""

    number: str
    outcome: Outcome
    source: str
    as_of: date
    facts: tuple[ThingFact, ...] = ()


@dataclass(frozen=True)
class KnownFact:
    """One value by the name that forms know it under, with its register and day."""

    value: Any
    source: str
    as_of: date


@dataclass(frozen=True)
class Consent:
    """A purpose that needs consent, and whether this holder has given it to what the version in force says."""

    purpose: Purpose
    given_at: datetime | None
    withdrawn_at: datetime | None
    is_stale: bool = False

    @property
    def is_given(self) -> bool:
        return self.given_at is not None and self.withdrawn_at is None and not self.is_stale


class Register(Protocol):
    """A register of others behind its port.

    `look_up` gives the wanted facts it holds about a number, None when it knows nobody by it, or not under that name and
    birth; raises Unavailable. `asking` is made up only by who needs it.
    Addresses are `{"province_code", "commune_code", "street"}`, dates ISO, codes of our lists.
    """

    @property
    def name(self) -> str: ...

    def look_up(
        self, number: str, wanted: tuple[str, ...], asking: Callable[[], Asking]
    ) -> Mapping[str, Any] | None: ...

    def check_config(self) -> list[str]: ...
