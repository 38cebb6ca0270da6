"""Several rows at once: each is done whole or refused with its reason, and a page sent twice does nothing twice."""

from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from tinhso.casework.dossiers import api
from tinhso.casework.dossiers.errors import KeyReused
from tinhso.casework.dossiers.models import BulkAct, BulkLine, WorkItem
from tinhso.casework.dossiers.testing import SmallProvince, officer
from tinhso.casework.dossiers.tests.acts import accept, everything, file, status_of, table, version_of
from tinhso.casework.dossiers.tests.desk_scene import come_in, do, file_birth, task_of
from tinhso.casework.dossiers.types import BulkKind, BulkOrder, BulkRow, Check, Status, Verdict
from tinhso.kernel.errors import Denied, Invalid
from tinhso.kernel.ids import new_id

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]

_DO_TASK = "tinhso.casework.dossiers.actions.act_in_bulk.do_task"


def order(dossiers: list[UUID], kind: BulkKind, **parts: Any) -> BulkOrder:
    rows = tuple(
        BulkRow(
            task_id=task_of(one), version=version_of(one), held_by=WorkItem.objects.get(task_id=task_of(one)).person_id
        )
        for one in dossiers
    )
    return BulkOrder(kind=kind, rows=rows, **parts)


def with_reviewer(province: SmallProvince) -> UUID:
    """A dossier whose next step is the reviewer's plain yes."""
    dossier = file(province).id
    accept(province, dossier)
    do(dossier, "eligible", province.specialist)
    return dossier


def check_all(province: SmallProvince, dossier: UUID) -> None:
    checks = [Check(component="birth_notice", verdict=Verdict.RIGHT)]
    api.check_components(dossier_id=dossier, checks=checks, version=version_of(dossier), actor=province.desk)


def test_what_changed_meanwhile_is_refused_and_the_rest_is_done(province: SmallProvince) -> None:
    first, second, third = (with_reviewer(province) for _ in range(3))
    wanted = order([first, second, third], BulkKind.OUTCOME, outcome="agreed", title="Thẩm định")
    do(second, "agreed", province.reviewer)
    changed = version_of(second)

    report = api.act_in_bulk(key=new_id(), order=wanted, actor=province.reviewer)

    assert [line.is_done for line in report.lines] == [True, False, True]
    assert "vừa thay đổi hồ sơ này lúc" in report.lines[1].refusal
    assert version_of(second) == changed
    steps = {WorkItem.objects.get(dossier_id=one, is_open=True).role for one in (first, second, third)}
    assert steps == {"leader"}


def test_the_same_page_twice_is_done_once(province: SmallProvince) -> None:
    dossier = with_reviewer(province)
    key, wanted = new_id(), order([dossier], BulkKind.OUTCOME, outcome="agreed")
    first = api.act_in_bulk(key=key, order=wanted, actor=province.reviewer)
    state = everything()

    assert api.act_in_bulk(key=key, order=wanted, actor=province.reviewer) == first
    assert everything() == state
    with pytest.raises(KeyReused):
        api.act_in_bulk(key=key, order=wanted, actor=province.desk)


def test_a_break_in_the_middle_leaves_no_half_act_and_is_gone_on_with(
    province: SmallProvince, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = (with_reviewer(province) for _ in range(3))
    key, wanted = new_id(), order([first, second, third], BulkKind.OUTCOME, outcome="agreed")
    real, pressed = api.do_task, []

    def breaks(**given: Any) -> None:
        real(**given)
        pressed.append(given)
        if len(pressed) == 2:
            raise ConnectionError("the power went")

    monkeypatch.setattr(_DO_TASK, breaks)
    with pytest.raises(ConnectionError):
        api.act_in_bulk(key=key, order=wanted, actor=province.reviewer)
    roles = [WorkItem.objects.get(dossier_id=one, is_open=True).role for one in (first, second, third)]
    assert roles[0] == "leader"
    assert roles[1] == roles[2] != "leader"
    assert api.bulk_report(key, actor=province.reviewer).untried == 2

    monkeypatch.setattr(_DO_TASK, real)
    report = api.act_in_bulk(key=key, order=BulkOrder(kind=BulkKind.OUTCOME, rows=()), actor=province.reviewer)
    assert (report.done, report.untried) == (3, 0)


def test_what_wants_words_or_a_signature_is_not_done_in_bulk(province: SmallProvince) -> None:
    dossier = file(province).id
    accept(province, dossier)
    state = everything()["dossiers"]
    for outcome in ("eligible", "not_eligible"):
        report = api.act_in_bulk(
            key=new_id(), order=order([dossier], BulkKind.OUTCOME, outcome=outcome), actor=province.specialist
        )
        assert report.lines[0].refusal == "Cách xử lý này phải làm ở từng hồ sơ."
    do(dossier, "eligible", province.specialist)
    do(dossier, "agreed", province.reviewer)
    signing = order([dossier], BulkKind.OUTCOME, outcome="signed")
    assert api.act_in_bulk(key=new_id(), order=signing, actor=province.leader).done == 0
    assert len(everything()["dossiers"]) == len(state)
    assert status_of(dossier) is Status.PROCESSING


def test_only_what_was_checked_is_accepted_in_bulk(province: SmallProvince) -> None:
    checked, unchecked = file_birth(province), file_birth(province)
    check_all(province, checked)
    wanted = order([checked, unchecked], BulkKind.OUTCOME, outcome="accepted")

    report = api.act_in_bulk(key=new_id(), order=wanted, actor=province.desk)

    assert [line.is_done for line in report.lines] == [True, False]
    assert "Chưa kiểm tra đủ thành phần" in report.lines[1].refusal
    assert (status_of(checked), status_of(unchecked)) == (Status.PROCESSING, Status.REGISTERED)


def test_rows_are_taken_and_given_to_a_colleague(province: SmallProvince) -> None:
    colleague = officer("long-chau.mot-cua-2", "Phạm Văn Hai Mẫu", "mot-cua-hai")
    dossiers = [file_birth(province) for _ in range(3)]
    taken = api.act_in_bulk(key=new_id(), order=order(dossiers[:2], BulkKind.TAKE), actor=province.desk)
    assert taken.done == 2
    # The page of the third was shown before the colleague took it.
    wanted = order(dossiers, BulkKind.ASSIGN, to_person_id=colleague.person_id, reason="Chia đều việc")
    api.take_task(task_id=task_of(dossiers[2]), actor=colleague)

    given = api.act_in_bulk(key=new_id(), order=wanted, actor=province.desk)

    assert [line.is_done for line in given.lines] == [True, True, False]
    assert "vừa đổi người giữ" in given.lines[2].refusal
    assert set(WorkItem.objects.values_list("person_id", flat=True)) == {colleague.person_id}


def test_a_stranger_to_the_rows_changes_and_learns_nothing(province: SmallProvince) -> None:
    dossier = file_birth(province)
    before = everything()
    for actor in (province.leader, officer("phuoc-hau.mot-cua", "Láng Giềng Mẫu")):
        for kind in (BulkKind.TAKE, BulkKind.OUTCOME):
            wanted = order([dossier], kind, outcome="accepted")
            report = api.act_in_bulk(key=new_id(), order=wanted, actor=actor)
            assert report.done == 0
            assert (report.lines[0].code, report.lines[0].dossier_id) == ("", None)
    after = everything()
    assert (after["dossiers"], after["work"]) == (before["dossiers"], before["work"])
    assert table("access.SecurityEntry").filter(act="dossiers.bulk_take").count() == 2
    with pytest.raises(Denied):
        api.act_in_bulk(key=new_id(), order=order([dossier], BulkKind.TAKE), actor=province.citizen)


def test_an_order_without_rows_person_or_reason_is_refused_before_anything(province: SmallProvince) -> None:
    dossier = file_birth(province)
    wrong = (
        BulkOrder(kind=BulkKind.TAKE, rows=()),
        order([dossier], BulkKind.ASSIGN, reason="nghỉ"),
        order([dossier], BulkKind.ASSIGN, to_person_id=province.desk.person_id, reason="  "),
        order([dossier], BulkKind.OUTCOME),
        BulkOrder(kind=BulkKind.TAKE, rows=tuple(BulkRow(task_id=new_id()) for _ in range(51))),
    )
    for one in wrong:
        with pytest.raises(Invalid):
            api.act_in_bulk(key=new_id(), order=one, actor=province.desk)
    assert not BulkAct.objects.exists()
    assert not BulkLine.objects.exists()


def test_the_pages_lead_from_ticks_to_the_report(province: SmallProvince) -> None:
    checked, unchecked = file_birth(province), file_birth(province)
    check_all(province, checked)
    client = come_in(province.desk)
    ticks = [str(task_of(checked)), str(task_of(unchecked))]
    chosen = client.post(reverse("dossiers:bulk"), {"viec": ticks, "loc": "intake"}).content.decode()
    assert "Xử lý 2 việc đã chọn" in chosen
    assert 'value="accepted"' in chosen
    assert 'value="not_accepted"' not in chosen

    key = new_id()
    given = {"key": str(key), "kind": "outcome", "outcome": "accepted", "viec": ticks, "loc": "intake"}
    given |= {f"v-{task_of(one)}": str(version_of(one)) for one in (checked, unchecked)}
    answer = client.post(reverse("dossiers:bulk_do"), given)
    assert answer.headers["Location"] == f"{reverse('dossiers:bulk_done', args=[key])}?loc=intake"
    text = client.get(answer.headers["Location"]).content.decode()
    assert "1 trong 2 việc đã xong" in text
    assert "Chưa kiểm tra đủ thành phần hồ sơ" in text
    # Nobody reads the report of another.
    assert come_in(province.leader).get(reverse("dossiers:bulk_done", args=[key])).status_code == 404


def test_nothing_ticked_and_a_page_without_key_are_told(province: SmallProvince) -> None:
    client = come_in(province.desk)
    assert client.post(reverse("dossiers:bulk")).status_code == 422
    assert client.post(reverse("dossiers:bulk_do"), {"kind": "take"}).status_code == 422
    empty = client.post(reverse("dossiers:bulk_do"), {"kind": "take", "key": str(new_id())})
    assert "Chọn ít nhất một việc" in empty.content.decode()
