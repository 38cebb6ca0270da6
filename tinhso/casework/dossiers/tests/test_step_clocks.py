"""Each moment of a dossier has its own clock: answer, hand-over of papers, every step, return. One truth for each.

November 2026: Monday 23rd works, Tuesday 24th is the Day of Vietnamese Culture, Wednesday 25th works.
"""

from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest

from tinhso.casework.dossiers import api
from tinhso.casework.dossiers.models import Dossier, WorkItem
from tinhso.casework.dossiers.testing import SmallProvince
from tinhso.casework.dossiers.tests.acts import BIRTH, MARITAL, REASONS, accept, do, file, finish, open_task, version_of
from tinhso.casework.dossiers.tests.test_clocks import in_force
from tinhso.casework.dossiers.types import Check, Verdict
from tinhso.engines.deadlines import api as deadlines
from tinhso.engines.deadlines.types import ActKind, ClockKind, ClockState, Punctuality
from tinhso.engines.workflow import api as workflow
from tinhso.kernel.actor import system_actor
from tinhso.kernel.clock import at_local, frozen
from tinhso.kernel.outbox.delivery import deliver_all

pytestmark = pytest.mark.django_db
MONDAY_9 = at_local(2026, 11, 23, 9)


def clocks(dossier_id: UUID) -> list[tuple[ClockKind, str, ClockState]]:
    return [(one.kind, one.key, one.state) for one in deadlines.get_clocks(("dossier", dossier_id))]


def with_paper(province: SmallProvince, dossier_id: UUID) -> None:
    """The desk has the original of the birth notice in hand."""
    check = Check(component="birth_notice", verdict=Verdict.RIGHT, originals=1)
    api.check_components(dossier_id=dossier_id, checks=[check], version=version_of(dossier_id), actor=province.desk)


def test_every_step_has_a_clock_that_ends_with_it(province: SmallProvince):
    with frozen(MONDAY_9):
        filed = file(province, MARITAL)
    # Accepting is due when the answer is due: one truth, no second clock.
    answer = deadlines.find_clock(("dossier", filed.id), ClockKind.INTAKE_ANSWER)
    assert answer is not None
    assert clocks(filed.id) == [(ClockKind.INTAKE_ANSWER, "", ClockState.RUNNING)]
    assert open_task(filed.id).due_at == answer.due_at == at_local(2026, 11, 25, 9, 30)

    with frozen(at_local(2026, 11, 23, 10)):
        accept(province, filed.id)
    task = open_task(filed.id)
    assert clocks(filed.id) == [
        (ClockKind.INTAKE_ANSWER, "", ClockState.FINISHED),
        (ClockKind.PROCESSING, "", ClockState.RUNNING),
        (ClockKind.STEP, task.step, ClockState.RUNNING),
    ]
    step = deadlines.find_clock(("dossier", filed.id), ClockKind.STEP, task.step)
    assert step is not None
    assert task.due_at == step.due_at
    assert WorkItem.objects.get(task_id=task.id).due_at == step.due_at

    with frozen(at_local(2026, 11, 23, 11)):
        do(filed.id, "eligible", province.specialist)
    ended = deadlines.get_clock(step.id)
    assert (ended.state, ended.finished_at) == (ClockState.FINISHED, at_local(2026, 11, 23, 11))
    assert [line.act for line in deadlines.list_ledger(step.id)] == [ActKind.STARTED, ActKind.FINISHED]


def test_a_step_that_is_sent_back_is_measured_anew(province: SmallProvince):
    with frozen(MONDAY_9):
        filed = file(province, MARITAL)
        accept(province, filed.id)
        step = open_task(filed.id).step
    with frozen(at_local(2026, 11, 25, 9)):
        do(filed.id, "eligible", province.specialist)
        do(filed.id, "sent_back", province.reviewer, note="Thiếu ngày cấp.")
    assert [state for kind, key, state in clocks(filed.id) if (kind, key) == (ClockKind.STEP, step)] == [
        ClockState.FINISHED,
        ClockState.RUNNING,
    ]


def test_a_refusal_is_an_answer_in_time(province: SmallProvince):
    with frozen(MONDAY_9):
        filed = file(province, MARITAL)
    with frozen(at_local(2026, 11, 25, 8)):
        do(filed.id, "not_accepted", province.desk, reasons=REASONS[1:])
    (answer,) = deadlines.get_clocks(("dossier", filed.id))
    assert deadlines.punctuality_of(answer) is Punctuality.ON_TIME


def test_a_result_wanted_online_is_returned_within_the_hours_of_the_rule(province: SmallProvince):
    with frozen(MONDAY_9):
        filed = file(province, MARITAL)
        accept(province, filed.id)
    with frozen(at_local(2026, 11, 23, 15)):
        finish(province, filed.id)
        clock = deadlines.find_clock(("dossier", filed.id), ClockKind.RETURN)
        assert clock is not None
        # Two hours are left on Monday, two more on Wednesday: in the hours of the one-stop that returns.
        assert (clock.due_at, clock.agency_code) == (at_local(2026, 11, 25, 9, 30), "H61.41.01.001")
        assert open_task(filed.id).due_at == clock.due_at
    with frozen(at_local(2026, 11, 23, 15, 30)):
        deliver_all()
    row = Dossier.objects.get(id=filed.id)
    assert deadlines.get_clock(clock.id).finished_at == row.returned_at == at_local(2026, 11, 23, 15, 30)


@pytest.mark.parametrize(
    ("accepted_at", "due_at"),
    [
        (at_local(2026, 11, 23, 14, 59), at_local(2026, 11, 23, 17, 0)),
        # After 15:00: at the start of the next working day, an hour by the rule of the sample.
        (at_local(2026, 11, 23, 15, 1), at_local(2026, 11, 25, 8, 30)),
    ],
)
def test_papers_are_handed_over_the_same_day_until_three(
    province: SmallProvince, accepted_at: datetime, due_at: datetime
):
    with frozen(MONDAY_9):
        filed = file(province, BIRTH)
        with_paper(province, filed.id)
    with frozen(accepted_at):
        accept(province, filed.id)
    clock = deadlines.find_clock(("dossier", filed.id), ClockKind.HANDOVER)
    assert clock is not None
    assert (clock.due_at, clock.state) == (due_at, ClockState.RUNNING)
    with frozen(at_local(2026, 11, 25, 8)):
        api.take_task(task_id=open_task(filed.id).id, actor=province.specialist)
    assert deadlines.get_clock(clock.id).finished_at == at_local(2026, 11, 25, 8)


def test_without_paper_nothing_is_carried_anywhere(province: SmallProvince):
    with frozen(MONDAY_9):
        filed = file(province, BIRTH)
        accept(province, filed.id)
    assert deadlines.find_clock(("dossier", filed.id), ClockKind.HANDOVER) is None


def test_a_new_day_off_moves_the_step_and_says_so_in_its_ledger(province: SmallProvince, tmp_path: Path):
    with frozen(at_local(2026, 11, 25, 9)):
        filed = file(province, MARITAL)
        accept(province, filed.id)
    before = open_task(filed.id)
    in_force(tmp_path, MARITAL, day_off="2026-11-26")
    with frozen(at_local(2026, 11, 25, 11)):
        deadlines.recompute(calendar_code="office", reason="Nghỉ tránh bão.", actor=system_actor())
        deliver_all()
    clock = deadlines.find_clock(("dossier", filed.id), ClockKind.STEP, before.step)
    assert clock is not None
    assert (before.due_at, clock.due_at) == (at_local(2026, 11, 26, 17, 0), at_local(2026, 11, 27, 17, 0))
    task = workflow.get_task(before.id)
    item = WorkItem.objects.get(task_id=before.id)
    assert (task.due_at, item.due_at, item.order_at) == (clock.due_at,) * 3
    (_, moved) = deadlines.list_ledger(clock.id)
    assert (moved.act, moved.reason) == (ActKind.RECOMPUTED, "Nghỉ tránh bão.")
