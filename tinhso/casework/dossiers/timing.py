"""Clocks of a dossier: which calendar and rule count, when a step is due, what the receipt promises."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from tinhso.casework.dossiers.models import ComponentCheck, Consultation, Dossier, WorkItem
from tinhso.casework.dossiers.places import of_step
from tinhso.engines.deadlines import api as deadlines
from tinhso.engines.deadlines.types import Clock, ClockKind, ClockState, CountingRule, Term, TermUnit
from tinhso.engines.procedures import api as procedures
from tinhso.engines.procedures.types import Kind, Procedure
from tinhso.engines.workflow import api as workflow
from tinhso.engines.workflow.types import Act, OpeningStep, Outcome, Task
from tinhso.foundation.identity import api as identity
from tinhso.foundation.reference import api as reference
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import local

_OF_STEPS = (ClockKind.STEP, ClockKind.TIMED)


def codes_of(dossier_ids: Collection[UUID]) -> dict[UUID, str]:
    """What a dossier's clock is told by where no page is: its code."""
    return dict(Dossier.objects.filter(id__in=dossier_ids).values_list("id", "code"))


def questions_of(consultation_ids: Collection[UUID]) -> dict[UUID, str]:
    """The same for the clock of a question to another agency."""
    rows = Consultation.objects.filter(id__in=consultation_ids).values_list("id", "dossier__code")
    return {key: f"{code}, lấy ý kiến" for key, code in rows}


def rule_of(row: Dossier) -> CountingRule:
    """The counting rule in force when the dossier was accepted (or filed, before that)."""
    return deadlines.get_rule(on=local(row.accepted_at or row.submitted_at).date())


def step_clock(
    row: Dossier, *, intake: Clock | None = None, actor: Actor
) -> Callable[[OpeningStep, datetime], datetime | None]:
    """Start the clock of each step that opens, in the hours of the place that does it; answers when it is due.

    Three kinds of steps have other clocks, so that nothing is measured twice: accepting a filing is due when its answer
    is (`intake`), returning a result when the rule says for the way the applicant chose, asking another agency when its
    consultation is (opinions.py).
    """

    def start(step: OpeningStep, at: datetime) -> datetime | None:
        _start_timed(row, step, at=at, actor=actor)
        if Act.ACCEPT in step.does and intake is not None:
            return intake.due_at
        if step.consults:
            return None
        rule = rule_of(row)
        returns = Act.RETURN in step.does
        term = step.term or (rule.returns.get(row.return_method) if returns else None)
        if term is None:
            return None
        agency_id = of_step(row, step.place, step.does)
        clock = deadlines.start_clock(
            subject=("dossier", row.id),
            kind=ClockKind.RETURN if returns else ClockKind.STEP,
            key="" if returns else step.code,
            term=term,
            started_at=at,
            agency_code=identity.get_agency(agency_id).code,
            rule=rule,
            actor=actor,
        )
        return clock.due_at

    return start


def _start_timed(row: Dossier, step: OpeningStep, *, at: datetime, actor: Actor) -> None:
    """When the step goes on by itself, in the hours of the place that does it."""
    if step.moves_after is None:
        return
    deadlines.start_clock(
        subject=("dossier", row.id),
        kind=ClockKind.TIMED,
        key=step.code,
        term=step.moves_after,
        started_at=at,
        agency_code=identity.get_agency(of_step(row, step.place, step.does)).code,
        rule=rule_of(row),
        actor=actor,
    )


def undo_step(
    row: Dossier, task: Task, *, opened: Collection[str], done_at: datetime, at: datetime, reason: str, actor: Actor
) -> None:
    """The completion of a step is taken back: the clocks of what it opened are cancelled, its own run on."""
    for clock in _open_clocks(row):
        if clock.kind in _OF_STEPS and clock.key in opened and clock.started_at == done_at:
            deadlines.cancel_clock(clock_id=clock.id, at=at, reason=reason, actor=actor)
    for clock in deadlines.get_clocks(("dossier", row.id)):
        ended_with_it = clock.state is ClockState.FINISHED and clock.finished_at == done_at and clock.key == task.step
        # A wait that is over by now would press its button again at once: it is not begun a second time.
        if ended_with_it and (clock.kind is ClockKind.STEP or (clock.kind is ClockKind.TIMED and clock.due_at > at)):
            deadlines.reopen_clock(clock_id=clock.id, at=at, reason=reason, actor=actor)


def close_step(row: Dossier, task: Task, *, at: datetime, actor: Actor) -> None:
    """The step is done: its clock stops, and who works on the dossier has its papers."""
    for clock in _open_clocks(row):
        if clock.kind in _OF_STEPS and clock.key == task.step:
            deadlines.finish_clock(clock_id=clock.id, at=at, reason=f"{task.title}: xong.", actor=actor)
        elif clock.kind is ClockKind.HANDOVER:
            _finish_hand_over(clock, at=at, actor=actor)


def step_facts(task: Task, item: WorkItem, outcome: Outcome, *, at: datetime) -> dict[str, Any]:
    """What the event of a completed step says for statistics: how long it was open in its agency's office time."""
    calendar = reference.get_calendar(identity.get_agency(item.agency_id).code, on=local(at).date())
    return {
        "step": task.step,
        "outcome": outcome.code,
        "step_late": None if task.due_at is None else at > task.due_at,
        "step_agency_id": item.agency_id,
        "opened_at": item.opened_at,
        "office_minutes": deadlines.office_minutes_between(item.opened_at, at, calendar=calendar),
    }


def start_hand_over(row: Dossier, *, at: datetime, actor: Actor) -> None:
    """Papers that came to the desk go to who decides the same day, or next morning after the cut-off (NĐ 61/2018 Đ18).

    A dossier without paper is there in the moment of its acceptance and needs no clock.
    """
    checks = ComponentCheck.objects.filter(dossier=row)
    if not any(originals or copies for originals, copies in checks.values_list("originals", "copies")):
        return
    deadlines.start_clock(
        subject=("dossier", row.id),
        kind=ClockKind.HANDOVER,
        started_at=at,
        agency_code=identity.get_agency(row.receiving_agency_id).code,
        rule=rule_of(row),
        actor=actor,
    )


def handed_over(row: Dossier, *, at: datetime, actor: Actor) -> None:
    """Whoever takes up the dossier after its acceptance has its papers: the hand-over is done."""
    for clock in _open_clocks(row):
        if clock.kind is ClockKind.HANDOVER:
            _finish_hand_over(clock, at=at, actor=actor)


def _finish_hand_over(clock: Clock, *, at: datetime, actor: Actor) -> None:
    deadlines.finish_clock(clock_id=clock.id, at=at, reason="Nơi giải quyết đã nhận hồ sơ giấy.", actor=actor)


def show_dues(row: Dossier, *, actor: Actor) -> None:
    """Every open task and row of the lists says what its clock says; a paused clock is due at no time."""
    clocks = {(clock.kind, clock.key): clock for clock in _open_clocks(row)}
    # While the applicant has to act, the office has no date of its own: the row stands by when the answer is due.
    waits = next((clock for clock in clocks.values() if clock.kind is ClockKind.SUPPLEMENT), None)
    promised = None if waits else row.due_at
    for item in WorkItem.objects.filter(dossier=row, is_open=True, consultation_id__isnull=True):
        task = workflow.get_task(item.task_id)
        clock = _clock_of(task, clocks)
        due_at = clock.due_at if clock is not None and clock.state is ClockState.RUNNING else None
        if task.due_at != due_at:
            workflow.move_due(task_id=task.id, due_at=due_at, actor=actor)
        item.due_at, item.dossier_due_at, item.status = due_at, promised, row.status
        item.order_at = due_at or promised or (waits.due_at if waits else item.opened_at)
        item.save(update_fields=["due_at", "dossier_due_at", "order_at", "status"])


def _clock_of(task: Task, clocks: Mapping[tuple[ClockKind, str], Clock]) -> Clock | None:
    if Act.ACCEPT in task.does and (ClockKind.INTAKE_ANSWER, "") in clocks:
        return clocks[ClockKind.INTAKE_ANSWER, ""]
    return clocks.get((ClockKind.RETURN, "") if Act.RETURN in task.does else (ClockKind.STEP, task.step))


def _open_clocks(row: Dossier) -> list[Clock]:
    return [clock for clock in deadlines.get_clocks(("dossier", row.id)) if clock.is_open]


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


def start_intake(row: Dossier, *, at: datetime | None = None, actor: Actor) -> Clock | None:
    """The clock of the one-stop's answer to a filing (8 working hours online, by the counting rule), or to what was
    added to it at `at`."""
    rule = rule_of(row)
    term = rule.intake_answers.get(row.channel)
    if term is None:
        return None
    return deadlines.start_clock(
        subject=("dossier", row.id),
        kind=ClockKind.INTAKE_ANSWER,
        term=term,
        started_at=at or row.submitted_at,
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


def stand_still(row: Dossier, *, key: str, answer_within: Term, at: datetime, reason: str, actor: Actor) -> datetime:
    """The applicant has to act: what the office measures stands still at the minute, the applicant's own term runs.

    A filing that waited for an answer has one. Returns until when the applicant may answer.
    """
    for clock in _open_clocks(row):
        if clock.kind is ClockKind.INTAKE_ANSWER:
            deadlines.finish_clock(clock_id=clock.id, at=at, reason=reason, actor=actor)
        elif clock.state is ClockState.RUNNING:
            deadlines.pause_clock(clock_id=clock.id, at=at, reason=reason, actor=actor)
    waits = deadlines.start_clock(
        subject=("dossier", row.id),
        kind=ClockKind.SUPPLEMENT,
        key=key,
        term=answer_within,
        started_at=at,
        agency_code=identity.get_agency(row.receiving_agency_id).code,
        rule=rule_of(row),
        actor=actor,
    )
    show_dues(row, actor=actor)
    return waits.due_at


def end_of(row: Dossier, term: Term, *, at: datetime) -> datetime:
    """When a term that begins now ends, in the days of the receiving one-stop; nothing is measured by it."""
    calendar = reference.get_calendar(identity.get_agency(row.receiving_agency_id).code, on=local(at).date())
    return deadlines.compute_due(start=at, term=term, calendar=calendar, rule=rule_of(row)).at


def go_on(row: Dossier, *, anew: bool, at: datetime, reason: str, actor: Actor) -> None:
    """The dossier is complete: what was left is counted on from the next opening, or everything from zero (`anew`).

    The dossier's row takes over its new dates, unsaved; a filing that is not yet accepted is owed an answer again.
    """
    for clock in _open_clocks(row):
        if clock.kind is ClockKind.SUPPLEMENT:
            deadlines.finish_clock(clock_id=clock.id, at=at, reason=reason, actor=actor)
        elif clock.state is ClockState.PAUSED:
            change = deadlines.reset_clock if anew else deadlines.resume_clock
            after = change(clock_id=clock.id, at=at, reason=reason, actor=actor)
            if clock.kind is ClockKind.PROCESSING:
                row.statutory_due_at, row.due_at = after.statutory_due_at, after.due_at
    if row.accepted_at is None:
        start_intake(row, at=at, actor=actor)
    show_dues(row, actor=actor)


def processing(row: Dossier) -> Clock | None:
    """The dossier's own clock while it is open."""
    return next((clock for clock in _open_clocks(row) if clock.kind is ClockKind.PROCESSING), None)


def finish(row: Dossier, kind: ClockKind, *, at: datetime, reason: str, actor: Actor) -> None:
    """Stop every open clock of a kind."""
    for clock in _open_clocks(row):
        if clock.kind is kind:
            deadlines.finish_clock(clock_id=clock.id, at=at, reason=reason, actor=actor)


def cancel_all(row: Dossier, *, at: datetime, reason: str, actor: Actor) -> None:
    """Stop every open clock for good: nothing is measured any more."""
    for clock in _open_clocks(row):
        deadlines.cancel_clock(clock_id=clock.id, at=at, reason=reason, actor=actor)
