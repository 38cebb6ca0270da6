"""Guidance as of a day: the help of a procedure, how complete its page is, which papers it may not ask for."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from tinhso.engines.guidance import standing
from tinhso.engines.guidance.domain import completeness, outdated, wording
from tinhso.engines.guidance.types import Completeness, Finding, Help, Measured
from tinhso.engines.procedures import api as procedures
from tinhso.engines.procedures.types import Procedure
from tinhso.foundation.access import api as access
from tinhso.kernel.clock import today

__all__ = ["completeness_of", "findings_of", "help_of", "measure_all", "results_held"]


def help_of(procedure: Procedure, *, on: date | None = None) -> Help:
    """Common mistakes, desks to call and hard words of a procedure."""
    known = standing.current(on)
    return replace(_wordless(procedure, known), words=wording.words_in(procedure, known.words))


def findings_of(procedure: Procedure, *, on: date | None = None) -> tuple[Finding, ...]:
    """Papers that the procedure asks for and may not ask for on that day."""
    day = on or today()
    return tuple(outdated.findings(procedure, standing.current(day).rules, _results(day), on=day))


def completeness_of(procedure: Procedure, *, on: date | None = None) -> Completeness:
    """How complete the procedure's page is on that day."""
    return _measured(procedure, on or today()).completeness


def measure_all(*, on: date | None = None) -> tuple[Measured, ...]:
    """Every procedure in use by completeness: what is wrong first, then the emptiest page, then the title."""
    return _measure_all(on or today())


def results_held(found: Iterator[Procedure]) -> dict[str, str]:
    """Name of a result that these procedures give and the vault keeps → code of the procedure."""
    return {
        result.title: one.code
        for one in found
        if one.is_operational
        for result in one.results
        if result.outcome == "granted" and result.code
    }


@access.kept_standing(maxsize=3)
def _measure_all(on: date) -> tuple[Measured, ...]:
    measured = [_measured(one, on) for one in procedures.read_procedures(on=on)]
    return tuple(sorted(measured, key=lambda one: (not one.findings, one.completeness.full, one.title, one.code)))


def _measured(procedure: Procedure, on: date) -> Measured:
    known = standing.current(on)
    found = findings_of(procedure, on=on)
    facts = completeness.Facts(
        procedure=procedure,
        help=_wordless(procedure, known),
        findings=found,
        stale_after=on - timedelta(days=known.review_months * 365 // 12),
    )
    return Measured(
        code=procedure.code,
        title=procedure.title,
        field_title=procedure.field_title,
        is_ours=procedure.version_id is not None,
        completeness=completeness.measure(facts, known.parts),
        findings=found,
    )


def _wordless(procedure: Procedure, known: standing.Standing) -> Help:
    """The help without its words, which take long to look for and make no page more complete."""
    places = set(procedure.receiving_places or procedure.levels)
    return Help(
        mistakes=known.mistakes.get(procedure.code, ()),
        desks=tuple(desk for serves, desk in known.desks if serves & places),
        words=(),
        reviewed_on=known.reviewed.get(procedure.code),
    )


@access.kept_standing(maxsize=3)
def _results(on: date) -> Mapping[str, str]:
    defined = (hit.code for hit in procedures.list_procedures(on=on) if hit.is_operational)
    return results_held(procedures.get_procedure(code, on=on) for code in defined)
