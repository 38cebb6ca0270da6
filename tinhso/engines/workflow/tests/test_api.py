import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tinhso.engines.workflow import api
from tinhso.engines.workflow.errors import (
    FactRefused,
    OutcomeUnknown,
    ProcessRefused,
    ProcessRunning,
    SamePerson,
    TaskClosed,
    TaskNotFound,
)
from tinhso.engines.workflow.models import ProcessRow, ProcessVersion, TaskRow
from tinhso.engines.workflow.tests.processes import consultation, example
from tinhso.engines.workflow.types import EndCode, OpeningStep, Progress, SubjectRef, Task, TaskState
from tinhso.kernel.actor import Actor, Channel
from tinhso.kernel.clock import at_local
from tinhso.kernel.errors import DomainError
from tinhso.kernel.ids import new_id

AT = at_local(2026, 3, 2, 8)
ANNA, BINH = new_id(), new_id()
GIVEN = ("agreed", "signed", "returned")


def officer(person_id: UUID = ANNA) -> Actor:
    return Actor(channel=Channel.COUNTER, person_id=person_id, post_id=new_id())


def due_for(step: OpeningStep, at: datetime) -> datetime | None:
    return at + timedelta(hours=step.term.value) if step.term else None


def begin(body: dict[str, Any] | None = None, **facts: object) -> tuple[SubjectRef, Progress]:
    subject = ("dossier", new_id())
    progress = api.start_process(
        version_id=new_id(),
        process_body=body or example(),
        subject=subject,
        facts=facts,
        due_for=due_for,
        actor=officer(),
        at=AT,
    )
    return subject, progress


def complete(task: Task, outcome: str, *, actor: Actor | None = None, **facts: object) -> Progress:
    return api.complete_task(
        task_id=task.id,
        outcome=outcome,
        facts=facts,
        due_for=due_for,
        actor=actor or officer(),
        at=AT + timedelta(hours=1),
    )


def follow(subject: SubjectRef, *outcomes: str) -> Progress:
    """Complete the one open task with each outcome in turn, always by another person."""
    for outcome in outcomes:
        [task] = api.open_tasks(subject)
        progress = complete(task, outcome, actor=officer(new_id()))
    return progress


def rows() -> list[object]:
    return [list(model.objects.order_by("pk").values()) for model in (ProcessVersion, ProcessRow, TaskRow)]


@pytest.mark.django_db
def test_starting_opens_the_first_task() -> None:
    subject, progress = begin()

    [task] = progress.opened
    assert progress == Progress(opened=(task,), closed=(), finished=False, end=None)
    assert api.open_tasks(subject) == (task,)
    assert api.get_task(task.id) == task
    assert (task.step, task.role, task.place, task.state) == ("accept", "one_stop_officer", "one_stop", TaskState.OPEN)
    assert [outcome.code for outcome in task.outcomes] == ["accepted", "not_accepted"]
    assert task.does == ("accept",)
    assert task.opened_at == AT
    assert task.due_at == AT + timedelta(hours=4)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("outcomes", "end"),
    [
        (["not_accepted"], EndCode.NOT_ACCEPTED),
        (["accepted", "eligible", "agreed", "signed", "returned"], EndCode.GRANTED),
        (["accepted", "not_eligible", "agreed", "signed", "returned"], EndCode.REFUSED),
        (["accepted", "not_eligible", "sent_back", "eligible", *GIVEN], EndCode.GRANTED),
        (["accepted", "eligible", "agreed", "sent_back", "eligible", *GIVEN], EndCode.GRANTED),
    ],
)
def test_a_process_ends_as_its_outcomes_say(outcomes: list[str], end: EndCode) -> None:
    subject, _ = begin()

    progress = follow(subject, *outcomes)

    assert progress.finished is True
    assert progress.end == end
    assert api.open_tasks(subject) == ()
    assert [task.outcome for task in api.list_tasks(subject)] == outcomes


@pytest.mark.django_db
def test_facts_choose_the_way_and_only_declared_ones_are_kept() -> None:
    subject, _ = begin(needs_field_check=True, applicant="Nguyễn Thị Mẫu")

    progress = follow(subject, "accepted", "eligible")

    assert [task.step for task in progress.opened] == ["inspect"]
    assert ProcessRow.objects.get().facts == {"needs_field_check": True}


@pytest.mark.django_db
def test_facts_may_come_with_a_completion() -> None:
    subject, _ = begin()
    follow(subject, "accepted")

    progress = complete(api.open_tasks(subject)[0], "eligible", needs_field_check=True)

    assert [task.step for task in progress.opened] == ["inspect"]


@pytest.mark.django_db
def test_agencies_are_asked_at_once_and_waited_for() -> None:
    subject, _ = begin(consultation(), area_m2=600)
    follow(subject, "accepted", "eligible")
    environment, police = api.open_tasks(subject)
    assert (environment.place, police.place) == ("H99.5.1", "H99.8.2")

    first = complete(environment, "agreed")
    draft = complete(police, "done")
    last = complete(draft.opened[0], "agreed")

    assert (first.opened, first.finished) == ((), False)
    assert [task.step for task in last.opened] == ["review"]


@pytest.mark.django_db
def test_a_task_is_completed_once() -> None:
    _, progress = begin()
    [task] = progress.opened
    complete(task, "accepted")
    before = rows()

    with pytest.raises(TaskClosed, match="đã được người khác xử lý"):
        complete(task, "not_accepted")
    assert rows() == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("act", "error"),
    [
        (lambda task: complete(task, "maybe"), OutcomeUnknown),
        (lambda task: complete(task, "accepted", needs_field_check="yes"), FactRefused),
        (lambda task: api.get_task(new_id()), TaskNotFound),
        (lambda task: api.assign_task(task_id=new_id(), post_id=None, person_id=None, actor=officer()), TaskNotFound),
        (lambda task: api.cancel_process(subject=("dossier", new_id()), actor=officer()), TaskClosed),
        (
            lambda task: api.start_process(
                version_id=new_id(),
                process_body=example(),
                subject=task.subject,
                facts={},
                due_for=due_for,
                actor=officer(),
                at=AT,
            ),
            ProcessRunning,
        ),
        (lambda task: begin({"steps": []}), ProcessRefused),
        (lambda task: begin(needs_field_check=3), FactRefused),
    ],
)
def test_a_refusal_changes_nothing(act: Callable[[Task], object], error: type[DomainError]) -> None:
    _, progress = begin()
    before = rows()

    with pytest.raises(error), transaction.atomic():
        act(progress.opened[0])
    assert rows() == before


@pytest.mark.django_db
def test_a_missing_fact_stops_the_move() -> None:
    subject, _ = begin(consultation())
    follow(subject, "accepted")
    before = rows()

    with pytest.raises(FactRefused, match="area_m2"):
        follow(subject, "eligible")
    assert rows() == before


@pytest.mark.django_db
def test_who_verified_does_not_review() -> None:
    subject, _ = begin()
    follow(subject, "accepted")
    review = complete(api.open_tasks(subject)[0], "eligible", actor=officer(ANNA)).opened[0]
    before = rows()

    with pytest.raises(SamePerson):
        complete(review, "agreed", actor=officer(ANNA))
    with pytest.raises(SamePerson):
        api.assign_task(task_id=review.id, post_id=new_id(), person_id=ANNA, actor=officer(BINH))
    assert rows() == before
    assert complete(review, "agreed", actor=officer(BINH)).closed[0].closed_by == BINH


@pytest.mark.django_db
def test_assigning_and_taking_back() -> None:
    subject, progress = begin()
    post = new_id()

    given = api.assign_task(task_id=progress.opened[0].id, post_id=post, person_id=ANNA, actor=officer(BINH))

    assert (given.post_id, given.person_id) == (post, ANNA)
    assert api.open_tasks(subject) == (given,)
    taken = api.assign_task(task_id=given.id, post_id=None, person_id=None, actor=officer(BINH))
    assert (taken.post_id, taken.person_id) == (None, None)


@pytest.mark.django_db
def test_cancelling_closes_what_is_open_and_frees_the_subject() -> None:
    subject, progress = begin()

    cancelled = api.cancel_process(subject=subject, actor=officer(), at=AT, end=EndCode.WITHDRAWN)

    assert (cancelled.finished, cancelled.end) == (True, "withdrawn")
    assert [(task.id, task.state) for task in cancelled.closed] == [(progress.opened[0].id, TaskState.CANCELLED)]
    with pytest.raises(TaskClosed):
        complete(progress.opened[0], "accepted")
    api.start_process(
        version_id=new_id(), process_body=example(), subject=subject, facts={}, due_for=due_for, actor=officer(), at=AT
    )
    assert len(api.open_tasks(subject)) == 1


@pytest.mark.django_db
def test_a_case_keeps_the_version_it_began_with() -> None:
    version, changed = new_id(), example()
    changed["steps"][1]["title"] = "Tên khác"
    for body in (example(), changed):
        subject = ("dossier", new_id())
        api.start_process(
            version_id=version, process_body=body, subject=subject, facts={}, due_for=due_for, actor=officer(), at=AT
        )

    assert follow(subject, "accepted").opened[0].title == "Thẩm định hồ sơ, dự thảo kết quả"
    assert ProcessVersion.objects.count() == 1


@pytest.mark.parametrize("is_drawn", [False, True])
def test_facts_are_read_by_their_pointers(is_drawn: bool) -> None:
    body = consultation()
    body["facts"]["channel"] = {"type": "code", "from": "/dossier/channel"}
    if is_drawn:
        body = {"bpmn": api.compile_steps(body)}

    facts = api.facts_from(
        body, {"form": {"needs_field_check": True, "name": "Trần"}, "dossier": {"channel": "online"}}
    )

    assert facts == {"needs_field_check": True, "channel": "online"}


@pytest.mark.django_db
def test_a_completion_costs_five_queries() -> None:
    subject, _ = begin()
    follow(subject, "accepted")
    [task] = api.open_tasks(subject)

    with (
        CaptureQueriesContext(
            connection,
        ) as queries,
        transaction.atomic(),
    ):
        complete(task, "eligible")

    work = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert len(work) == 5


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_at_once_one_wins() -> None:
    subject, progress = begin()
    [task] = progress.opened
    barrier = threading.Barrier(8)
    results: list[str] = []

    def act() -> None:
        barrier.wait()
        try:
            complete(task, "accepted", actor=officer(new_id()))
            results.append("won")
        except TaskClosed:
            results.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=act) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(results) == ["told"] * 7 + ["won"]
    assert [(one.step, one.state) for one in api.list_tasks(subject)] == [
        ("accept", TaskState.DONE),
        ("verify", TaskState.OPEN),
    ]


@pytest.mark.django_db(transaction=True)
def test_two_branches_that_finish_at_once_open_the_next_step_once() -> None:
    body = consultation()
    body["steps"][3]["branches"][1].pop("when")
    subject, _ = begin(body, area_m2=10)
    follow(subject, "accepted", "eligible")
    environment, police = api.open_tasks(subject)
    police = complete(police, "done").opened[0]
    barrier = threading.Barrier(2)

    def act(task: Task) -> None:
        barrier.wait()
        try:
            complete(task, "agreed")
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(task,)) for task in (environment, police)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [task.step for task in api.open_tasks(subject)] == ["review"]
