"""National status codes 1–10: what may follow what, and that a refused act leaves nothing behind (facts: onestop §3.2)."""

from dataclasses import replace
from itertools import product
from uuid import UUID

import pytest

from tinhso.casework.dossiers import api, chronicle, queries
from tinhso.casework.dossiers.domain import may_become
from tinhso.casework.dossiers.errors import NoDossier, WrongStatus
from tinhso.casework.dossiers.models import Cancellation, Dossier, Paper, StatusChange, WorkItem
from tinhso.casework.dossiers.testing import SmallProvince
from tinhso.casework.dossiers.tests.acts import (
    BIRTH,
    REASONS,
    accept,
    do,
    everything,
    file,
    finish,
    open_task,
    status_of,
    version_of,
)
from tinhso.casework.dossiers.types import Decision, Reason, ReturnMethod, Status
from tinhso.engines.deadlines import api as deadlines
from tinhso.engines.deadlines.types import ClockState
from tinhso.engines.workflow import api as workflow
from tinhso.foundation.access import api as access
from tinhso.foundation.files import api as files
from tinhso.kernel.clock import at_local, frozen, now
from tinhso.kernel.errors import Conflict, Denied, Invalid
from tinhso.kernel.outbox.delivery import deliver_all
from tinhso.kernel.outbox.models import OutboxEvent
from tinhso.services.vault import api as vault

# Rows: from; columns: 1 … 10. What the national portal's machine allows, plus 2→8 (a cancelled acceptance stops)
# and 5→1 (a filing completed before it was accepted).
ALLOWED = {
    1: {2, 3, 5, 7},
    2: {4, 5, 6, 7, 8},
    3: set(),
    4: {5, 6, 7, 8, 9},
    5: {1, 2, 4, 7, 8},
    6: {4, 7, 8},
    7: set(),
    8: {4, 9},
    9: {10},
    10: set(),
}
PAIRS = list(product(range(1, 11), repeat=2))


def test_the_machine_is_the_national_one():
    assert {pair for pair in PAIRS if may_become(Status(pair[0]), Status(pair[1]))} == {
        (old, new) for old, after in ALLOWED.items() for new in after
    }


def test_every_forbidden_move_is_refused_and_writes_nothing(province: SmallProvince):
    row = Dossier.objects.get(id=file(province).id)
    before = everything()
    for old, new in PAIRS:
        if new in ALLOWED[old]:
            continue
        row.status = old
        with pytest.raises(WrongStatus):
            chronicle.move(row, Status(new), words="", at=now(), actor=province.desk)
        assert row.status == old
    assert everything() == before


def test_every_allowed_move_is_one_line_of_history(province: SmallProvince):
    row = Dossier.objects.get(id=file(province).id)
    for old, after in ALLOWED.items():
        for new in after:
            row.status = old
            chronicle.move(row, Status(new), words="x", at=now(), actor=province.desk)
            last = StatusChange.objects.filter(dossier=row).latest("seq")
            assert (last.status, last.person_id, last.post_id) == (new, province.desk.person_id, province.desk.post_id)


def test_refused_at_intake_is_3_with_each_reason_and_its_letter(province: SmallProvince):
    filed = file(province, BIRTH)
    do(filed.id, "not_accepted", province.desk, reasons=REASONS)

    dossier = api.get_dossier(filed.id, actor=province.citizen, purpose="xem")
    assert (dossier.status, dossier.code, dossier.accepted_at) == (Status.NOT_ACCEPTED, filed.code, None)
    assert queries.history(filed.id)[-1].reasons == REASONS
    assert [line["status"] for line in queries.trace(filed.id)] == [1, 3]
    assert workflow.open_tasks(("dossier", filed.id)) == ()
    assert not WorkItem.objects.filter(dossier_id=filed.id, is_open=True).exists()
    # A refusal is an answer: what was measured is done.
    assert {c.state for c in deadlines.get_clocks(("dossier", filed.id))} == {ClockState.FINISHED}

    deliver_all()
    (paper,) = queries.papers_of(filed.id)
    assert paper.kind == "refusal"
    assert paper.file_id is not None
    content = files.read_file(file_id=paper.file_id, owner=("dossier_paper", paper.id), actor=province.citizen)
    assert b"".join(content.stream)[:5] == b"%PDF-"
    assert vault.list_items(holder=province.applicant, actor=province.citizen) == ()


@pytest.mark.parametrize(
    "reasons",
    [
        (),
        (Reason(component="", text="  ", remedy="Sửa lại."),),
        (Reason(component="", text="Sai tên.", remedy=""),),
    ],
)
def test_a_refusal_without_reason_or_remedy_is_no_refusal(province: SmallProvince, reasons: tuple[Reason, ...]):
    filed = file(province)
    before = everything()
    with pytest.raises(Invalid):
        do(filed.id, "not_accepted", province.desk, reasons=reasons, note="không được")
    assert everything() == before
    assert status_of(filed.id) is Status.REGISTERED


def test_a_negative_decision_is_9_then_10_and_never_3(province: SmallProvince):
    filed = file(province, return_method=ReturnMethod.ONLINE)
    accept(province, filed.id)
    finish(province, filed.id, refuse="Người yêu cầu đang có vợ theo sổ đăng ký kết hôn.")

    dossier = api.get_dossier(filed.id, actor=province.citizen, purpose="xem")
    assert (dossier.status, dossier.decision) == (Status.FINISHED, Decision.REFUSED)
    result = queries.result_of(filed.id)
    assert result is not None
    assert (result.decision, result.title) == (Decision.REFUSED, "Thông báo không giải quyết hồ sơ")
    assert result.signed_at is not None
    deliver_all()
    assert [line["status"] for line in queries.trace(filed.id)] == [1, 2, 4, 9, 10]
    # A refusal certifies nothing: there is nothing for the vault.
    assert vault.list_items(holder=province.applicant, actor=province.citizen) == ()


def test_a_refusal_needs_its_reason_in_the_draft(province: SmallProvince):
    filed = file(province)
    accept(province, filed.id)
    before = everything()
    with pytest.raises(Invalid) as refused:
        do(filed.id, "not_eligible", province.specialist, note="không đủ", draft={"reason": ""})
    assert list(refused.value.fields) == ["/draft/reason"]
    assert everything() == before


@pytest.mark.parametrize("accepted", [False, True])
def test_the_applicant_withdraws_before_there_is_a_result(province: SmallProvince, accepted: bool):
    filed = file(province)
    if accepted:
        accept(province, filed.id)
    api.withdraw_dossier(dossier_id=filed.id, reason="Tôi chưa cần nữa.", actor=province.citizen)

    assert status_of(filed.id) is Status.WITHDRAWN
    assert workflow.open_tasks(("dossier", filed.id)) == ()
    assert not WorkItem.objects.filter(dossier_id=filed.id, is_open=True).exists()
    assert ClockState.RUNNING not in {c.state for c in deadlines.get_clocks(("dossier", filed.id))}
    assert OutboxEvent.objects.filter(name="dossier.withdrawn", aggregate_id=filed.id).count() == 1
    before = everything()
    with pytest.raises(WrongStatus):
        api.withdraw_dossier(dossier_id=filed.id, reason="", actor=province.citizen)
    assert everything() == before


def test_nobody_withdraws_what_is_finished_or_not_theirs(province: SmallProvince):
    filed = file(province, return_method=ReturnMethod.COUNTER)
    before = everything()
    for other in (province.stranger, province.desk, province.leader):
        with pytest.raises(NoDossier):
            api.withdraw_dossier(dossier_id=filed.id, reason="", actor=other)
    assert everything() == before
    accept(province, filed.id)
    finish(province, filed.id)
    before = everything()
    with pytest.raises(WrongStatus):
        api.withdraw_dossier(dossier_id=filed.id, reason="", actor=province.citizen)
    assert everything() == before


def test_the_result_goes_over_the_desk_only_to_who_was_checked(province: SmallProvince):
    filed = file(province, return_method=ReturnMethod.COUNTER)
    accept(province, filed.id)
    finish(province, filed.id)
    deliver_all()
    assert status_of(filed.id) is Status.FINISHED
    before = everything()
    with pytest.raises(Invalid) as refused:
        do(filed.id, "returned", province.desk)
    assert list(refused.value.fields) == ["/identity_checked"]
    assert everything() == before

    do(filed.id, "returned", province.desk, identity_checked="Căn cước")
    assert status_of(filed.id) is Status.RETURNED
    assert len(vault.list_items(holder=province.applicant, actor=province.citizen)) == 1


def test_online_result_is_returned_even_when_an_officer_holds_the_task(province: SmallProvince):
    filed = file(province)
    accept(province, filed.id)
    finish(province, filed.id)
    api.take_task(task_id=open_task(filed.id).id, actor=province.desk)
    deliver_all()
    assert status_of(filed.id) is Status.RETURNED


def test_a_wrong_acceptance_is_cancelled_by_the_head_and_replaced(province: SmallProvince):
    filed = file(province)
    accept(province, filed.id)
    api.request_cancellation(
        dossier_id=filed.id, reason="Tiếp nhận nhầm thủ tục.", version=version_of(filed.id), actor=province.desk
    )
    assert status_of(filed.id) is Status.PROCESSING
    before = everything()
    for other in (province.desk, province.specialist, province.citizen, province.stranger):
        with pytest.raises(Denied):
            api.approve_cancellation(dossier_id=filed.id, version=version_of(filed.id), actor=other)
    assert everything() == before

    again = api.approve_cancellation(dossier_id=filed.id, version=version_of(filed.id), actor=province.desk_head)

    old, new = Dossier.objects.get(id=filed.id), Dossier.objects.get(id=again.id)
    assert (Status(old.status), old.code) == (Status.STOPPED, filed.code)
    assert (Status(new.status), new.replaces_id, new.answers) == (Status.REGISTERED, old.id, old.answers)
    assert new.code != old.code
    assert workflow.open_tasks(("dossier", old.id)) == ()
    assert open_task(new.id).step == "accept"
    request = Cancellation.objects.get(dossier=old)
    assert (request.approved_by_id, request.replacement_id) == (province.desk_head.person_id, new.id)
    before = everything()
    with pytest.raises(WrongStatus):
        api.approve_cancellation(dossier_id=old.id, version=version_of(old.id), actor=province.desk_head)
    assert everything() == before


def test_the_head_does_not_approve_their_own_request(province: SmallProvince):
    filed = file(province)
    accept(province, filed.id)
    api.request_cancellation(
        dossier_id=filed.id, reason="Nhầm.", version=version_of(filed.id), actor=province.desk_head
    )
    before = everything()
    with pytest.raises(Denied, match="không tự duyệt"):
        api.approve_cancellation(dossier_id=filed.id, version=version_of(filed.id), actor=province.desk_head)
    assert everything() == before


def test_a_cancellation_is_asked_once_with_a_reason_and_only_while_it_is_processed(province: SmallProvince):
    filed = file(province)
    before = everything()
    for reason, refusal in (("", Invalid), ("Nhầm.", WrongStatus)):
        with pytest.raises(refusal):
            api.request_cancellation(dossier_id=filed.id, reason=reason, version=1, actor=province.desk)
    assert everything() == before
    accept(province, filed.id)
    api.request_cancellation(dossier_id=filed.id, reason="Nhầm.", version=version_of(filed.id), actor=province.desk)
    before = everything()
    with pytest.raises(WrongStatus):
        api.request_cancellation(dossier_id=filed.id, reason="Nhầm.", version=version_of(filed.id), actor=province.desk)
    assert everything() == before


def test_refused_and_withdrawn_dossiers_keep_their_code_and_number(province: SmallProvince):
    with frozen(at_local(2026, 11, 23, 9)):
        first, second, third = file(province), file(province), file(province)
        do(first.id, "not_accepted", province.desk, reasons=REASONS)
        api.withdraw_dossier(dossier_id=second.id, reason="", actor=province.citizen)
        fourth = file(province)
    codes = list(Dossier.objects.order_by("code").values_list("code", flat=True))
    assert codes == [f"001.01.41.H61-261123-{number:04d}" for number in (1, 2, 3, 4)]
    assert [first.code, second.code, third.code, fourth.code] == codes


def test_each_act_is_audited_once_and_published_once(province: SmallProvince):
    filed = file(province)
    accept(province, filed.id)
    finish(province, filed.id)
    deliver_all()
    acts = [entry.act for entry in access.writes_to(("dossier", filed.id))]
    assert acts == [
        "dossiers.submit",
        "dossiers.accept",
        "dossiers.accept",
        "dossiers.process",
        "dossiers.process",
        "dossiers.sign",
        "dossiers.sign",
        "dossiers.return",
        "dossiers.return",
    ]
    events = list(
        OutboxEvent.objects.filter(aggregate_kind="dossier", aggregate_id=filed.id)
        .order_by("seq")
        .values_list("name", flat=True)
    )
    assert events == [
        "dossier.submitted",
        "dossier.accepted",
        "dossier.moved",
        "dossier.moved",
        "dossier.moved",
        "dossier.finished",
        "dossier.moved",
        "dossier.returned",
        "dossier.moved",
    ]


def test_papers_are_printed_once_however_often_they_are_asked_for(province: SmallProvince):
    filed = file(province)
    accept(province, filed.id)
    deliver_all()
    one = api.print_paper(dossier_id=filed.id, role="receipt", actor=province.desk)
    two = api.print_paper(dossier_id=filed.id, role="receipt", actor=province.desk)
    assert one == two
    assert Paper.objects.filter(dossier_id=filed.id).count() == 1


def test_a_failing_signature_gives_the_number_back(province: SmallProvince, monkeypatch: pytest.MonkeyPatch):
    filed = file(province)
    accept(province, filed.id)
    do(filed.id, "eligible", province.specialist)
    do(filed.id, "agreed", province.reviewer)
    before = everything()

    def broken(**facts: object) -> None:
        raise Conflict("Máy ký không trả lời.")

    with monkeypatch.context() as patch:
        patch.setattr("tinhso.services.signatures.api.seal_agency", broken)
        with pytest.raises(Conflict):
            do(filed.id, "signed", province.leader)
    assert everything() == before
    do(filed.id, "signed", province.leader)
    result = queries.result_of(filed.id)
    assert result is not None
    assert result.number.startswith("1/")


@pytest.mark.parametrize(
    ("outcome", "who"),
    [("accepted", "specialist"), ("accepted", "leader"), ("accepted", "citizen"), ("accepted", "stranger"),
     ("not_accepted", "reviewer")],
)  # fmt: skip
def test_only_the_desk_answers_a_filing(province: SmallProvince, outcome: str, who: str):
    filed = file(province)
    before = everything()
    with pytest.raises(Denied):
        do(filed.id, outcome, getattr(province, who), reasons=REASONS)
    assert everything() == before


def test_an_outcome_that_the_step_does_not_have_is_refused(province: SmallProvince):
    filed = file(province)
    before = everything()
    for outcome in ("signed", "returned", "", "no\x00such"):
        with pytest.raises(Invalid):
            do(filed.id, outcome, province.desk)
    assert everything() == before


def test_one_officer_does_not_check_their_own_draft(province: SmallProvince):
    filed = file(province)
    accept(province, filed.id)
    do(filed.id, "eligible", province.specialist)
    before = everything()
    with pytest.raises(Denied):
        do(filed.id, "agreed", province.specialist)
    assert everything() == before


def test_an_unknown_task_and_an_unknown_dossier_are_not_found(province: SmallProvince):
    unknown = UUID(int=7)
    before = everything()
    with pytest.raises(NoDossier):
        api.do_task(task_id=unknown, done=api.TaskDone(outcome="accepted"), version=1, actor=province.desk)
    with pytest.raises(NoDossier):
        api.take_task(task_id=unknown, actor=province.desk)
    with pytest.raises(NoDossier):
        api.get_dossier(unknown, actor=province.desk, purpose="xem")
    with pytest.raises(NoDossier):
        api.withdraw_dossier(dossier_id=unknown, reason="", actor=replace(province.citizen))
    assert everything() == before
