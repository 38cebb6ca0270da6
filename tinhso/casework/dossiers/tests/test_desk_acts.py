"""The desk at work, through its pages: checklist, refusal, colleagues, drafts, signatures, handing back."""

from typing import Any

import pytest
from django.urls import reverse

from tinhso.casework.dossiers import api, queries
from tinhso.casework.dossiers.models import Dossier, ResultDraft, StatusChange, WorkItem
from tinhso.casework.dossiers.testing import SmallProvince, officer
from tinhso.casework.dossiers.tests.desk_scene import come_in, do, file_birth, task_of, version_of
from tinhso.casework.dossiers.types import Status, Verdict
from tinhso.engines.workflow import api as workflow
from tinhso.services.registers import api as registers
from tinhso.services.signatures import api as signatures
from tinhso.services.signatures.errors import SigningUnavailable

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]


def url(name: str, *args: Any) -> str:
    return reverse(f"dossiers:{name}", args=args)


def status_of(dossier_id: Any) -> Status:
    return Status(Dossier.objects.get(id=dossier_id).status)


# O03 and O08


def test_a_wrong_component_needs_its_reason_and_stops_acceptance(province: SmallProvince) -> None:
    dossier_id = file_birth(province)
    client = come_in(province.desk)
    wrong = {"version": version_of(dossier_id), "component": "birth_notice", "birth_notice-verdict": "bad"}

    bare = client.post(url("check", dossier_id), wrong)
    assert bare.status_code == 422
    assert queries.checks_of(dossier_id) == {}

    told = {**wrong, "birth_notice-reason": "Ảnh mờ", "birth_notice-remedy": "Chụp lại", "birth_notice-originals": "1"}
    assert client.post(url("check", dossier_id), told).status_code == 302
    check = queries.checks_of(dossier_id)["birth_notice"]
    assert (check.verdict, check.originals, check.reason) == (Verdict.WRONG, 1, "Ảnh mờ")

    accept = {"version": version_of(dossier_id), "outcome": "accepted"}
    assert client.post(url("do_task", task_of(dossier_id)), accept).status_code == 422
    assert status_of(dossier_id) is Status.REGISTERED

    all_right = {"version": version_of(dossier_id), "component": "birth_notice", "tat-ca-dat": "1"}
    client.post(url("check", dossier_id), all_right)
    accept["version"] = version_of(dossier_id)
    assert client.post(url("do_task", task_of(dossier_id)), accept).status_code == 302
    assert status_of(dossier_id) is Status.PROCESSING


def test_a_refusal_says_each_reason_with_its_remedy_after_a_preview(province: SmallProvince) -> None:
    dossier_id = file_birth(province)
    client = come_in(province.desk)
    page = url("refuse", task_of(dossier_id))
    reason = {"component": "birth_notice", "text": "Thiếu dấu bệnh viện.", "remedy": "Xin đóng dấu rồi nộp lại"}

    assert client.post(page, {"version": version_of(dossier_id), "gui": "1"}).status_code == 422
    no_remedy = client.post(page, {"version": version_of(dossier_id), **reason, "remedy": "", "gui": "1"})
    assert no_remedy.status_code == 422
    assert status_of(dossier_id) is Status.REGISTERED

    preview = client.post(page, {"version": version_of(dossier_id), **reason, "xem": "1"})
    assert "Xin đóng dấu rồi nộp lại" in preview.content.decode()
    assert status_of(dossier_id) is Status.REGISTERED

    assert client.post(page, {"version": version_of(dossier_id), **reason, "gui": "1"}).status_code == 302
    assert status_of(dossier_id) is Status.NOT_ACCEPTED
    (told,) = [step for step in queries.history(dossier_id) if step.reasons]
    assert [(one.component, one.remedy) for one in told.reasons] == [("birth_notice", "Xin đóng dấu rồi nộp lại")]
    history = client.get(url("work", dossier_id)).content.decode()
    assert "– Thiếu dấu bệnh viện. Cách khắc phục: Xin đóng dấu rồi nộp lại." in history


# Two officers at once


def test_the_slower_officer_is_told_and_keeps_the_text(province: SmallProvince) -> None:
    dossier_id = file_birth(province)
    do(dossier_id, "accepted", province.desk)
    task, seen = task_of(dossier_id), version_of(dossier_id)
    faster = officer("long-chau.ho-tich-2", "Trần Văn Nhanh Mẫu")
    do(dossier_id, "eligible", faster)
    lines = StatusChange.objects.count()

    late = come_in(province.specialist).post(
        url("do_task", task), {"version": seen, "outcome": "not_eligible", "note": "Câu tôi vừa gõ"}
    )

    assert late.status_code == 409
    assert "Câu tôi vừa gõ" in late.content.decode()
    assert "Trần Văn Nhanh Mẫu vừa thay đổi hồ sơ này lúc" in late.content.decode()
    assert StatusChange.objects.count() == lines


def test_the_second_who_drafts_is_told_whose_draft_is_there_and_keeps_the_text(province: SmallProvince) -> None:
    dossier_id = file_birth(province)
    do(dossier_id, "accepted", province.desk)
    faster = officer("long-chau.ho-tich-2", "Trần Văn Nhanh Mẫu")
    seen = {"version": version_of(dossier_id), "decision": "granted"}
    assert come_in(faster).post(url("draft", dossier_id), {**seen, "text": "Bản của Nhanh"}).status_code == 302

    client = come_in(province.specialist)
    late = client.post(url("draft", dossier_id), {**seen, "text": "Bản của tôi"})
    words = late.content.decode()

    assert late.status_code == 409
    assert "Trần Văn Nhanh Mẫu vừa thay đổi hồ sơ này lúc" in words
    assert "đã lưu bản dự thảo 1" in words
    assert words.count("Bản của tôi") >= 1
    assert [one.fields["text"] for one in ResultDraft.objects.order_by("seq")] == ["Bản của Nhanh"]

    # Having read it, the second may go on: both versions stay.
    again = {**seen, "version": version_of(dossier_id), "text": "Bản của tôi"}
    assert client.post(url("draft", dossier_id), again).status_code == 302
    assert [one.fields["text"] for one in ResultDraft.objects.order_by("seq")] == ["Bản của Nhanh", "Bản của tôi"]


# O22


def test_a_colleague_takes_over_with_a_reason(province: SmallProvince) -> None:
    dossier_id = file_birth(province)
    do(dossier_id, "accepted", province.desk)
    task = task_of(dossier_id)
    colleague = officer("long-chau.ho-tich-2", "Trần Văn Thay Mẫu")
    api.take_task(task_id=task, actor=province.specialist)
    client = come_in(colleague)
    held = {"toi": "1", "held_by": str(province.specialist.person_id)}

    assert client.post(url("assign", task), held).status_code == 422
    assert client.post(url("assign", task), {**held, "held_by": "", "reason": "Nghỉ phép"}).status_code == 409
    assert WorkItem.objects.get(task_id=task).person_id == province.specialist.person_id

    assert client.post(url("assign", task), {**held, "reason": "Nghỉ phép"}).status_code == 302
    assert WorkItem.objects.get(task_id=task).person_id == colleague.person_id
    assert workflow.get_task(task).person_id == colleague.person_id
    assert "Nghỉ phép" in queries.history(dossier_id)[-1].words


def test_a_task_goes_to_nobody_of_another_role(province: SmallProvince) -> None:
    dossier_id = file_birth(province)
    do(dossier_id, "accepted", province.desk)
    task = task_of(dossier_id)

    answer = come_in(province.specialist).post(
        url("assign", task), {"to": str(province.leader.person_id), "reason": "Nhờ", "held_by": ""}
    )

    assert answer.status_code == 422
    assert WorkItem.objects.get(task_id=task).person_id is None


# O25 and O26


def _to_sign(province: SmallProvince) -> Any:
    dossier_id = file_birth(province)
    do(dossier_id, "accepted", province.desk)
    do(dossier_id, "eligible", province.specialist)
    do(dossier_id, "agreed", province.reviewer)
    return dossier_id


def test_drafts_are_kept_in_versions_and_shown_as_they_will_be_signed(province: SmallProvince) -> None:
    dossier_id = file_birth(province)
    do(dossier_id, "accepted", province.desk)
    client = come_in(province.specialist)
    for text in ("Một", "Hai", "Hai"):
        data = {"version": version_of(dossier_id), "decision": "granted", "text": text}
        assert client.post(url("draft", dossier_id), data).status_code == 302
    refusal = {"version": version_of(dossier_id), "decision": "refused", "text": ""}
    assert client.post(url("draft", dossier_id), refusal).status_code == 422

    assert [one.fields["text"] for one in queries.drafts_of(dossier_id)] == ["Hai", "Một"]
    letter = client.get(url("desk_draft", dossier_id))
    assert letter.content.startswith(b"%PDF")
    assert letter.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert queries.result_of(dossier_id) is None


def test_a_signature_service_that_fails_changes_nothing(
    province: SmallProvince, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier_id = _to_sign(province)
    task, before = task_of(dossier_id), version_of(dossier_id)

    def fails(**_: Any) -> Any:
        raise SigningUnavailable("Máy chủ ký số không trả lời.")

    monkeypatch.setattr(signatures, "sign_person", fails)
    answer = come_in(province.leader).post(url("do_task", task), {"version": before, "outcome": "signed"})

    assert answer.status_code == 503
    assert "Máy chủ ký số không trả lời." in answer.content.decode()
    assert (version_of(dossier_id), task_of(dossier_id)) == (before, task)
    assert registers.last_number(scope="result.H61.41.01.so-dang-ky-khai-sinh.2026") == 0


def test_of_several_signatures_one_may_fail_alone(province: SmallProvince, monkeypatch: pytest.MonkeyPatch) -> None:
    good, bad = _to_sign(province), _to_sign(province)
    sign, calls = signatures.sign_person, []

    def fails_second(**given: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            raise SigningUnavailable("Hết giờ chờ dịch vụ ký.")
        return sign(**given)

    monkeypatch.setattr(signatures, "sign_person", fails_second)
    data = {f"v-{task_of(one)}": version_of(one) for one in (good, bad)}
    answer = (
        come_in(province.leader)
        .post(url("signing"), {**data, "viec": [str(task_of(good)), str(task_of(bad))]})
        .content.decode()
    )

    assert "Đã ký 1 kết quả" in answer
    assert "Hết giờ chờ dịch vụ ký." in answer
    assert (status_of(good), status_of(bad)) == (Status.FINISHED, Status.PROCESSING)
    result = queries.result_of(bad)
    assert result is not None
    assert result.number == ""


# O10 and O27


def test_a_result_is_handed_to_who_can_name_the_number(province: SmallProvince) -> None:
    dossier_id = _to_sign(province)
    do(dossier_id, "signed", province.leader)
    dossier = Dossier.objects.get(id=dossier_id)
    client = come_in(province.desk)
    found = client.get(url("find_result"), {"ma": f"Tra cứu: http://localhost/tra-cuu/{dossier.verify_token}/"})
    assert found.headers["Location"] == url("hand_back", dossier_id)
    assert client.get(url("find_result"), {"ma": "999.99.99.H61-261123-0001"}).status_code == 422

    page = url("hand_back", dossier_id)
    wrong = client.post(page, {"version": dossier.version, "paper": "can-cuoc", "digits": "9999"})
    assert wrong.status_code == 422
    no_name = client.post(page, {"version": dossier.version, "paper": "uy-quyen", "digits": "0073"})
    assert no_name.status_code == 422
    assert status_of(dossier_id) is Status.FINISHED

    right = client.post(page, {"version": dossier.version, "paper": "can-cuoc", "digits": "0073"})
    assert right.status_code == 302
    assert status_of(dossier_id) is Status.RETURNED

    register = come_in(province.leader).get(url("register"), {"so": "so-dang-ky-khai-sinh"}).content.decode()
    assert dossier.code in register
    assert ResultDraft.objects.filter(dossier_id=dossier_id).count() == 1
