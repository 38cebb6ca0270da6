"""The second generation of the portal's protocol, as far as it is known: client, queue and simulated portal over real HTTP."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.peers.conftest import AT, NAME, RULE, Desk
from tinhso.foundation.files import api as files
from tinhso.kernel.actor import system_actor
from tinhso.lab.peers.national_portal.faults import Fault
from tinhso.lab.peers.national_portal.second import DOSSIER, FILE, PROGRESS, STATE, SecondPortal
from tinhso.lab.peers.national_portal.second_server import SecondServer, serving_second
from tinhso.services.national_portal import api, mapping, second_rule
from tinhso.services.national_portal.actions import send_due
from tinhso.services.national_portal.adapters import portals, second_generation
from tinhso.services.national_portal.adapters.second_generation import SecondGeneration
from tinhso.services.national_portal.domain import second_wire, wire
from tinhso.services.national_portal.errors import Disagrees, NotOffered, Refused, Uncertain
from tinhso.services.national_portal.models import Message, SecondRecord
from tinhso.services.national_portal.types import GivenPaper, PaperAtDesk, Rule

MINUTE = timedelta(minutes=1)
BODY: dict[str, Any] = {
    "paths": {
        "token": "/token", "next_code": "/MaHoSoTiepTheo", "file": "/TepTin", "dossier": "/NoiHoSo",
        "progress": "/CapNhatTienTrinh", "state": "/CapNhatTrangThai",
    },
    "token_field": "access_token", "code_field": "MaHoSo", "numbers": "theirs", "repeatable": ["state"],
    "files": {"send": False, "hash": "sha256"}, "instants": "yyyyMMddHHmmss",
}  # fmt: skip
THEIRS = "H99.01-20261130-0000001"
PAPERS = (GivenPaper(component="giay-chung-sinh", title="Giấy chứng sinh", id=UUID(int=8)),)


@dataclass
class Connected:
    server: SecondServer
    portal: SecondPortal
    rule: Rule

    def says(self, **changes: Any) -> None:
        self.rule = replace(RULE, second=second_rule.read(BODY | changes))


@pytest.fixture
def second(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Connected]:
    """The province tells dossiers by the second generation; the first is not connected unless a test does so."""
    secret = tmp_path / "bi-mat"
    secret.write_text("bi-mat\n", "utf-8")
    portal = SecondPortal(client="tinh-mau", secret="bi-mat")
    with serving_second(portal) as server:
        made = Connected(server, portal, RULE)
        made.says()
        for module in (second_generation, send_due):
            monkeypatch.setattr(module, "rule_now", lambda: made.rule)
        settings.NATIONAL_PORTAL_ADAPTER, settings.NATIONAL_PORTAL_URL = "second", ""
        settings.NATIONAL_PORTAL_SECOND_URL = server.address
        settings.NATIONAL_PORTAL_SECOND_CLIENT = "tinh-mau"
        settings.NATIONAL_PORTAL_SECOND_SECRET_FILE = str(secret)
        portals.portal.forget()
        yield made
        portals.portal.forget()


@pytest.fixture
def told(desk: Desk, second: Connected) -> Desk:
    """The desk of the first generation's tests, telling by the second; asked for in this order, so that the second holds."""
    return desk


def steps(second: Connected) -> list[str]:
    return [path for path, _ in second.portal.log]


def test_a_dossier_takes_the_portals_code_and_stands_there_once_with_its_steps_and_state(
    told: Desk, second: Connected
) -> None:
    told.happens(told.dossier(), 1)
    told.happens(told.dossier(status=2, accepted_at=AT), 2)

    assert told.send() == 2

    there = second.portal.dossiers[THEIRS]
    assert (there["MaTTHC"], there["LoaiDoiTuong"], there["MaDonViTiepNhan"]) == ("1.001193", "0", "H99.101")
    assert there["NgayNop"] == "20261130080509"
    assert [one["NoiDungXuLy"] for one in there["TienTrinh"]] == ["Bước 1", "Bước 2"]
    assert there["TrangThai"] == "2"
    assert steps(second) == ["/MaHoSoTiepTheo", DOSSIER, PROGRESS, STATE, PROGRESS, STATE]
    # Officers and public tracking find it by the portal's code.
    subject = UUID(int=1)
    assert (api.foreign_code_of(subject), api.subject_of(THEIRS)) == (THEIRS, subject)
    assert api.our_dossier_code(THEIRS) == told.dossier().code


def test_a_portal_that_takes_our_code_is_told_under_it_and_that_is_no_foreign_code(
    told: Desk, second: Connected
) -> None:
    second.says(numbers="ours")
    told.happens(told.dossier(), 1)

    told.send()

    assert list(second.portal.dossiers) == [told.dossier().code]
    assert api.foreign_code_of(UUID(int=1)) == ""


def test_a_code_once_given_is_used_again_after_a_refusal(told: Desk, second: Connected) -> None:
    second.server.script.add(Fault.REFUSES, service=DOSSIER)
    told.happens(told.dossier(), 1)
    told.send()
    message = Message.objects.get()

    assert (message.state, message.error) == ("dead", "Cổng từ chối (mã 400): Dữ liệu không hợp lệ")
    api.send_again(message_id=message.id, actor=told.operator)
    told.send()

    assert (told.states(), list(second.portal.dossiers)) == (["sent"], [THEIRS])


@pytest.mark.parametrize(("step", "name"), [(DOSSIER, "NoiHoSo"), (PROGRESS, "CapNhatTienTrinh")])
def test_a_step_whose_end_nobody_saw_is_not_sent_twice_but_shown_to_a_person(
    told: Desk, second: Connected, step: str, name: str
) -> None:
    second.server.script.add(Fault.LOST, service=step)
    told.happens(told.dossier(), 1)

    told.send()
    told.send(after=2 * MINUTE)

    message = Message.objects.get()
    assert message.state == "dead"
    assert name in message.error
    assert THEIRS in message.error
    assert steps(second).count(step) == 1


def test_who_asked_the_portal_skips_what_it_has_and_the_next_step_goes_on(told: Desk, second: Connected) -> None:
    second.server.script.add(Fault.LOST, service=DOSSIER)
    told.happens(told.dossier(), 1)
    told.happens(told.dossier(status=4), 2)
    told.send()
    told.send(after=2 * MINUTE)

    api.skip(message_id=Message.objects.get(seq=1).id, reason="Cổng đã có hồ sơ", actor=told.operator)
    told.send(after=MINUTE)

    assert told.states() == ["skipped", "sent"]
    assert steps(second).count(DOSSIER) == 1
    assert second.portal.dossiers[THEIRS]["TrangThai"] == "4"


def test_who_asked_the_portal_sends_again_what_it_has_not(told: Desk, second: Connected) -> None:
    second.server.script.add(Fault.HTML, service=DOSSIER)
    told.happens(told.dossier(), 1)
    told.send()
    told.send(after=2 * MINUTE)

    api.send_again(message_id=Message.objects.get().id, actor=told.operator)
    told.send()

    assert (told.states(), list(second.portal.dossiers)) == (["sent"], [THEIRS])


def test_a_state_may_be_set_again_by_the_definition_without_anybody_and_its_step_is_not_repeated(
    told: Desk, second: Connected
) -> None:
    second.server.script.add(Fault.LOST, service=STATE)
    told.happens(told.dossier(), 1)

    told.send()
    told.send(after=2 * MINUTE)

    assert told.states() == ["sent"]
    assert steps(second).count(PROGRESS) == 1


def test_killed_between_a_step_and_its_note_is_the_same_doubt(told: Desk, second: Connected) -> None:
    told.happens(told.dossier(), 1)
    SecondRecord.objects.create(subject_id=UUID(int=1), their_code=THEIRS, doubt="dossier")

    told.send()

    assert told.states() == ["dead"]
    assert second.portal.log == []


def test_a_portal_that_is_away_leaves_no_doubt(told: Desk, second: Connected, settings: Any) -> None:
    settings.NATIONAL_PORTAL_SECOND_URL = "http://127.0.0.1:9"
    told.happens(told.dossier(), 1)
    for _ in range(8):
        told.send(after=timedelta(hours=5))
    settings.NATIONAL_PORTAL_SECOND_URL = second.server.address

    assert told.send(after=timedelta(hours=5)) == 1


def test_a_token_that_ran_out_is_renewed_and_one_that_is_never_taken_is_no_endless_loop(second: Connected) -> None:
    client = SecondGeneration()
    assert client.next_code() == THEIRS
    second.server.script.add(Fault.EXPIRED, service="/MaHoSoTiepTheo")
    assert client.next_code().endswith("2")
    second.server.script.add(Fault.EXPIRED, times=-1)

    with pytest.raises(Uncertain, match="thẻ"):
        client.next_code()


def test_a_wrong_secret_is_told_with_the_portals_words(second: Connected) -> None:
    second.portal.secret = "khác"

    with pytest.raises(Refused, match=r"mã 401.*Sai client_id"):
        SecondGeneration().next_code()


@pytest.mark.parametrize("fault", [Fault.HTML, Fault.BROKEN_JSON, Fault.BUSY, Fault.REDIRECT, Fault.DOWN, Fault.FLOOD])
def test_an_answer_that_is_none_is_not_believed(second: Connected, fault: Fault) -> None:
    second.server.script.add(fault)

    with pytest.raises(Uncertain):
        SecondGeneration().next_code()


def test_papers_go_only_by_the_definition_each_once_with_the_hash_that_the_portal_gave(
    told: Desk, second: Connected
) -> None:
    content = b"%PDF-1.7 gi\xe1\xba\xa5y"
    kept = files.store(content=content, name='ch"ứng sinh.pdf', media_type="application/pdf", actor=system_actor())
    files.link_file(file_id=kept.id, owner=("dossier", UUID(int=1)), actor=system_actor())
    lost = replace(PAPERS[0], id=UUID(int=9))
    state = told.dossier(papers=(replace(PAPERS[0], id=kept.id), lost), papers_owner="dossier")
    second.says(files={"send": True, "hash": "sha256"})
    told.happens(state, 1)
    second.server.script.add(Fault.REFUSES, service=DOSSIER)

    told.send()
    api.send_again(message_id=Message.objects.get().id, actor=told.operator)
    told.send()

    assert list(second.portal.files.values()) == [content]
    (part,) = second.portal.dossiers[THEIRS]["ThanhPhanHoSo"]
    assert part["GiayToDinhKem"] == [
        {"IdGiayTo": "TEP-2", "TenGiayTo": "Giấy chứng sinh", "HashTepTin": hashlib.sha256(content).hexdigest()}
    ]
    assert (part["SoLuong"], part["LoaiBan"]) == ("2", "2")


def test_a_file_that_the_portal_kept_otherwise_is_not_cited(second: Connected) -> None:
    second.server.script.add(Fault.CONTRADICTS, service=FILE)

    with pytest.raises(Disagrees, match="mã băm"):
        SecondGeneration().upload(name="a.pdf", media_type="application/pdf", content=b"a")


def test_what_came_on_paper_is_told_in_each_generations_words(desk: Desk) -> None:
    paper = PaperAtDesk(component="to-khai", title="Tờ khai", originals=1, copies=2)
    state = desk.dossier(on_paper=(paper,), is_organisation=True)
    by = second_rule.read(BODY)
    assert by is not None
    codes = mapping.codes_for(state)

    said = second_wire.dossier(state, code="A", codes=codes, uploads={}, rule=RULE, second=by)

    line = {"MaThanhPhanHoSo": "to-khai", "TenThanhPhanHoSo": "Tờ khai"}
    assert said["ThanhPhanHoSo"] == [
        {**line, "SoLuong": "1", "LoaiBan": "0"},
        {**line, "SoLuong": "2", "LoaiBan": "1"},
    ]
    assert said["LoaiDoiTuong"] == "1"
    assert said["ThongTinNguoiNop"] == {"LoaiDoiTuong": "1", "ThongTinChiTiet": {"TenChuHs": NAME}}
    # The first generation's list has no known codes of a kind: name and number, or the province's own codes.
    assert wire.dossier(state, codes, RULE)["DanhSachTepDinhKemKhac"] == [{"TenGiayTo": "Tờ khai", "SoLuong": "3"}]
    coded = replace(RULE, paper_kinds={"original": "BC"})
    assert wire.dossier(state, codes, coded)["DanhSachTepDinhKemKhac"] == [
        {"TenGiayTo": "Tờ khai", "SoLuong": "1", "LoaiGiayTo": "BC"},
        {"TenGiayTo": "Tờ khai", "SoLuong": "2"},
    ]


def test_what_the_second_generation_is_not_known_to_offer_is_refused_in_words(second: Connected) -> None:
    with pytest.raises(NotOffered, match="LayDanhSachTTHC"):
        SecondGeneration().call("LayDanhSachTTHC")
    second.rule = RULE
    with pytest.raises(NotOffered, match="phần second"):
        SecondGeneration().next_code()


def test_the_settings_say_what_is_missing(settings: Any) -> None:
    settings.NATIONAL_PORTAL_URL, settings.NATIONAL_PORTAL_SECOND_URL = "", "http://cong.mau"
    settings.NATIONAL_PORTAL_SECOND_CLIENT = ""

    assert len(SecondGeneration().check_config()) == 2
