"""What changes a process. Each runs in the caller's transaction and holds the process's row while it works."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError

from tinhso.engines.workflow.domain.diagram import Diagram, FactValue
from tinhso.engines.workflow.domain.expressions import FactAbsent, check_value, parse
from tinhso.engines.workflow.errors import (
    FactRefused,
    NothingToUndo,
    OutcomeGuarded,
    OutcomeUnknown,
    ProcessRunning,
    SamePerson,
    TaskClosed,
    TaskNotFound,
)
from tinhso.engines.workflow.models import ProcessRow, TaskRow
from tinhso.engines.workflow.queries import as_task, opening_of
from tinhso.engines.workflow.spiff import Interpreter, Marking, Moved
from tinhso.engines.workflow.types import OpeningStep, Outcome, Progress, SubjectRef, TaskState
from tinhso.engines.workflow.versions import ensure_version, interpreter
from tinhso.kernel.actor import Actor
from tinhso.kernel.database import joined, lock_row

DueFor = Callable[[OpeningStep, datetime], datetime | None]


def start(
    *,
    version_id: UUID,
    body: Mapping[str, object],
    subject: SubjectRef,
    facts: Mapping[str, object],
    due_for: DueFor,
    at: datetime,
) -> Progress:
    machine = ensure_version(version_id, body)
    known = {fact.name: fact.default for fact in machine.diagram.facts.values() if fact.default is not None}
    process = ProcessRow(
        version_id=version_id,
        subject_kind=subject[0],
        subject_id=subject[1],
        facts={**known, **_checked_facts(machine.diagram, facts)},
        started_at=at,
    )
    moved = _move(lambda: machine.start(process.facts))
    process.arrived = dict(moved.marking.arrived)
    with joined():
        try:
            process.save(force_insert=True)
        except IntegrityError as error:
            raise ProcessRunning("Hồ sơ này đã có quy trình đang chạy.") from error
        opened = _open_tasks(machine, process, moved.marking.open, due_for, at)
    return Progress(opened=tuple(as_task(row, process) for row in opened), closed=(), finished=False, end=None)


def complete(
    *, task_id: UUID, outcome: str, facts: Mapping[str, object], due_for: DueFor, actor: Actor, at: datetime
) -> Progress:
    process, row, others = _lock_open_task(task_id)
    machine = interpreter(process.version_id)
    step = machine.diagram.steps[row.step]
    pressed = next((known for known in step.outcomes if known.code == outcome), None)
    if pressed is None:
        raise OutcomeUnknown(f"Bước “{step.title}” không có kết quả “{outcome}”.")
    _refuse_same_person(process, machine, row.step, actor.person_id)
    snapshot = {"task": str(row.id), "facts": process.facts, "outcomes": process.outcomes, "arrived": process.arrived}
    process.facts = {**process.facts, **_checked_facts(machine.diagram, facts)}
    if reason := refusal(pressed, machine.diagram, process.facts, process.outcomes):
        raise OutcomeGuarded(reason)
    process.outcomes = {**process.outcomes, row.step: outcome}
    before = Marking(tuple(task.step for task in (row, *others)), process.arrived)
    moved = _move(lambda: machine.complete(before, row.step, facts=process.facts, outcomes=process.outcomes))
    row.state, row.outcome, row.closed_at = TaskState.DONE, outcome, at
    row.closed_by_person_id, row.closed_by_post_id = actor.person_id, actor.post_id
    row.save(update_fields=["state", "outcome", "closed_at", "closed_by_person_id", "closed_by_post_id"])
    process.arrived = dict(moved.marking.arrived)
    if moved.end:
        process.is_running, process.finished_at = False, at
        process.end = machine.diagram.nodes[moved.end].end
    kept = {task.step for task in others}
    opened = _open_tasks(machine, process, [code for code in moved.marking.open if code not in kept], due_for, at)
    # What has come to its end is not taken back: letters have gone out.
    process.last = {} if moved.end else {**snapshot, "opened": [str(task.id) for task in opened]}
    process.save(update_fields=["facts", "outcomes", "arrived", "last", "is_running", "end", "finished_at"])
    return Progress(
        opened=tuple(as_task(task, process) for task in opened),
        closed=(as_task(row, process),),
        finished=not process.is_running,
        end=process.end or None,
    )


def undo(*, task_id: UUID, actor: Actor, at: datetime) -> Progress:
    try:
        process = lock_row(ProcessRow.objects.filter(tasks=task_id)).get()
    except ProcessRow.DoesNotExist as error:
        raise TaskNotFound("Không có việc này.") from error
    row = process.tasks.get(id=task_id)
    opened = list(process.tasks.filter(id__in=process.last.get("opened", ())))
    if process.last.get("task") != str(task_id) or any(task.state != TaskState.OPEN for task in opened):
        raise NothingToUndo("Chỉ hoàn tác được việc vừa làm sau cùng, khi chưa ai làm việc tiếp theo.")
    for task in opened:
        task.state, task.closed_at = TaskState.CANCELLED, at
        task.closed_by_person_id, task.closed_by_post_id = actor.person_id, actor.post_id
    TaskRow.objects.bulk_update(opened, ["state", "closed_at", "closed_by_person_id", "closed_by_post_id"])
    row.state = TaskState.UNDONE
    row.save(update_fields=["state"])
    process.facts, process.outcomes = process.last["facts"], process.last["outcomes"]
    process.arrived, process.last = process.last["arrived"], {}
    process.save(update_fields=["facts", "outcomes", "arrived", "last"])
    again = TaskRow.objects.create(
        process=process, step=row.step, opened_at=at, due_at=row.due_at, post_id=row.post_id, person_id=row.person_id
    )
    return Progress(
        opened=(as_task(again, process),),
        closed=tuple(as_task(task, process) for task in opened),
        finished=False,
        end=None,
    )


def refusal(outcome: Outcome, diagram: Diagram, facts: Mapping[str, FactValue], outcomes: Mapping[str, str]) -> str:
    """Why the outcome cannot be chosen now, "" when it can. A guard whose fact is not known does not hold."""
    steps = frozenset(diagram.steps)
    for guard in outcome.only_if:
        try:
            holds = parse(guard.when, diagram.facts, steps).holds(facts, outcomes)
        except FactAbsent:
            holds = False
        if not holds:
            return guard.words
    return ""


def refusals(row: TaskRow, facts: Mapping[str, object]) -> dict[str, str]:
    diagram = interpreter(row.process.version_id).diagram
    known = {**row.process.facts, **_checked_facts(diagram, facts)}
    told = {one.code: refusal(one, diagram, known, row.process.outcomes) for one in diagram.steps[row.step].outcomes}
    return {code: words for code, words in told.items() if words}


def assign(*, task_id: UUID, post_id: UUID | None, person_id: UUID | None) -> TaskRow:
    process, row, _ = _lock_open_task(task_id)
    _refuse_same_person(process, interpreter(process.version_id), row.step, person_id)
    row.post_id, row.person_id = post_id, person_id
    row.save(update_fields=["post_id", "person_id"])
    return row


def move_due(*, task_id: UUID, due_at: datetime | None) -> TaskRow:
    _, row, _ = _lock_open_task(task_id)
    row.due_at = due_at
    row.save(update_fields=["due_at"])
    return row


def cancel(*, subject: SubjectRef, end: str, actor: Actor, at: datetime) -> Progress:
    found = ProcessRow.objects.filter(subject_kind=subject[0], subject_id=subject[1], is_running=True)
    process = lock_row(found).first()
    if process is None:
        raise TaskClosed("Hồ sơ này không có quy trình đang chạy.")
    rows = list(process.tasks.filter(state=TaskState.OPEN).order_by("opened_at", "id"))
    for row in rows:
        row.state, row.closed_at = TaskState.CANCELLED, at
        row.closed_by_person_id, row.closed_by_post_id = actor.person_id, actor.post_id
    TaskRow.objects.bulk_update(rows, ["state", "closed_at", "closed_by_person_id", "closed_by_post_id"])
    process.is_running, process.end, process.finished_at, process.last = False, end, at, {}
    process.save(update_fields=["is_running", "end", "finished_at", "last"])
    return Progress(opened=(), closed=tuple(as_task(row, process) for row in rows), finished=True, end=end or None)


def _lock_open_task(task_id: UUID) -> tuple[ProcessRow, TaskRow, list[TaskRow]]:
    """The process, locked; the task; the other open tasks. Who waited for the lock sees what the other one did."""
    try:
        process = lock_row(ProcessRow.objects.filter(tasks=task_id)).get()
    except ProcessRow.DoesNotExist as error:
        raise TaskNotFound("Không có việc này.") from error
    rows = list(process.tasks.filter(state=TaskState.OPEN).order_by("opened_at", "id"))
    mine = next((row for row in rows if row.id == task_id), None)
    if mine is None:
        raise TaskClosed("Việc này đã được người khác xử lý hoặc đã bị hủy.")
    mine.process = process
    return process, mine, [row for row in rows if row is not mine]


def _refuse_same_person(process: ProcessRow, machine: Interpreter, code: str, person_id: UUID | None) -> None:
    step = machine.diagram.steps[code]
    if not step.other_than or person_id is None:
        return
    did = process.tasks.filter(step__in=step.other_than, state=TaskState.DONE, closed_by_person_id=person_id)
    if did.exists():
        raise SamePerson(f"Bước “{step.title}” phải do người khác thực hiện: bạn đã làm một bước trước của hồ sơ này.")


def _open_tasks(
    machine: Interpreter, process: ProcessRow, steps: Sequence[str], due_for: DueFor, at: datetime
) -> list[TaskRow]:
    rows = [
        TaskRow(process=process, step=code, opened_at=at, due_at=due_for(opening_of(machine.diagram.steps[code]), at))
        for code in steps
    ]
    return TaskRow.objects.bulk_create(rows)


def _checked_facts(diagram: Diagram, given: Mapping[str, object]) -> dict[str, FactValue]:
    """The facts that the process declares; others are not kept."""
    checked: dict[str, FactValue] = {}
    for fact in diagram.facts.values():
        value = given.get(fact.name)
        if value is not None:
            try:
                checked[fact.name] = check_value(fact, value)
            except ValueError as error:
                raise FactRefused(f"Quy trình: {error}.") from error
    return checked


def _move(run: Callable[[], Moved]) -> Moved:
    try:
        return run()
    except FactAbsent as error:
        raise FactRefused(f"Quy trình chưa biết “{error.args[0]}” nên chưa thể chuyển bước.") from error
