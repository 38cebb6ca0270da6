"""What is missing is asked for once and completely; only the whole answer lets the clock go on (NĐ 61/2018 Đ17, Đ19).

November 2026: Monday 23rd works, Tuesday 24th is the Day of Vietnamese Culture, Wednesday 25th to Friday 27th work.
"""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import yaml
from django.conf import settings

from tinhso.casework.dossiers import api, correspondence, queries, tallies, worklists
from tinhso.casework.dossiers.correspondence import AskedItem, SupplementState
from tinhso.casework.dossiers.errors import NoDossier, WrongStatus
from tinhso.casework.dossiers.models import Dossier, SupplementItem, WorkItem
from tinhso.casework.dossiers.tasks import expire_supplements
from tinhso.casework.dossiers.testing import SHARED, SmallProvince
from tinhso.casework.dossiers.tests.acts import (
    BIRTH,
    MARITAL,
    accept,
    do,
    everything,
    file,
    open_task,
    status_of,
    version_of,
)
from tinhso.casework.dossiers.tests.test_clocks import in_force
from tinhso.casework.dossiers.types import Status
from tinhso.engines.deadlines import api as deadlines
from tinhso.engines.deadlines.types import ClockKind, ClockState
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.files import api as files
from tinhso.foundation.files.testing import pdf
from tinhso.kernel.actor import Actor, system_actor
from tinhso.kernel.clock import at_local, frozen
from tinhso.kernel.errors import Denied, Invalid
from tinhso.kernel.outbox.delivery import deliver_all
from tinhso.kernel.outbox.models import OutboxEvent

pytestmark = pytest.mark.django_db
MONDAY_9, MONDAY_10 = at_local(2026, 11, 23, 9), at_local(2026, 11, 23, 10)
PAPER = AskedItem(component="birth_notice", ask="Nộp bản có dấu của cơ sở y tế.", reason="Bản đã nộp không có dấu.")
WORDS = AskedItem(ask="Nói rõ nơi con sẽ sống.", reason="Tờ khai chưa nói.")


def ask(dossier_id: UUID, actor: Actor, *items: AskedItem) -> UUID:
    return api.ask_supplement(
        dossier_id=dossier_id, items=items or (PAPER, WORDS), version=version_of(dossier_id), actor=actor
    )


def answer(request_id: UUID, actor: Actor, *, only: int | None = None) -> None:
    """Answer the items: files for a component, words for the rest."""
    for item in SupplementItem.objects.filter(supplement_id=request_id).order_by("seq"):
        if only in (None, item.seq):
            given: dict[str, Any] = (
                {"uploads": [("moi.pdf", pdf())]} if item.component else {"value": "Ở nhà bà ngoại."}
            )
            api.answer_item(item_id=item.id, actor=actor, **given)


def clock(dossier_id: UUID, kind: ClockKind, key: str = "") -> Any:
    found = deadlines.find_clock(("dossier", dossier_id), kind, key)
    assert found is not None
    return found


def law_of(folder: Path, **changes: Any) -> None:
    """Apply the sample with another rule for supplements."""
    source = settings.DEFINITIONS_DIR
    for name in (*SHARED, "units", "exchange"):
        if name != "rules":
            (folder / name).symlink_to(source / name)
    (folder / "rules").mkdir()
    for path in (source / "rules").iterdir():
        if path.name != "supplements":
            (folder / "rules" / path.name).symlink_to(path)
    (folder / "rules" / "supplements").mkdir()
    body = yaml.safe_load((source / "rules" / "supplements" / "one_stop_2025.yaml").read_text("utf-8"))
    (folder / "rules" / "supplements" / "rule.yaml").write_text(
        yaml.safe_dump({**body, **changes}, allow_unicode=True), "utf-8"
    )
    (folder / "procedures").mkdir()
    for code in (BIRTH, MARITAL):
        for path in source.glob(f"procedures/*/{code}"):
            (folder / "procedures" / path.parent.name).mkdir(exist_ok=True)
            (folder / "procedures" / path.parent.name / path.name).symlink_to(path)
    definitions.apply_folder(folder, actor=system_actor())


def accepted(province: SmallProvince, code: str = MARITAL) -> UUID:
    with frozen(MONDAY_9):
        filed = file(province, code)
        accept(province, filed.id)
    return filed.id


def test_a_request_pauses_and_the_whole_answer_resumes_at_the_next_opening(province: SmallProvince, tmp_path: Path):
    law_of(tmp_path, clock="pause")
    dossier_id = accepted(province)
    assert Dossier.objects.get(id=dossier_id).due_at == at_local(2026, 11, 27, 17)
    step = open_task(dossier_id).step
    with frozen(MONDAY_10):
        request_id = ask(dossier_id, province.specialist, WORDS, WORDS)
    processing = clock(dossier_id, ClockKind.PROCESSING)
    assert (status_of(dossier_id), processing.state, processing.paused_at) == (
        Status.SUPPLEMENT,
        ClockState.PAUSED,
        MONDAY_10,
    )
    # Thirty calendar days: the applicant's own term. The office has no date meanwhile.
    item = WorkItem.objects.get(dossier_id=dossier_id, is_open=True)
    until = at_local(2026, 12, 23, 17)
    assert clock(dossier_id, ClockKind.SUPPLEMENT, "1").due_at == until
    assert (item.due_at, item.dossier_due_at, item.order_at, item.status) == (None, None, until, Status.SUPPLEMENT)
    assert open_task(dossier_id).due_at is None

    with frozen(at_local(2026, 11, 25, 9)):
        answer(request_id, province.citizen, only=1)
        before = everything()
        with pytest.raises(Invalid) as refused:
            api.send_answer(supplement_id=request_id, actor=province.citizen)
        assert refused.value.fields == {"/item-2": "Chưa bổ sung: Nói rõ nơi con sẽ sống."}
        assert everything() == before
    assert clock(dossier_id, ClockKind.PROCESSING).state is ClockState.PAUSED

    # Complete on Thursday evening. Five of Monday's seven and a half hours and three days are left from Friday's opening.
    with frozen(at_local(2026, 11, 26, 20)):
        answer(request_id, province.citizen, only=2)
        api.send_answer(supplement_id=request_id, actor=province.citizen)
    row = Dossier.objects.get(id=dossier_id)
    processing = clock(dossier_id, ClockKind.PROCESSING)
    assert (Status(row.status), processing.state) == (Status.PROCESSING, ClockState.RUNNING)
    assert row.due_at == processing.due_at == at_local(2026, 12, 2, 14, 30)
    item.refresh_from_db()
    task_clock = clock(dossier_id, ClockKind.STEP, step)
    assert (item.due_at, item.dossier_due_at, item.status) == (task_clock.due_at, row.due_at, Status.PROCESSING)
    assert open_task(dossier_id).due_at == task_clock.due_at


def test_where_the_law_says_so_everything_is_counted_from_zero(province: SmallProvince):
    dossier_id = accepted(province)
    with frozen(MONDAY_10):
        request_id = ask(dossier_id, province.specialist, WORDS)
    with frozen(at_local(2026, 11, 26, 20)):
        answer(request_id, province.citizen)
        api.send_answer(supplement_id=request_id, actor=province.citizen)
    # Three working days after Thursday: Friday, Monday, Tuesday.
    assert Dossier.objects.get(id=dossier_id).due_at == at_local(2026, 12, 1, 17)


def test_a_filing_completed_before_acceptance_is_owed_an_answer_again(province: SmallProvince):
    with frozen(MONDAY_9):
        filed = file(province, BIRTH)
    with frozen(MONDAY_10):
        request_id = ask(filed.id, province.desk)
    assert status_of(filed.id) is Status.SUPPLEMENT
    assert clock(filed.id, ClockKind.INTAKE_ANSWER).state is ClockState.FINISHED
    with pytest.raises(WrongStatus):
        do(filed.id, "accepted", province.desk)
    with frozen(at_local(2026, 11, 25, 9)):
        answer(request_id, province.citizen)
        api.send_answer(supplement_id=request_id, actor=province.citizen)
    again = clock(filed.id, ClockKind.INTAKE_ANSWER)
    assert (status_of(filed.id), again.state, again.due_at) == (
        Status.REGISTERED,
        ClockState.RUNNING,
        at_local(2026, 11, 26, 9, 30),
    )
    assert open_task(filed.id).due_at == again.due_at
    with frozen(at_local(2026, 11, 25, 10)):
        accept(province, filed.id)
    assert [line["status"] for line in queries.trace(filed.id)] == [1, 5, 1, 2, 4]


def test_what_was_asked_for_joins_the_dossier_and_what_was_there_stays(province: SmallProvince):
    dossier_id = accepted(province, BIRTH)
    code = Dossier.objects.get(id=dossier_id).code
    (old,) = Dossier.objects.get(id=dossier_id).papers["birth_notice"]
    phone = AskedItem(
        field="requester.phone", ask="Ghi số điện thoại đang dùng.", reason="Số đã ghi không liên lạc được."
    )
    with frozen(MONDAY_10):
        request_id = ask(dossier_id, province.specialist, PAPER, phone)
    (paper, number) = correspondence.supplements_of(dossier_id)[0].items
    with frozen(at_local(2026, 11, 25, 9)):
        api.answer_item(item_id=paper.id, uploads=[("moi.pdf", pdf())], actor=province.citizen)
        with pytest.raises(Invalid):
            api.answer_item(item_id=number.id, value="không phải số", actor=province.citizen)
        api.answer_item(item_id=number.id, value="0900 000 002", actor=province.citizen)
        api.send_answer(supplement_id=request_id, actor=province.citizen)
    row = Dossier.objects.get(id=dossier_id)
    assert (row.code, row.answers["requester"]["phone"]) == (code, "0900000002")
    assert row.papers["birth_notice"][0] == old
    assert len(row.papers["birth_notice"]) == 2
    done = correspondence.supplements_of(dossier_id)[0]
    assert done.state is SupplementState.ANSWERED
    assert (done.items[1].was, done.items[1].value) == ("0900000001", "0900000002")


def test_the_letter_lists_everything_and_is_printed_once(province: SmallProvince):
    dossier_id = accepted(province)
    with frozen(MONDAY_10):
        ask(dossier_id, province.specialist, WORDS)
        deliver_all()
    (paper,) = [one for one in queries.papers_of(dossier_id) if one.kind == "supplement"]
    assert paper.title == "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"
    assert paper.file_id is not None
    content = files.read_file(file_id=paper.file_id, owner=("dossier_paper", paper.id), actor=province.citizen)
    assert b"".join(content.stream)[:5] == b"%PDF-"
    event = OutboxEvent.objects.get(name="dossier.supplement_asked")
    assert (event.payload["items"], event.payload["clock"], event.payload["status"]) == (1, "reset", 5)


def test_nothing_is_asked_for_without_what_and_why(province: SmallProvince):
    dossier_id = accepted(province)
    before = everything()
    for items in (
        (),
        (AskedItem(ask=" ", reason="x"),),
        (AskedItem(ask="x", reason=""),),
        (AskedItem(component="khong-co", ask="x", reason="y"),),
    ):
        with pytest.raises(Invalid):
            api.ask_supplement(
                dossier_id=dossier_id, items=items, version=version_of(dossier_id), actor=province.specialist
            )
    assert everything() == before


@pytest.mark.parametrize("who", ["desk", "reviewer", "leader", "citizen", "stranger"])
def test_only_who_holds_the_open_step_asks(province: SmallProvince, who: str):
    dossier_id = accepted(province)
    before = everything()
    with pytest.raises(Denied):
        ask(dossier_id, getattr(province, who), WORDS)
    assert everything() == before


def test_nobody_else_answers_or_asks_back(province: SmallProvince):
    dossier_id = accepted(province)
    with frozen(MONDAY_10):
        request_id = ask(dossier_id, province.specialist, WORDS)
    item = SupplementItem.objects.get(supplement_id=request_id)
    before = everything()
    with pytest.raises(NoDossier):
        api.answer_item(item_id=item.id, value="x", actor=province.stranger)
    with pytest.raises(NoDossier):
        api.send_answer(supplement_id=request_id, actor=province.stranger)
    with pytest.raises(NoDossier):
        api.write_message(supplement_id=request_id, text="x", actor=province.stranger)
    with pytest.raises(Denied):
        api.answer_item(item_id=item.id, value="x", actor=province.specialist)
    assert everything() == before


def test_the_applicant_asks_back_and_is_answered(province: SmallProvince):
    dossier_id = accepted(province)
    with frozen(MONDAY_10):
        request_id = ask(dossier_id, province.specialist, WORDS)
        api.write_message(supplement_id=request_id, text="Nơi tạm trú được không?", actor=province.citizen)
        api.write_message(supplement_id=request_id, text="Được.", actor=province.specialist)
    told = correspondence.supplements_of(dossier_id)[0].messages
    assert [(one.is_officer, one.text) for one in told] == [(False, "Nơi tạm trú được không?"), (True, "Được.")]
    assert clock(dossier_id, ClockKind.PROCESSING).state is ClockState.PAUSED


def test_a_second_request_goes_out_only_with_the_heads_word(province: SmallProvince):
    dossier_id = accepted(province)
    with frozen(MONDAY_10):
        request_id = ask(dossier_id, province.specialist, WORDS)
        answer(request_id, province.citizen)
        api.send_answer(supplement_id=request_id, actor=province.citizen)
        ask(dossier_id, province.specialist, WORDS)
    assert status_of(dossier_id) is Status.PROCESSING
    assert clock(dossier_id, ClockKind.PROCESSING).state is ClockState.RUNNING
    with pytest.raises(WrongStatus):
        ask(dossier_id, province.specialist, WORDS)
    decide: dict[str, Any] = {"dossier_id": dossier_id, "version": version_of(dossier_id)}
    for other in (province.specialist, province.desk_head, province.citizen):
        with pytest.raises(Denied):
            api.decide_supplement(agree=True, actor=other, **decide)
    with pytest.raises(Invalid):
        api.decide_supplement(agree=False, actor=province.leader, **decide)
    assert [one.code for one in correspondence.waiting_for_head(actor=province.leader)[0]] == [
        Dossier.objects.get(id=dossier_id).code
    ]
    with frozen(at_local(2026, 11, 23, 11)):
        api.decide_supplement(agree=True, actor=province.leader, **decide)
        deliver_all()
    assert status_of(dossier_id) is Status.SUPPLEMENT
    assert {paper.kind for paper in queries.papers_of(dossier_id)} >= {"supplement", "supplement-2"}


def test_the_head_says_no_with_a_reason_and_nothing_goes_out(province: SmallProvince):
    dossier_id = accepted(province)
    with frozen(MONDAY_10):
        answer_id = ask(dossier_id, province.specialist, WORDS)
        answer(answer_id, province.citizen)
        api.send_answer(supplement_id=answer_id, actor=province.citizen)
        ask(dossier_id, province.specialist, WORDS)
        api.decide_supplement(
            dossier_id=dossier_id,
            agree=False,
            note="Đã hỏi rồi.",
            version=version_of(dossier_id),
            actor=province.leader,
        )
    assert status_of(dossier_id) is Status.PROCESSING
    last = correspondence.supplements_of(dossier_id)[-1]
    assert (last.state, last.decision_note, last.asked_at) == (SupplementState.DECLINED, "Đã hỏi rồi.", None)


def test_without_an_answer_in_time_the_dossier_is_stopped_and_given_back(province: SmallProvince):
    dossier_id = accepted(province)
    with frozen(MONDAY_10):
        request_id = ask(dossier_id, province.specialist, WORDS)
    with frozen(at_local(2026, 12, 23, 16, 59)):
        before = everything()
        assert expire_supplements() == 0
        assert everything() == before
    with frozen(at_local(2026, 12, 23, 17, 1)):
        assert expire_supplements() == 1
        assert expire_supplements() == 0
    assert status_of(dossier_id) is Status.STOPPED
    assert not WorkItem.objects.filter(dossier_id=dossier_id, is_open=True).exists()
    assert clock(dossier_id, ClockKind.PROCESSING).state is ClockState.CANCELLED
    with pytest.raises(WrongStatus):
        answer(request_id, province.citizen)


def test_a_rule_may_leave_it_to_the_officer_to_wait(province: SmallProvince, tmp_path: Path):
    law_of(tmp_path, when_expired="wait")
    dossier_id = accepted(province)
    with frozen(MONDAY_10):
        request_id = ask(dossier_id, province.specialist, WORDS)
    with frozen(at_local(2026, 12, 24, 9)):
        assert expire_supplements() == 0
        answer(request_id, province.citizen)
        api.send_answer(supplement_id=request_id, actor=province.citizen)
    assert status_of(dossier_id) is Status.PROCESSING


def test_a_withdrawn_dossier_asks_for_nothing_any_more(province: SmallProvince):
    dossier_id = accepted(province)
    with frozen(MONDAY_10):
        ask(dossier_id, province.specialist, WORDS)
        api.withdraw_dossier(dossier_id=dossier_id, reason="", actor=province.citizen)
    assert correspondence.supplements_of(dossier_id)[0].state is SupplementState.DROPPED
    assert clock(dossier_id, ClockKind.SUPPLEMENT, "1").state is ClockState.CANCELLED


def test_a_request_is_taken_back_while_nobody_began_to_answer(province: SmallProvince):
    dossier_id = accepted(province)
    due = clock(dossier_id, ClockKind.PROCESSING).due_at
    with frozen(MONDAY_10):
        request_id = ask(dossier_id, province.specialist, WORDS)
        for other, reason, error in (
            (province.specialist, " ", Invalid),
            (province.reviewer, "Nhầm hồ sơ.", Denied),
            (province.citizen, "Nhầm hồ sơ.", Denied),
        ):
            before = everything()
            with pytest.raises(error):
                api.recall_supplement(dossier_id=dossier_id, reason=reason, version=version_of(dossier_id), actor=other)
            assert everything() == before
        api.recall_supplement(
            dossier_id=dossier_id, reason="Nhầm hồ sơ.", version=version_of(dossier_id), actor=province.specialist
        )
    assert (status_of(dossier_id), clock(dossier_id, ClockKind.PROCESSING).due_at) == (Status.PROCESSING, due)
    assert correspondence.supplements_of(dossier_id)[0].state is SupplementState.RECALLED
    with pytest.raises(WrongStatus):
        answer(request_id, province.citizen)
    with frozen(MONDAY_10):
        # The applicant was asked once already: the head decides about the next.
        ask(dossier_id, province.specialist, WORDS)
    assert correspondence.supplements_of(dossier_id)[1].state is SupplementState.PROPOSED


def test_what_the_applicant_began_to_answer_is_not_taken_back(province: SmallProvince):
    dossier_id = accepted(province)
    with frozen(MONDAY_10):
        answer(ask(dossier_id, province.specialist, WORDS, WORDS), province.citizen, only=1)
        before = everything()
        with pytest.raises(WrongStatus):
            api.recall_supplement(
                dossier_id=dossier_id, reason="Nhầm.", version=version_of(dossier_id), actor=province.specialist
            )
        assert everything() == before


def test_what_waits_for_the_applicant_is_a_list_of_its_own_and_never_late(province: SmallProvince):
    dossier_id = accepted(province)
    with frozen(MONDAY_10):
        ask(dossier_id, province.specialist, WORDS)
    with frozen(at_local(2026, 12, 1, 9)):
        listed = {
            view: [
                item.dossier_id
                for item in worklists.page_of(worklists.ListQuery(view=view), actor=province.specialist).items
            ]
            for view in ("waiting", "late", "today")
        }
        assert listed == {"waiting": [dossier_id], "late": [], "today": []}
        assert tallies.counters(actor=province.specialist)["waiting"] == 1


def test_a_new_day_off_moves_the_applicants_term_and_every_page_says_so(province: SmallProvince, tmp_path: Path):
    dossier_id = accepted(province)
    with frozen(MONDAY_10):
        ask(dossier_id, province.specialist, WORDS)
    in_force(tmp_path, MARITAL, day_off="2026-12-23")
    with frozen(at_local(2026, 11, 25, 9)):
        change = deadlines.recompute(calendar_code="office", reason="Nghỉ tránh bão.", actor=system_actor())
        deliver_all()
    until = at_local(2026, 12, 24, 17)
    assert [(move.kind, move.letter_due) for move in change.moves] == [(ClockKind.SUPPLEMENT, True)]
    assert correspondence.supplements_of(dossier_id)[0].answer_by == until
    assert WorkItem.objects.get(dossier_id=dossier_id, is_open=True).order_at == until
