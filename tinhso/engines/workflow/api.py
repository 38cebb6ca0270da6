"""Processes and their tasks.

Every write runs in the caller's transaction (one is opened when there is none) and holds the process's row, so that
of two officers who complete one task one wins and the other meets TaskClosed. The caller authorises (role and place
of the task), performs the outcome's acts (`Outcome.does`) and audits; this engine records who closed which task when.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tinhso.engines.workflow import actions, queries
from tinhso.engines.workflow.compiling import compile_body, declared_facts
from tinhso.engines.workflow.errors import ProcessRefused, TaskNotFound
from tinhso.engines.workflow.types import EndCode, OpeningStep, ProcessProblem, Progress, SubjectRef, Task, TaskState
from tinhso.kernel import clock
from tinhso.kernel.actor import Actor

__all__ = [
    "assign_task",
    "cancel_process",
    "check_process",
    "compile_steps",
    "complete_task",
    "facts_from",
    "get_task",
    "list_tasks",
    "move_due",
    "open_tasks",
    "places_of",
    "refusals",
    "roles_of",
    "sources_of",
    "start_process",
    "undo_task",
]


def check_process(body: Mapping[str, object]) -> list[ProcessProblem]:
    """Problems of a `process` body (steps.yaml as read, or `{"bpmn": xml}`), each with its place; empty when it can run."""
    return list(compile_body(body).problems)


def roles_of(body: Mapping[str, object]) -> list[tuple[str, str, str]]:
    """(JSON pointer, code of the step, role that does it) for each step of a `process` body that passed the check."""
    compiled = compile_body(body)
    return [(f"{compiled.place(code)}/role", code, step.role) for code, step in compiled.diagram.steps.items()]


def places_of(body: Mapping[str, object]) -> list[tuple[str, frozenset[str]]]:
    """(place, acts it does) of each step of a `process` body that passed the check: where work is done by its definition."""
    steps = compile_body(body).diagram.steps.values()
    return [(step.place, frozenset(str(act) for act in step.does)) for step in steps]


def sources_of(body: Mapping[str, object]) -> list[tuple[str, str]]:
    """(name, JSON pointer) of the facts that a `process` body reads from its caller."""
    return [(fact.name, fact.source) for fact in declared_facts(body).values() if fact.source]


def compile_steps(body: Mapping[str, object]) -> str:
    """The BPMN 2.0 XML, with its drawing, of a `process` body. Raises ProcessRefused with every problem."""
    compiled = compile_body(body)
    if compiled.problems:
        raise ProcessRefused("Quy trình không dùng được: " + "; ".join(map(str, compiled.problems)))
    return compiled.xml


def facts_from(body: Mapping[str, object], offered: Mapping[str, object]) -> dict[str, object]:
    """The facts the process declares, read from what the caller offers by their `from` pointers.

    `offered`: `{"form": {…answers…}, "dossier": {"case": …, "channel": …}}`. What is not there is left out.
    """
    facts: dict[str, object] = {}
    for fact in declared_facts(body).values():
        value: object = offered
        for part in fact.source.split("/")[1:]:
            key = part.replace("~1", "/").replace("~0", "~")
            value = value.get(key) if isinstance(value, Mapping) else None
        if fact.source and value is not None:
            facts[fact.name] = value
    return facts


def start_process(
    *,
    version_id: UUID,
    process_body: Mapping[str, object],
    subject: SubjectRef,
    facts: Mapping[str, object],
    due_for: Callable[[OpeningStep, datetime], datetime | None],
    actor: Actor,
    at: datetime,
) -> Progress:
    """Start the process of a definition version for a subject; the version is pinned.

    `due_for(step, opened_at)` gives each task's due time. Facts that the process does not declare are not kept.
    Raises ProcessRefused, FactRefused, ProcessRunning.
    """
    return actions.start(version_id=version_id, body=process_body, subject=subject, facts=facts, due_for=due_for, at=at)


@transaction.atomic
def complete_task(
    *,
    task_id: UUID,
    outcome: str,
    facts: Mapping[str, object],
    due_for: Callable[[OpeningStep, datetime], datetime | None],
    actor: Actor,
    at: datetime,
) -> Progress:
    """Complete an open task with one of its outcomes and move the case on. `facts` add to or replace the known ones.

    Raises TaskNotFound, TaskClosed (somebody was first), OutcomeUnknown, OutcomeGuarded, SamePerson, FactRefused; then
    nothing changed.
    """
    return actions.complete(task_id=task_id, outcome=outcome, facts=facts, due_for=due_for, actor=actor, at=at)


@transaction.atomic
def undo_task(*, task_id: UUID, actor: Actor, at: datetime) -> Progress:
    """Take back the completion of the task that was done last: its step opens anew, what it opened is cancelled, facts,
    outcomes and joins are as before. The completed task stays on record as undone.

    Raises TaskNotFound, NothingToUndo (another task was completed since, or one that it opened is not open any more).
    """
    return actions.undo(task_id=task_id, actor=actor, at=at)


def refusals(task_id: UUID, facts: Mapping[str, object]) -> dict[str, str]:
    """Outcome code → why it cannot be chosen now; only those with a guard that does not hold. `facts` as for completing.
    Raises TaskNotFound, FactRefused."""
    row = queries.task_row(task_id)
    if row is None:
        raise TaskNotFound("Không có việc này.")
    return actions.refusals(row, facts)


@transaction.atomic
def assign_task(*, task_id: UUID, post_id: UUID | None, person_id: UUID | None, actor: Actor) -> Task:
    """Give an open task to a post and a person (None: nobody). Raises TaskNotFound, TaskClosed, SamePerson."""
    row = actions.assign(task_id=task_id, post_id=post_id, person_id=person_id)
    return queries.as_task(row, row.process)


@transaction.atomic
def move_due(*, task_id: UUID, due_at: datetime | None, actor: Actor) -> Task:
    """Take over the due time that the clock of an open task has now. Raises TaskNotFound, TaskClosed."""
    row = actions.move_due(task_id=task_id, due_at=due_at)
    return queries.as_task(row, row.process)


@transaction.atomic
def cancel_process(
    *, subject: SubjectRef, actor: Actor, at: datetime | None = None, end: EndCode | None = None
) -> Progress:
    """End a running process from outside (withdrawn, stopped, replaced): its open tasks are cancelled.

    Raises TaskClosed when nothing runs.
    """
    return actions.cancel(subject=subject, end=end.value if end else "", actor=actor, at=at or clock.now())


def open_tasks(subject: SubjectRef) -> tuple[Task, ...]:
    """The open tasks of a subject, oldest first."""
    return queries.as_tasks(queries.tasks_of(subject).filter(state=TaskState.OPEN))


def list_tasks(subject: SubjectRef) -> tuple[Task, ...]:
    """Every task the subject ever had, oldest first: who did what, when (the control sheet of the dossier)."""
    return queries.as_tasks(queries.tasks_of(subject))


def get_task(task_id: UUID) -> Task:
    """One task, open or closed. Raises TaskNotFound."""
    row = queries.task_row(task_id)
    if row is None:
        raise TaskNotFound("Không có việc này.")
    return queries.as_task(row, row.process)
