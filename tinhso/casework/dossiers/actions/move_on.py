"""Steps that go on by themselves when their time is over: the platform presses the button that the process names."""

from collections.abc import Iterator
from uuid import UUID

from tinhso.casework.dossiers.actions.do_task import TaskDone, do_task
from tinhso.casework.dossiers.errors import StaleVersion, WrongStatus
from tinhso.casework.dossiers.models import Dossier, WorkItem
from tinhso.engines.deadlines import api as deadlines
from tinhso.engines.deadlines.types import ClockKind, ClockState
from tinhso.engines.workflow import api as workflow
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.errors import Conflict


def overdue_steps() -> Iterator[tuple[UUID, str]]:
    """(dossier, step) whose time is over, the longest first."""
    for clock in deadlines.list_due(kind=ClockKind.TIMED, before=now()):
        yield clock.subject[1], clock.key


def move_on(*, dossier_id: UUID, step: str, actor: Actor) -> bool:
    """Complete the step by its timed outcome; False when somebody did it meanwhile or its time has not come.

    One transaction, so that a killed worker leaves either everything or nothing, and running it again changes nothing.
    """
    clock = deadlines.find_clock(("dossier", dossier_id), ClockKind.TIMED, step)
    item = WorkItem.objects.filter(dossier_id=dossier_id, step=step, is_open=True, consultation_id__isnull=True).first()
    if clock is None or item is None or clock.state is not ClockState.RUNNING or clock.due_at > now():
        return False
    task = workflow.get_task(item.task_id)
    version = Dossier.objects.only("version").get(id=dossier_id).version
    note = f"Tự chuyển khi hết thời gian chờ ({deadlines.in_words(clock.due_at)})."
    try:
        do_task(task_id=task.id, done=TaskDone(outcome=task.moves_outcome, note=note), version=version, actor=actor)
    except (StaleVersion, WrongStatus, Conflict):
        # Somebody acts on the dossier at this moment: the next run looks again.
        return False
    return True
