"""Clocks of a dossier: which calendar and rule count, when a step is due, what the receipt promises."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from tinhso.casework.dossiers.models import Dossier
from tinhso.engines.deadlines import api as deadlines
from tinhso.engines.deadlines.types import Clock, ClockKind, CountingRule, Term, TermUnit
from tinhso.engines.procedures import api as procedures
from tinhso.engines.procedures.types import Kind, Procedure
from tinhso.foundation.identity import api as identity
from tinhso.foundation.reference import api as reference
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import local


def rule_of(row: Dossier) -> CountingRule:
    """The counting rule in force when the dossier was accepted (or filed, before that)."""
    return deadlines.get_rule(on=local(row.accepted_at or row.submitted_at).date())


def step_due(agency_id: UUID, rule: CountingRule) -> Callable[[Term | None, datetime], datetime | None]:
    """When a step of a term, opened at an instant, is due in that agency's hours."""

    def due(term: Term | None, at: datetime) -> datetime | None:
        if term is None:
            return None
        calendar = reference.get_calendar(identity.get_agency(agency_id).code, on=local(at).date())
        return deadlines.compute_due(start=at, term=term, calendar=calendar, rule=rule).at

    return due


def term_of(procedure: Procedure, kind: Kind, *, channel: str, situation: str) -> Term | None:
    """The procedure's term of a kind for a channel and case, None where the law or the province says none."""
    line = procedures.term_for(procedure, kind=kind, channel=channel, case=situation or None)
    if line is None or line.value is None or line.unit is None:
        return None
    return Term(line.value, TermUnit(line.unit), same_day=line.same_day)


_UNITS = {
    TermUnit.WORKING_DAYS: "ngày làm việc",
    TermUnit.CALENDAR_DAYS: "ngày",
    TermUnit.HOURS: "giờ làm việc",
    TermUnit.MONTHS: "tháng",
}


def term_words(procedure: Procedure, *, channel: str, situation: str) -> str:
    """The statutory term in words, and the committed one beside it where the province promises less."""
    lines = []
    for kind, prefix in ((Kind.STATUTORY, ""), (Kind.COMMITTED, "cam kết ")):
        term = term_of(procedure, kind, channel=channel, situation=situation)
        if term is not None:
            words = "trong ngày" if term.same_day else f"{term.value} {_UNITS[term.unit]}"
            lines.append(prefix + words)
    return "; ".join(lines) or "Theo quy định"


def start_intake(row: Dossier, *, actor: Actor) -> Clock | None:
    """The clock of the one-stop's answer to a filing (8 working hours online, by the counting rule)."""
    rule = rule_of(row)
    term = rule.intake_answers.get(row.channel)
    if term is None:
        return None
    return deadlines.start_clock(
        subject=("dossier", row.id),
        kind=ClockKind.INTAKE_ANSWER,
        term=term,
        started_at=row.submitted_at,
        agency_code=identity.get_agency(row.receiving_agency_id).code,
        rule=rule,
        actor=actor,
    )


def start_processing(row: Dossier, procedure: Procedure, *, actor: Actor) -> None:
    """The dossier's own clock from acceptance, with the statutory and the committed term side by side."""
    assert row.accepted_at is not None
    statutory = term_of(procedure, Kind.STATUTORY, channel=row.channel, situation=row.situation)
    committed = term_of(procedure, Kind.COMMITTED, channel=row.channel, situation=row.situation)
    term = statutory or committed
    if term is None:
        return
    clock = deadlines.start_clock(
        subject=("dossier", row.id),
        kind=ClockKind.PROCESSING,
        term=term,
        committed_term=committed,
        started_at=row.accepted_at,
        agency_code=identity.get_agency(row.owner_agency_id).code,
        rule=rule_of(row),
        actor=actor,
    )
    row.statutory_due_at = clock.statutory_due_at
    row.due_at = clock.due_at


def finish(row: Dossier, kind: ClockKind, *, at: datetime, reason: str, actor: Actor) -> None:
    """Stop every open clock of a kind."""
    for clock in deadlines.get_clocks(("dossier", row.id)):
        if clock.kind is kind and clock.is_open:
            deadlines.finish_clock(clock_id=clock.id, at=at, reason=reason, actor=actor)


def cancel_all(row: Dossier, *, at: datetime, reason: str, actor: Actor) -> None:
    """Stop every open clock for good: nothing is measured any more."""
    for clock in deadlines.get_clocks(("dossier", row.id)):
        if clock.is_open:
            deadlines.cancel_clock(clock_id=clock.id, at=at, reason=reason, actor=actor)
