"""Rows → public values."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from tinhso.engines.deadlines.types import Term, TermUnit
from tinhso.engines.workflow.domain.diagram import Step
from tinhso.engines.workflow.models import ProcessRow, TaskRow
from tinhso.engines.workflow.types import OpeningStep, SubjectRef, Task, TaskState
from tinhso.engines.workflow.versions import interpreter


def tasks_of(subject: SubjectRef) -> QuerySet[TaskRow]:
    """All tasks of a subject's processes, oldest first."""
    rows = TaskRow.objects.filter(process__subject_kind=subject[0], process__subject_id=subject[1])
    return rows.select_related("process").order_by("opened_at", "id")


def term_of(step: Step) -> Term | None:
    return None if step.term_value is None else Term(step.term_value, TermUnit(step.term_unit))


def moves_after(step: Step) -> Term | None:
    return None if step.moves_value is None else Term(step.moves_value, TermUnit(step.moves_unit))


def opening_of(step: Step) -> OpeningStep:
    return OpeningStep(
        code=step.code,
        place=step.place,
        does=step.does,
        consults=step.consults,
        term=term_of(step),
        moves_after=moves_after(step),
    )


def as_tasks(rows: Iterable[TaskRow]) -> tuple[Task, ...]:
    return tuple(as_task(row, row.process) for row in rows)


def as_task(row: TaskRow, process: ProcessRow) -> Task:
    step = interpreter(process.version_id).diagram.steps[row.step]
    return Task(
        id=row.id,
        subject=(process.subject_kind, process.subject_id),
        step=row.step,
        title=step.title,
        role=step.role,
        place=step.place,
        does=step.does,
        consults=step.consults,
        note=step.note,
        outcomes=step.outcomes,
        term=term_of(step),
        opened_at=row.opened_at,
        due_at=row.due_at,
        state=TaskState(row.state),
        post_id=row.post_id,
        person_id=row.person_id,
        outcome=row.outcome,
        closed_at=row.closed_at,
        closed_by=row.closed_by_person_id,
        moves_after=moves_after(step),
        moves_outcome=step.moves_outcome,
    )


def task_row(task_id: UUID) -> TaskRow | None:
    return TaskRow.objects.select_related("process").filter(id=task_id).first()
