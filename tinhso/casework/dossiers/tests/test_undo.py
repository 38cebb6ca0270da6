"""The last act is taken back by who did it or the head, only while nothing depends on it; the record keeps both.

November 2026: Monday 23rd works, Tuesday 24th is the Day of Vietnamese Culture, Wednesday 25th works.
"""

from collections.abc import Callable
from uuid import UUID

import pytest

from tinhso.casework.dossiers import api, queries
from tinhso.casework.dossiers.errors import CannotUndo, StaleVersion
from tinhso.casework.dossiers.models import Dossier, ResultDraft, WorkItem
from tinhso.casework.dossiers.testing import SmallProvince, officer
from tinhso.casework.dossiers.tests.acts import accept, do, everything, file, finish, open_task, table, version_of
from tinhso.casework.dossiers.tests.desk_scene import come_in
from tinhso.engines.deadlines import api as deadlines
from tinhso.engines.deadlines.types import ActKind, ClockKind, ClockState
from tinhso.engines.workflow import api as workflow
from tinhso.engines.workflow.types import TaskState
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import at_local, frozen
from tinhso.kernel.errors import Denied, Invalid
from tinhso.kernel.outbox.models import OutboxEvent

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]
MONDAY_9 = at_local(2026, 11, 23, 9)
MONDAY_10 = at_local(2026, 11, 23, 10)
SLIP = "Bấm nhầm nút."


def drafted(province: SmallProvince) -> UUID:
    """Accepted at nine, drafted and passed on to the reviewer at ten."""
    with frozen(MONDAY_9):
        filed = file(province)
        accept(province, filed.id)
    with frozen(MONDAY_10):
        do(filed.id, "eligible", province.specialist)
    return filed.id


def done_last(dossier_id: UUID) -> UUID:
    done = [one for one in workflow.list_tasks(("dossier", dossier_id)) if one.state is TaskState.DONE]
    return max(done, key=lambda one: (one.closed_at or one.opened_at, one.id)).id


def undo(dossier_id: UUID, actor: Actor, *, reason: str = SLIP, version: int | None = None) -> None:
    api.undo_act(
        dossier_id=dossier_id,
        task_id=done_last(dossier_id),
        reason=reason,
        version=version or version_of(dossier_id),
        actor=actor,
    )


def test_the_step_opens_again_with_its_clock_and_the_record_keeps_both(province: SmallProvince) -> None:
    dossier_id = drafted(province)
    check = open_task(dossier_id)
    done = workflow.get_task(done_last(dossier_id))
    step = deadlines.find_clock(("dossier", dossier_id), ClockKind.STEP, "verify")
    assert step is not None
    assert step.state is ClockState.FINISHED

    with frozen(at_local(2026, 11, 23, 11)):
        undo(dossier_id, province.specialist)

    again = open_task(dossier_id)
    assert (again.step, again.person_id, again.due_at) == ("verify", done.person_id, done.due_at)
    item = WorkItem.objects.get(dossier_id=dossier_id, is_open=True)
    assert (item.step, item.due_at, item.agency_id) == ("verify", step.due_at, province.owner_id)
    assert [line.act for line in deadlines.list_ledger(step.id)] == [
        ActKind.STARTED,
        ActKind.FINISHED,
        ActKind.REOPENED,
    ]
    assert deadlines.list_ledger(step.id)[-1].reason == f"Hoàn tác: {SLIP}"
    opened = deadlines.find_clock(("dossier", dossier_id), ClockKind.STEP, check.step)
    assert opened is not None
    assert opened.state is ClockState.CANCELLED
    assert [workflow.get_task(one).state for one in (done.id, check.id)] == [TaskState.UNDONE, TaskState.CANCELLED]
    assert [line.words for line in queries.history(dossier_id)][-2:] == [
        f"{done.title}: đủ điều kiện, trình dự thảo kết quả.",
        f"Hoàn tác “{done.title}: đủ điều kiện, trình dự thảo kết quả”. Lý do: {SLIP}",
    ]
    (event,) = OutboxEvent.objects.filter(name="dossier.act_undone")
    assert (event.payload["step"], event.payload["outcome"]) == ("verify", "eligible")
    assert event.payload["was_done_at"] == MONDAY_10.isoformat()
    assert table("access.AuditEntry").filter(act="dossiers.undo", target_id=dossier_id).count() == 1
    # What was drafted stays as a version, and the dossier goes its way to the end.
    assert ResultDraft.objects.filter(dossier_id=dossier_id).count() == 1
    with frozen(at_local(2026, 11, 25, 9)):
        finish(province, dossier_id)
    assert Dossier.objects.get(id=dossier_id).decision == "granted"


def test_the_head_of_the_agency_undoes_it_too(province: SmallProvince) -> None:
    dossier_id = drafted(province)
    with frozen(at_local(2026, 11, 23, 11)):
        undo(dossier_id, province.leader)
    assert open_task(dossier_id).step == "verify"


@pytest.mark.parametrize("who", ["reviewer", "desk", "desk_head", "citizen", "stranger", "elsewhere"])
def test_nobody_else_undoes_it(province: SmallProvince, who: str) -> None:
    dossier_id = drafted(province)
    actor = officer("phuoc-hau.chu-tich", "Chủ tịch Nơi Khác") if who == "elsewhere" else getattr(province, who)
    before = everything()
    with frozen(at_local(2026, 11, 23, 11)), pytest.raises(Denied):
        undo(dossier_id, actor)
    assert everything() == before


def test_a_reason_and_the_dossier_as_it_was_shown_are_needed(province: SmallProvince) -> None:
    dossier_id = drafted(province)
    before = everything()
    with frozen(at_local(2026, 11, 23, 11)):
        with pytest.raises(Invalid):
            undo(dossier_id, province.specialist, reason="  ")
        with pytest.raises(StaleVersion):
            undo(dossier_id, province.specialist, version=version_of(dossier_id) - 1)
    assert everything() == before


def _take(province: SmallProvince, dossier_id: UUID) -> None:
    api.take_task(task_id=open_task(dossier_id).id, actor=province.reviewer)


def _ask_supplement(province: SmallProvince, dossier_id: UUID) -> None:
    item = api.AskedItem(ask="Nộp bản rõ.", reason="Bản đã nộp mờ.")
    api.ask_supplement(dossier_id=dossier_id, items=[item], version=version_of(dossier_id), actor=province.reviewer)


def _extend(province: SmallProvince, dossier_id: UUID) -> None:
    api.propose_extension(
        dossier_id=dossier_id,
        new_due_on=at_local(2026, 12, 2).date(),
        reason="Chờ xác minh.",
        version=version_of(dossier_id),
        actor=province.reviewer,
    )


LATER_ACTS: dict[str, tuple[Callable[[SmallProvince, UUID], None], str]] = {
    "taken": (_take, "Đồng nghiệp đã nhận bước tiếp theo"),
    "supplement": (_ask_supplement, "Hồ sơ đã chuyển sang tình trạng khác"),
    "extension": (_extend, "Sau đó đã có việc khác: Đề nghị gia hạn"),
}


@pytest.mark.parametrize("later", LATER_ACTS)
def test_what_something_depends_on_is_not_undone_and_the_refusal_says_what(province: SmallProvince, later: str) -> None:
    dossier_id = drafted(province)
    act, words = LATER_ACTS[later]
    with frozen(at_local(2026, 11, 23, 10, 30)):
        act(province, dossier_id)
    before = everything()
    with frozen(at_local(2026, 11, 23, 11)), pytest.raises(CannotUndo, match=words):
        undo(dossier_id, province.specialist)
    assert everything() == before


def test_after_four_office_hours_it_is_too_late(province: SmallProvince) -> None:
    dossier_id = drafted(province)
    before = everything()
    # Ten to half past eleven and half past one to four: four hours; a minute later it is over.
    with frozen(at_local(2026, 11, 23, 16, 1)), pytest.raises(CannotUndo, match="Đã quá thời gian được hoàn tác"):
        undo(dossier_id, province.specialist)
    assert everything() == before
    with frozen(at_local(2026, 11, 23, 16, 0)):
        undo(dossier_id, province.specialist)


def test_accepting_signing_and_returning_are_never_undone(province: SmallProvince) -> None:
    with frozen(MONDAY_9):
        filed = file(province)
        accept(province, filed.id)
        before = everything()
        with pytest.raises(CannotUndo, match="đề nghị hủy việc tiếp nhận"):
            undo(filed.id, province.desk)
        with pytest.raises(CannotUndo, match="đề nghị hủy việc tiếp nhận"):
            undo(filed.id, province.desk_head)
        assert everything() == before
    with frozen(MONDAY_10):
        finish(province, filed.id)
        before = everything()
        with pytest.raises(CannotUndo, match="Kết quả đã ký"):
            undo(filed.id, province.leader)
        assert everything() == before


def test_the_page_offers_it_to_who_may_and_says_in_words_why_not(province: SmallProvince) -> None:
    dossier_id = drafted(province)
    address = f"/can-bo/ho-so/{dossier_id}/"
    with frozen(at_local(2026, 11, 23, 11)):
        page = come_in(province.specialist).get(address).content.decode()
        assert "Hoàn tác việc này" in page
        assert "Việc vừa làm" not in come_in(province.reviewer).get(address).content.decode()
        client = come_in(province.specialist)
        form = {"task": done_last(dossier_id), "version": version_of(dossier_id), "undo_reason": ""}
        assert client.post(f"{address}hoan-tac/", form).status_code == 422
        _take(province, dossier_id)
        told = come_in(province.specialist).get(address).content.decode()
        assert "Không hoàn tác được. Đồng nghiệp đã nhận bước tiếp theo." in told
        refused = client.post(f"{address}hoan-tac/", {**form, "undo_reason": SLIP})
        assert refused.status_code == 409
        assert "Đồng nghiệp đã nhận bước tiếp theo" in refused.content.decode()
        api.take_task(task_id=open_task(dossier_id).id, give_back=True, actor=province.reviewer)
        assert client.post(f"{address}hoan-tac/", {**form, "undo_reason": SLIP}).status_code == 302
    assert open_task(dossier_id).step == "verify"
