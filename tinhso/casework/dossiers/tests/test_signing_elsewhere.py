"""A leader signs on their own machine: one door for the signing service and the token; what fails stays to be signed."""

import base64
import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from tinhso.casework.dossiers import api, queries
from tinhso.casework.dossiers.models import Dossier, Result
from tinhso.casework.dossiers.testing import SmallProvince, officer
from tinhso.casework.dossiers.tests.acts import everything, table
from tinhso.casework.dossiers.tests.desk_scene import come_in, do, file_birth, task_of, version_of
from tinhso.casework.dossiers.types import Status
from tinhso.foundation.files import api as files
from tinhso.foundation.files.testing import VIRUS
from tinhso.foundation.identity import api as identity
from tinhso.kernel import clock
from tinhso.kernel.actor import Actor, system_actor
from tinhso.kernel.errors import Denied
from tinhso.services.signatures import api as signatures
from tinhso.services.signatures import testing as keys

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]


@pytest.fixture(autouse=True)
def _december() -> Iterator[None]:
    with clock.frozen(clock.at_local(2026, 12, 3, 9)):
        yield


@pytest.fixture
def service(settings: Settings) -> Iterator[Any]:
    with keys.remote_service() as running:
        settings.SIGNATURES_REMOTE_URL = running.url
        yield running


def _to_sign(province: SmallProvince) -> UUID:
    dossier_id = file_birth(province)
    do(dossier_id, "accepted", province.desk)
    do(dossier_id, "eligible", province.specialist)
    do(dossier_id, "agreed", province.reviewer)
    return dossier_id


def _register(leader: Client) -> None:
    page = leader.post(reverse("signatures:own"), {"viec": "tu-xa"})
    assert page.status_code == 302


def _choose(leader: Client, actor: Actor, dossiers: list[UUID]) -> str:
    assert actor.person_id is not None
    held = signatures.own_ways(actor.person_id)[0]
    data: dict[str, Any] = {f"v-{task_of(one)}": version_of(one) for one in dossiers}
    data |= {"viec": [str(task_of(one)) for one in dossiers], "cach": held.fingerprint}
    page = leader.post(reverse("dossiers:signing"), data)
    assert page.status_code == 302
    return str(page.headers["Location"])


def _signed(dossiers: list[UUID]) -> int:
    return sum(Dossier.objects.get(id=one).status == Status.FINISHED for one in dossiers)


def _told(dossier_id: UUID) -> Any:
    result = Result.objects.get(dossier_id=dossier_id)
    assert result.file_id is not None
    content = files.read_file(file_id=result.file_id, owner=("dossier_result", dossier_id), actor=system_actor())
    return signatures.verify_pdf(content.read())


def test_several_results_by_one_confirmation_on_the_phone(province: SmallProvince, service: Any) -> None:
    dossiers, leader = [_to_sign(province) for _ in range(3)], come_in(province.leader)
    _register(leader)
    batch = _choose(leader, province.leader, dossiers)
    service.behaviour = keys.behaviour(phone="wait")

    waits = leader.post(batch)
    assert waits.status_code == 409
    assert "xác nhận, rồi bấm lại" in waits.content.decode()
    assert _signed(dossiers) == 0
    for request in service.requests:
        service.press(request, "yes")
    page = leader.post(batch).content.decode()

    assert "Đã ký 3 kết quả" in page
    assert service.asked == 2
    assert [_told(one).number for one in dossiers] == ["1/2026", "2/2026", "3/2026"]
    assert all(_told(one).intact and _told(one).sealed for one in dossiers)


def test_the_service_fails_in_the_middle_and_the_rest_goes_on_later(
    province: SmallProvince, service: Any, settings: Settings
) -> None:
    settings.SIGNATURES_REMOTE_AT_ONCE = 2
    dossiers, leader = [_to_sign(province) for _ in range(5)], come_in(province.leader)
    _register(leader)
    batch = _choose(leader, province.leader, dossiers)
    service.behaviour = keys.behaviour(fail_after=service.asked + 1)

    page = leader.post(batch).content.decode()

    assert "Đã ký 2 kết quả" in page or "3 chưa ký được" in page
    assert page.count("Dịch vụ ký số từ xa không trả lời.") == 2
    assert page.count("Chưa gửi đi ký: dịch vụ ký số vừa không trả lời.") == 1
    assert _signed(dossiers) == 2
    service.behaviour = keys.behaviour()
    leader.post(batch)
    assert _signed(dossiers) == 5
    assert [Result.objects.get(dossier_id=one).number for one in dossiers] == [f"{n}/2026" for n in range(1, 6)]


def test_refused_on_the_phone_nothing_changes_and_it_may_be_asked_again(province: SmallProvince, service: Any) -> None:
    dossiers, leader = [_to_sign(province)], come_in(province.leader)
    _register(leader)
    batch = _choose(leader, province.leader, dossiers)
    service.behaviour = keys.behaviour(phone="no")

    page = leader.post(batch)

    assert "từ chối yêu cầu ký trên điện thoại" in page.content.decode()
    assert _signed(dossiers) == 0
    service.behaviour = keys.behaviour()
    leader.post(batch)
    assert _signed(dossiers) == 1


def test_the_button_of_one_dossier_goes_the_same_way(province: SmallProvince, service: Any) -> None:
    dossier_id, leader = _to_sign(province), come_in(province.leader)
    _register(leader)

    sent = leader.post(
        reverse("dossiers:do_task", args=[task_of(dossier_id)]),
        {"outcome": "signed", "version": version_of(dossier_id)},
    )
    assert sent.status_code == 302
    assert _signed([dossier_id]) == 0
    leader.post(sent.headers["Location"])

    assert _signed([dossier_id]) == 1


def test_a_dossier_that_changed_meanwhile_is_not_signed(province: SmallProvince, service: Any) -> None:
    dossier_id, leader = _to_sign(province), come_in(province.leader)
    _register(leader)
    batch = _choose(leader, province.leader, [dossier_id])
    do(dossier_id, "sent_back", province.leader, note="Sai tên đệm.")
    before = everything()

    page = leader.post(batch).content.decode()

    assert "1 chưa ký được" in page
    after = everything()
    assert after["dossiers"] == before["dossiers"]
    assert after["work"] == before["work"]
    assert Result.objects.get(dossier_id=dossier_id).signed_at is None


def test_the_batch_of_a_leader_is_nobody_elses(province: SmallProvince, service: Any) -> None:
    leader = come_in(province.leader)
    _register(leader)
    batch = _choose(leader, province.leader, [_to_sign(province)])

    for other in (province.reviewer, province.desk):
        assert come_in(other).get(batch).status_code == 404
        assert come_in(other).get(keys.order_file(batch)).status_code == 404


def test_a_denial_inside_a_batch_answers_one_line_and_the_security_log_hears_of_it(province: SmallProvince) -> None:
    ours, stranger = _to_sign(province), officer("an-hoi.chu-tich", "Đỗ Văn Khác Mẫu")
    keys.register_token(stranger)
    assert stranger.person_id is not None
    held = signatures.own_ways(stranger.person_id)[0]
    before = everything()

    page = come_in(stranger).post(
        reverse("dossiers:signing"),
        {"viec": [str(task_of(ours))], f"v-{task_of(ours)}": version_of(ours), "cach": held.fingerprint},
    )

    assert page.status_code == 200
    assert "1 chưa ký được" in page.content.decode()
    assert _denials(stranger) == 1
    after = everything()
    assert (after["dossiers"], after["work"]) == (before["dossiers"], before["work"])


def test_who_lost_the_post_while_the_phone_waited_signs_nothing_and_the_security_log_hears_of_it(
    province: SmallProvince, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier_id, leader = _to_sign(province), come_in(province.leader)
    key = keys.register_token(province.leader)
    batch = _choose(leader, province.leader, [dossier_id])
    (item,) = json.loads(leader.get(keys.order_file(batch)).content)["items"]
    answers = json.dumps({"answers": [{"id": item["id"], "signature": _b64(key(item["digest"]))}]})

    def no_more(*_: Any, **__: Any) -> bool:
        raise Denied("Bạn không còn ở vị trí này.")

    monkeypatch.setattr("tinhso.casework.dossiers.actions.do_task.in_role", no_more)
    page = leader.post(batch, {"answers": answers}).content.decode()

    assert "Bạn không còn ở vị trí này." in page
    assert _signed([dossier_id]) == 0
    assert _denials(province.leader) == 1


@pytest.mark.parametrize("way", ["the own machine", "paper"])
def test_what_is_signed_elsewhere_in_a_colleagues_stead_says_so(province: SmallProvince, way: str) -> None:
    second, dossier_id = officer("long-chau.chu-tich", "Võ Thị Phó Mẫu", "pho"), _to_sign(province)
    api.take_task(task_id=task_of(dossier_id), actor=province.leader)
    _leave(province.leader, second)
    stand_in = come_in(second)
    if way == "paper":
        address = reverse("dossiers:sign_on_paper", args=[task_of(dossier_id)])
        sent = {"version": version_of(dossier_id), "scan": _scan(keys.blank_pdf), "note": "Mất điện."}
        stand_in.post(address, sent)
    else:
        key = keys.register_token(second)
        batch = _choose(stand_in, second, [dossier_id])
        (item,) = json.loads(stand_in.get(keys.order_file(batch)).content)["items"]
        answers = {"answers": [{"id": item["id"], "signature": _b64(key(item["digest"]))}]}
        stand_in.post(batch, {"answers": json.dumps(answers)})

    assert _signed([dossier_id]) == 1
    told = [line for line in queries.history(dossier_id) if "làm thay" in line.words]
    assert [line.person_id for line in told] == [second.person_id]
    assert told[0].words.endswith(f"làm thay {_name(province.leader)} (ủy quyền).")
    row = table("access.AuditEntry").get(act="dossiers.stand_in", target_id=dossier_id)
    assert json.loads(row.detail)["in_stead_of"] == str(province.leader.person_id)


@pytest.mark.parametrize("by", ["the page", "a file"])
def test_a_token_signs_by_the_page_or_by_a_file_without_javascript(province: SmallProvince, by: str) -> None:
    assert province.leader.person_id is not None
    dossiers, leader = [_to_sign(province) for _ in range(2)], come_in(province.leader)
    key = keys.register_token(province.leader)
    batch = _choose(leader, province.leader, dossiers)
    order = json.loads(leader.get(keys.order_file(batch)).content)
    # One of the two signatures is another document's.
    items = [{"id": one["id"], "signature": _b64(key(order["items"][0]["digest"]))} for one in order["items"]]

    said = json.dumps({"answers": items})
    sent: dict[str, Any] = {"answers": said}
    if by == "a file":
        sent = {"tep": SimpleUploadedFile("tra-loi.json", said.encode(), "application/json")}
    page = leader.post(batch, sent).content.decode()

    assert "Đã ký 1 kết quả" in page
    assert "không khớp với văn bản này hoặc không phải của chứng thư đã đăng ký" in page
    assert _signed(dossiers) == 1
    items = [{"id": one["id"], "signature": _b64(key(one["digest"]))} for one in order["items"]]
    leader.post(batch, {"answers": json.dumps({"answers": items})})
    assert _signed(dossiers) == 2


@pytest.mark.parametrize("noise", ["", "x", "[]", '{"answers": 5}', '{"answers": [{"id": 1}]}', "[" * 50_000])
def test_what_is_no_answer_changes_nothing(province: SmallProvince, noise: str) -> None:
    dossier_id, leader = _to_sign(province), come_in(province.leader)
    keys.register_token(province.leader)
    batch = _choose(leader, province.leader, [dossier_id])

    page = leader.post(batch, {"answers": noise})

    assert "1 chưa ký được" in page.content.decode()
    assert _signed([dossier_id]) == 0


@pytest.mark.parametrize("noise", ["", "[]", '{"certificate": 5}', '{"answers": []}', "[" * 10_000, "x" * 30_000])
def test_a_file_that_answers_nothing_registers_nothing(province: SmallProvince, noise: str) -> None:
    sent = {"viec": "token-tep", "tep": SimpleUploadedFile("tra-loi.json", noise.encode(), "application/json")}

    page = come_in(province.leader).post(reverse("signatures:own"), sent)

    assert page.status_code == 422
    assert "không phải tệp trả lời của chương trình ký" in page.content.decode()
    assert province.leader.person_id is not None
    assert signatures.own_ways(province.leader.person_id) == ()


def test_all_that_is_chosen_goes_out_in_one_order(province: SmallProvince) -> None:
    dossiers, leader = [_to_sign(province) for _ in range(4)], come_in(province.leader)
    key = keys.register_token(province.leader)
    batch = _choose(leader, province.leader, dossiers)
    order = json.loads(leader.get(keys.order_file(batch)).content)

    items = [{"id": one["id"], "signature": _b64(key(one["digest"]))} for one in order["items"]]
    page = leader.post(batch, {"answers": json.dumps({"answers": items})}).content.decode()

    assert "Đã ký 4 kết quả" in page


def test_signed_on_paper_the_scan_is_sealed_and_says_so(province: SmallProvince) -> None:
    dossier_id, leader = _to_sign(province), come_in(province.leader)
    address = reverse("dossiers:sign_on_paper", args=[task_of(dossier_id)])
    version = version_of(dossier_id)
    empty = leader.post(address, {"version": version})
    bare = leader.post(address, {"version": version, "scan": _scan(keys.blank_pdf)})
    assert (empty.status_code, bare.status_code, _signed([dossier_id])) == (422, 422, 0)

    leader.post(address, {"version": version, "scan": _scan(keys.blank_pdf), "note": "USB token bị khóa."})

    result, told = Result.objects.get(dossier_id=dossier_id), _told(dossier_id)
    assert (result.on_paper, result.number, told.intact, told.sealed) == (True, "1/2026", True, True)
    assert [one.kind.value for one in told.signers] == ["agency"]
    assert any("bản số hóa của văn bản ký trên giấy" in sentence for sentence in told.words)
    assert come_in(province.reviewer).post(address, {"version": version}).status_code in (403, 404)


def test_a_scan_with_a_virus_or_that_is_no_pdf_is_not_taken(province: SmallProvince) -> None:
    dossier_id, leader = _to_sign(province), come_in(province.leader)
    address = reverse("dossiers:sign_on_paper", args=[task_of(dossier_id)])
    before = everything()

    for content, words in (
        (keys.blank_pdf() + VIRUS, "máy quét phát hiện mã độc"), (b"%PDF-1.4 hong", "Không nhận tệp"), (b"GIF89a", "chỉ nhận PDF")
    ):  # fmt: skip
        sent = {
            "version": version_of(dossier_id),
            "scan": SimpleUploadedFile("ban-quet.pdf", content),
            "note": "Mất điện.",
        }
        page = leader.post(address, sent)
        assert (page.status_code, words in page.content.decode()) == (422, True), words

    assert everything()["dossiers"] == before["dossiers"]


def _denials(actor: Actor) -> int:
    return int(
        table("access.SecurityEntry").filter(kind="denied", act="dossiers.sign", person_id=actor.person_id).count()
    )


def _leave(giver: Actor, taker: Actor) -> None:
    assert giver.post_id is not None
    assert giver.person_id is not None
    assert taker.person_id is not None
    identity.delegate_post(
        post_id=giver.post_id, from_person_id=giver.person_id, to_person_id=taker.person_id, reason="Nghỉ phép",
        valid_from=date(2026, 12, 3), valid_to=date(2026, 12, 3), actor=giver,
    )  # fmt: skip


def _name(actor: Actor) -> str:
    assert actor.person_id is not None
    return identity.person_names([actor.person_id])[actor.person_id]


def _scan(pdf: Callable[[], bytes]) -> SimpleUploadedFile:
    return SimpleUploadedFile("ban-quet.pdf", pdf(), "application/pdf")


def _b64(value: bytes) -> str:
    return base64.b64encode(value).decode()
