"""The last completed step is taken back: the case stands where it stood, and who did what stays on record."""

from datetime import timedelta

import pytest

from tinhso.engines.workflow import api
from tinhso.engines.workflow.errors import NothingToUndo, TaskNotFound
from tinhso.engines.workflow.tests.processes import consultation
from tinhso.engines.workflow.tests.test_api import ANNA, AT, begin, complete, follow, officer, rows
from tinhso.engines.workflow.types import EndCode, Progress, Task, TaskState
from tinhso.kernel.ids import new_id

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=2)


def undo(task: Task) -> Progress:
    return api.undo_task(task_id=task.id, actor=officer(), at=LATER)


def test_the_case_stands_where_it_stood_and_the_history_is_kept() -> None:
    subject, _ = begin()
    follow(subject, "accepted")
    [verify] = api.open_tasks(subject)
    complete(verify, "eligible", needs_field_check=True)

    progress = undo(verify)

    [again] = progress.opened
    assert [task.step for task in progress.closed] == ["inspect"]
    assert [task.state for task in progress.closed] == [TaskState.CANCELLED]
    assert (again.step, again.due_at, again.opened_at, again.state) == ("verify", verify.due_at, LATER, TaskState.OPEN)
    old = api.get_task(verify.id)
    assert (old.state, old.outcome, old.closed_by) == (TaskState.UNDONE, "eligible", ANNA)
    # Decided again, another way: what the undone press had said is forgotten.
    assert [task.step for task in complete(again, "eligible").opened] == ["review"]


def test_what_was_undone_does_not_bar_the_person_from_the_step_that_checks_it() -> None:
    subject, _ = begin()
    follow(subject, "accepted")
    [verify] = api.open_tasks(subject)
    complete(verify, "eligible")
    undo(verify)
    [again] = api.open_tasks(subject)
    [review] = complete(again, "eligible", actor=officer(new_id())).opened

    complete(review, "agreed", actor=officer(ANNA))

    assert [task.step for task in api.open_tasks(subject)] == ["sign"]


def test_only_the_last_step_is_undone_once_and_never_after_the_end() -> None:
    subject, progress = begin()
    [accept] = progress.opened
    complete(accept, "accepted")
    [verify] = api.open_tasks(subject)
    [review] = complete(verify, "eligible").opened
    before = rows()
    for task in (accept, review):
        with pytest.raises(NothingToUndo):
            undo(task)
    with pytest.raises(TaskNotFound):
        api.undo_task(task_id=new_id(), actor=officer(), at=LATER)
    assert rows() == before
    undo(verify)
    with pytest.raises(NothingToUndo):
        undo(verify)
    follow(subject, "eligible", "agreed", "signed", "returned")
    with pytest.raises(NothingToUndo):
        undo(api.list_tasks(subject)[-1])


def test_a_case_that_was_stopped_is_not_brought_back() -> None:
    subject, progress = begin()
    [accept] = progress.opened
    complete(accept, "accepted")
    api.cancel_process(subject=subject, actor=officer(), at=LATER, end=EndCode.STOPPED)

    with pytest.raises(NothingToUndo):
        undo(accept)


def test_a_branch_that_came_in_last_goes_out_again() -> None:
    subject, _ = begin(consultation(), area_m2=900)
    follow(subject, "accepted", "eligible")
    tasks = {task.step: task for task in api.open_tasks(subject)}
    complete(tasks["environment_opinion"], "agreed")

    undo(tasks["environment_opinion"])

    assert {task.step for task in api.open_tasks(subject)} == {"environment_opinion", "police_draft"}
    [again] = [task for task in api.open_tasks(subject) if task.step == "environment_opinion"]
    [draft] = [task for task in api.open_tasks(subject) if task.step == "police_draft"]
    complete(again, "objected")
    [sign] = complete(draft, "done").opened
    assert [task.step for task in complete(sign, "agreed").opened] == ["verify"]
