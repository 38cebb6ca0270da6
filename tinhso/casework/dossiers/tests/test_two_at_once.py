"""Several people at the same moment, each with a connection of their own: codes, keys, tasks (issue: Bad input)."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any

import pytest
from django.db import connection

from tinhso.casework.dossiers import api
from tinhso.casework.dossiers.api import TaskDone
from tinhso.casework.dossiers.errors import StaleVersion
from tinhso.casework.dossiers.models import Dossier, StatusChange, WorkItem
from tinhso.casework.dossiers.testing import SmallProvince
from tinhso.casework.dossiers.tests.acts import (
    BIRTH,
    MARITAL,
    application,
    file,
    open_task,
    status_of,
    table,
    version_of,
)
from tinhso.casework.dossiers.tests.doors import signed_in
from tinhso.casework.dossiers.types import Check, Status, Verdict
from tinhso.engines.workflow import api as workflow
from tinhso.foundation.access import api as access
from tinhso.kernel.clock import at_local, frozen
from tinhso.kernel.errors import Conflict, DomainError
from tinhso.kernel.outbox.models import OutboxEvent

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(acts: list[Callable[[], Any]], *, workers: int) -> list[Any]:
    """Run the acts in threads that start together; each answer is what came back or the refusal."""
    gate = threading.Barrier(workers)
    # The frozen clock is the context's: each act carries a copy of it into its thread.
    contexts = [copy_context() for _ in acts]

    def one(index: int) -> Any:
        try:
            if index < workers:
                gate.wait(timeout=60)
            return contexts[index].run(acts[index])
        except DomainError as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(one, range(len(acts))))


def test_fifty_filings_at_once_have_fifty_codes_without_a_gap(open_province: SmallProvince):
    filing = application(open_province)

    def numbered(n: int) -> Callable[[], Any]:
        return lambda: api.submit_dossier(application=filing, idempotency_key=f"k{n}", actor=open_province.citizen)

    acts = [numbered(n) for n in range(50)]
    with frozen(at_local(2026, 11, 23, 9)):
        filed = at_once(acts, workers=10)

    codes = sorted(one.code for one in filed)
    assert codes == [f"001.01.41.H61-261123-{number:04d}" for number in range(1, 51)]
    assert table("registers.Counter").get(scope="dossier.001.01.41.H61.2026-11-23").value == 50
    assert Dossier.objects.count() == 50
    assert WorkItem.objects.filter(is_open=True).count() == 50
    assert OutboxEvent.objects.filter(name="dossier.submitted").count() == 50


def test_one_key_sent_ten_times_at_once_is_one_dossier(open_province: SmallProvince):
    filing = application(open_province)

    def submit() -> Any:
        return api.submit_dossier(application=filing, idempotency_key="same-key", actor=open_province.citizen)

    filed = at_once([submit] * 10, workers=10)

    assert len({one.id for one in filed}) == 1
    assert sorted(one.is_new for one in filed) == [False] * 9 + [True]
    assert Dossier.objects.count() == 1
    assert table("registers.Counter").get(scope__startswith="dossier.").value == 1
    assert OutboxEvent.objects.filter(name="dossier.submitted").count() == 1


def test_one_request_posted_four_times_at_once_is_one_dossier(open_province: SmallProvince):
    body = {
        "procedure": MARITAL,
        "agency": "H61.41.01.001",
        "answers": open_province.applications[MARITAL]["answers"],
    }

    def post(sent: dict[str, Any]) -> Any:
        return signed_in(open_province.citizen).post(
            "/api/v1/dossiers", sent, content_type="application/json", headers={"Idempotency-Key": "mot-khoa-du-dai"}
        )

    answers = at_once([lambda: post(body)] * 4, workers=4)

    assert sorted(one.status_code for one in answers) == [200, 200, 200, 201]
    assert {one.json()["id"] for one in answers} == {str(Dossier.objects.get().id)}
    assert post(body).status_code == 200
    assert Dossier.objects.count() == 1


def test_two_buttons_of_one_task_at_once_one_wins(open_province: SmallProvince):
    filed = file(open_province)
    task, version = open_task(filed.id), version_of(filed.id)

    def press(outcome: str) -> Callable[[], Any]:
        done = TaskDone(outcome=outcome, reasons=())
        return lambda: api.do_task(task_id=task.id, done=done, version=version, actor=open_province.desk)

    answers = at_once([press("accepted")] * 4, workers=4)

    assert [type(one) for one in answers].count(type(None)) == 1
    assert {type(one) for one in answers if one is not None} == {StaleVersion}
    assert status_of(filed.id) is Status.PROCESSING
    assert StatusChange.objects.filter(dossier_id=filed.id, status=Status.ACCEPTED).count() == 1
    assert len(workflow.open_tasks(("dossier", filed.id))) == 1
    assert OutboxEvent.objects.filter(name="dossier.accepted").count() == 1
    assert [entry.act for entry in access.writes_to(("dossier", filed.id))].count("dossiers.accept") == 2


def test_withdrawing_and_accepting_at_once_leaves_one_truth(open_province: SmallProvince):
    filed = file(open_province)
    task, version = open_task(filed.id), version_of(filed.id)

    def accept() -> None:
        done = TaskDone(outcome="accepted")
        api.do_task(task_id=task.id, done=done, version=version, actor=open_province.desk)

    def withdraw() -> None:
        api.withdraw_dossier(dossier_id=filed.id, reason="", actor=open_province.citizen)

    accepted, withdrawn = at_once([accept, withdraw], workers=2)

    # Withdrawing is allowed after acceptance too; accepting a withdrawn dossier is not.
    assert withdrawn is None
    assert status_of(filed.id) is Status.WITHDRAWN
    assert accepted is None or isinstance(accepted, Conflict)
    assert workflow.open_tasks(("dossier", filed.id)) == ()
    assert not WorkItem.objects.filter(dossier_id=filed.id, is_open=True).exists()


def test_a_task_taken_twice_is_taken_once_and_by_nobody_else(open_province: SmallProvince):
    filed = file(open_province)
    task = open_task(filed.id)
    desk = open_province.desk

    answers = at_once([lambda: api.take_task(task_id=task.id, actor=desk)] * 2, workers=2)
    assert answers == [None, None]

    other = open_province.specialist
    assert isinstance(at_once([lambda: api.take_task(task_id=task.id, actor=other)], workers=1)[0], DomainError)
    assert WorkItem.objects.get(task_id=task.id).person_id == desk.person_id


def test_a_page_of_yesterday_changes_nothing(open_province: SmallProvince):
    filed = file(open_province)
    task, version = open_task(filed.id), version_of(filed.id)
    api.do_task(task_id=task.id, done=TaskDone(outcome="accepted"), version=version, actor=open_province.desk)
    events = OutboxEvent.objects.count()
    later = open_task(filed.id)

    with pytest.raises(StaleVersion, match="nội dung bạn nhập chưa được ghi"):
        api.do_task(
            task_id=later.id, done=TaskDone(outcome="eligible"), version=version, actor=open_province.specialist
        )
    with pytest.raises(Conflict):
        api.do_task(
            task_id=task.id, done=TaskDone(outcome="accepted"), version=version_of(filed.id), actor=open_province.desk
        )
    assert OutboxEvent.objects.count() == events
    assert status_of(filed.id) is Status.PROCESSING


def test_two_who_check_the_papers_do_not_write_over_each_other(open_province: SmallProvince):
    filed = file(open_province, BIRTH)
    seen = version_of(filed.id)
    right = [Check(component="birth_notice", verdict=Verdict.RIGHT)]
    wrong = [Check(component="birth_notice", verdict=Verdict.WRONG, reason="Mờ.", remedy="Chụp lại.")]
    api.check_components(dossier_id=filed.id, checks=wrong, version=seen, actor=open_province.desk)

    with pytest.raises(StaleVersion, match="nội dung bạn nhập chưa được ghi"):
        api.check_components(dossier_id=filed.id, checks=right, version=seen, actor=open_province.desk)
    assert [reason.text for reason in api.reasons_found(filed.id)] == ["Mờ."]
