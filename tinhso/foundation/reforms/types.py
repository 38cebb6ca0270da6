"""A reform as read from its definition, and what follows it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tinhso.kernel.actor import Actor
from tinhso.kernel.definitions.types import Consequence


@dataclass(frozen=True, kw_only=True)
class Case:
    """What a rule looks at in one dossier. `commune` gives the old commune's code of the address at a JSON pointer into
    the answers (the applicant's own for an empty pointer), "" when there is none; it is asked only by rules by address.
    """

    procedure: str
    field_code: str
    commune: Callable[[str], str]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Cases that go to another agency than the keeper: every condition that is given must hold."""

    to: str
    procedures: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()
    communes: frozenset[str] = frozenset()
    place: str = ""

    def fits(self, case: Case) -> bool:
        return (
            (not self.procedures or case.procedure in self.procedures)
            and (not self.fields or case.field_code in self.fields)
            and (not self.communes or case.commune(self.place) in self.communes)
        )


@dataclass(frozen=True, kw_only=True)
class AgencyMove:
    """An agency that ends. `to` keeps its closed records, its registers and every case that no rule names."""

    code: str
    to: str
    rules: tuple[Rule, ...] = ()
    continues_series: bool = False

    def target(self, case: Case) -> str:
        return next((rule.to for rule in self.rules if rule.fits(case)), self.to)

    @property
    def asks_address(self) -> bool:
        return any(rule.communes for rule in self.rules)


@dataclass(frozen=True, kw_only=True)
class PostMove:
    """A post that ends: its holders go on in `to`, or leave with a reason when it is None."""

    code: str
    to: str | None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Reform:
    """The whole reform; agencies, posts and units by code, as they stand the day before and from `effective_from`."""

    code: str
    title: str
    effective_from: date
    decision: str
    agencies: Mapping[str, AgencyMove]
    posts: Mapping[str, PostMove]
    units: Mapping[str, str]
    fallback_agency: str = ""
    # "largest", "keep", or "" where the definition leaves addresses in divided communes open.
    divided_units: str = ""

    @property
    def last_day(self) -> date:
        """The last day of what ends."""
        return self.effective_from - timedelta(days=1)

    def move_of(self, agency_code: str) -> AgencyMove | None:
        """Where an ended agency's matters go: its own move, else the fallback; None is a gap."""
        known = self.agencies.get(agency_code)
        if known is None and self.fallback_agency:
            return AgencyMove(code=agency_code, to=self.fallback_agency)
        return known


@dataclass(frozen=True, kw_only=True)
class Follower:
    """A module's part of every reform. Both run inside the transaction in which trees and units are already new.

    `foresee(reform)` says what would move and what has nowhere to go, and writes nothing. `carry_out(reform, actor)`
    moves everything that still points at what has ended; it gives how many of each (Vietnamese words → count).
    """

    order: int
    foresee: Callable[[Reform], Iterable[Consequence]]
    carry_out: Callable[[Reform, Actor], Mapping[str, int]]


@dataclass(frozen=True, kw_only=True)
class CarriedOut:
    """One carrying out of a reform."""

    code: str
    effective_from: date
    at: datetime
    counts: Mapping[str, int]
