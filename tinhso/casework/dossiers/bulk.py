"""Load many dossiers: each is pressed from a mould, which is the rows of a dossier that went the live way.

What a mould cannot repeat is made for each dossier: its code and the number of its result (gap-free, from the same
counters), who applied, the index that public tracking looks for, the digests and the seal of its log rows.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from tinhso.casework.dossiers import copies
from tinhso.casework.dossiers.actions.issue_result import result_type_of
from tinhso.casework.dossiers.applicants import applicant_of
from tinhso.casework.dossiers.domain import format_code, sequence_scope
from tinhso.casework.dossiers.models import Dossier, Result, StatusChange, WorkItem
from tinhso.casework.dossiers.queries import tracking_index
from tinhso.casework.dossiers.types import Decision, Status
from tinhso.engines.procedures import api as procedures
from tinhso.foundation.access import api as access
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import local
from tinhso.kernel.moulds import Mark, Mould, Press, cast
from tinhso.kernel.text import fold
from tinhso.services.registers import api as registers

# What happened to the applicant so shortly before filing (a birth, a death) moves with the filing.
_RECENT = timedelta(days=45)


@dataclass(frozen=True, kw_only=True)
class DossierMould:
    """The rows of one dossier as it stood at one moment, and what must be made anew for each pressing."""

    rows: Mould
    procedure_code: str
    status: Status
    agency_code: str
    agency_legacy: str
    submitted_on: date
    # The last day on which anything was done.
    done_on: date
    applicant_kind: str
    number: str
    # The register of the result's number, how many it took (one for each certified original) and the day; "" and None
    # before.
    series: str
    numbers: int
    numbered_on: date | None


@dataclass(frozen=True, kw_only=True)
class Applicant:
    """A person with an account in whose name a dossier is loaded."""

    person_id: UUID
    user_id: UUID
    name: str
    personal_number: str


@dataclass(frozen=True, kw_only=True)
class DossierLoad:
    """One dossier to press: moved by whole weeks. The applicant is left out for an organisation: the mould's stays."""

    mould: DossierMould
    weeks: int
    applicant: Applicant | None


def cast_dossier(dossier_id: UUID, *, since: Mark, number: str, user_id: UUID | None) -> DossierMould:
    """The mould of a dossier that nobody but the caller has touched since the mark.

    `number`: the applicant's personal number or tax code; `user_id`: the account that filed it online.
    """
    row = Dossier.objects.get(id=dossier_id)
    result = Result.objects.filter(dossier=row).exclude(number="").first()
    agency = identity.get_agency(row.receiving_agency_id)
    words = {row.code: "%(code)s"}
    if row.applicant_kind == "person":
        words |= {
            row.applicant_name: "%(name)s",
            fold(row.applicant_name): "%(folded)s",
            number: "%(number)s",
            str(row.applicant_id): "%(person)s",
        }
        words |= {str(user_id): "%(user)s"} if user_id else {}
    series, numbers, numbered_on = "", 1, None
    if result is not None and row.finished_on is not None:
        series, numbered_on = _series(row, result), row.finished_on
        span, _, year = result.number.partition("/")
        serial, _, last = span.partition("–")
        numbers = int(last or serial) - int(serial) + 1
        words[f'"number":{serial},"register"'] = '"number":%(serial)s,"register"'
        words[f'"year":{year}}}'] = '"year":%(year)s}'
    return DossierMould(
        rows=cast(since, words=words, recent=row.submitted_on - _RECENT),
        procedure_code=row.procedure_code,
        status=Status(row.status),
        agency_code=agency.code,
        agency_legacy=agency.legacy_code or agency.code,
        submitted_on=row.submitted_on,
        done_on=local(StatusChange.objects.filter(dossier=row).latest("seq").at).date(),
        applicant_kind=row.applicant_kind,
        number=number,
        series=series,
        numbers=numbers,
        numbered_on=numbered_on,
    )


def _series(row: Dossier, result: Result) -> str:
    """The series that `issue_result` numbers in, without its year."""
    kind = result_type_of(procedures.get_procedure_version(row.procedure_version_id), result.decision)
    register = kind.register if result.decision == Decision.GRANTED and kind.register else "thong-bao"
    return f"result.{identity.get_agency(row.owner_agency_id).code}.{register}"


def load_dossiers(*, loads: Sequence[DossierLoad], actor: Actor) -> int:
    """Press these dossiers in one transaction; returns how many rows were written, of all tables together."""
    with transaction.atomic(), access.sealed_load() as seal:
        codes = _codes(loads, actor)
        serials = _serials(loads, actor)
        records = (
            (load.mould.rows, load.weeks, _words(load, code, serial, seal.number))
            for load, code, serial in zip(loads, codes, serials, strict=True)
        )
        return Press(witness=seal.add).press(records)


def _words(load: DossierLoad, code: str, taken: tuple[range, int], seal: int) -> dict[str, str]:
    """What is this dossier's own."""
    (serials, year), who = taken, load.applicant
    number = who.personal_number if who else load.mould.number
    words = {
        "code": code,
        "serial": str(serials[0]),
        **{f"serial_{place}": str(serial) for place, serial in enumerate(serials, 1)},
        "year": str(year),
        "notation": copies.notation(serials, year),
        "tracking": "\\\\x" + tracking_index(code, number[-4:]).hex(),
        "seal": str(seal),
    }
    if who is None:
        return words
    return words | {
        "name": who.name,
        "folded": fold(who.name),
        "number": who.personal_number,
        "person": str(who.person_id),
        "user": str(who.user_id),
    }


def _codes(loads: Sequence[DossierLoad], actor: Actor) -> list[str]:
    """A code for each, in the pattern of its day, from the counter of its agency and day."""
    wanted: dict[tuple[str, str, date], list[int]] = defaultdict(list)
    for at, load in enumerate(loads):
        day = load.mould.submitted_on + timedelta(weeks=load.weeks)
        wanted[load.mould.agency_code, load.mould.agency_legacy, day].append(at)
    codes = [""] * len(loads)
    patterns = {
        day: definitions.get("dossier_code", "dossier-code", on=day).body["pattern"]
        for day in {key[2] for key in wanted}
    }
    for (agency, legacy, day), places in wanted.items():
        pattern = patterns[day]
        scope = sequence_scope(pattern, agency=legacy, day=day)
        for at, number in zip(places, registers.take_numbers(scope=scope, count=len(places), actor=actor), strict=True):
            codes[at] = format_code(pattern, agency=agency, agency_legacy=legacy, day=day, number=number)
    return codes


def _serials(loads: Sequence[DossierLoad], actor: Actor) -> list[tuple[range, int]]:
    """The numbers and year of each result, nothing but a zero where there is none yet."""
    wanted: dict[tuple[str, int], list[int]] = defaultdict(list)
    for at, load in enumerate(loads):
        if load.mould.numbered_on is not None:
            year = (load.mould.numbered_on + timedelta(weeks=load.weeks)).year
            wanted[load.mould.series, year].append(at)
    serials = [(range(1), 0)] * len(loads)
    for (series, year), places in wanted.items():
        wide = sum(loads[at].mould.numbers for at in places)
        free = iter(registers.take_numbers(scope=f"{series}.{year}", count=wide, actor=actor))
        for at in places:
            first = next(free)
            taken = range(first, first + loads[at].mould.numbers)
            for _ in taken[1:]:
                next(free)
            serials[at] = (taken, year)
    return serials


def sample_open(*, limit: int) -> list[UUID]:
    """Dossiers with an open task, from all over the table, to try a load out; at most `limit`."""
    ids = WorkItem.objects.filter(is_open=True).order_by("task_id").values_list("dossier_id", flat=True)
    every = max(1, ids.count() // limit)
    return list(dict.fromkeys(ids))[::every][:limit]


def sample_codes(*, limit: int) -> list[tuple[str, str]]:
    """(code, last four characters of the applicant's number) of dossiers filed lately, to try public tracking."""
    rows = Dossier.objects.order_by("-id").defer("answers")[:limit]
    numbers: dict[HolderRef, str] = {}
    found = []
    for row in rows:
        if row.holder not in numbers:
            numbers[row.holder] = applicant_of(row.holder).number
        found.append((row.code, numbers[row.holder][-4:]))
    return found


def count_dossiers() -> int:
    """How many dossiers there are."""
    return Dossier.objects.count()
