"""The client of the first generation against the simulated portal, over real HTTP."""

import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from tests.peers.conftest import RULE
from tinhso.lab.peers.national_portal.faults import Fault
from tinhso.lab.peers.national_portal.server import PortalServer
from tinhso.services.national_portal import portal
from tinhso.services.national_portal.adapters import partner
from tinhso.services.national_portal.domain import wire
from tinhso.services.national_portal.errors import Disagrees, NotReached, Refused, Uncertain
from tinhso.services.national_portal.types import (
    AskedFee,
    AskedMore,
    CatalogueKind,
    DossierState,
    IssuedResult,
    ProgressLine,
)

CODE = "000.00.01.H99-261130-0001"
AT = datetime(2026, 11, 30, 1, 5, 9, tzinfo=UTC)
STATE = DossierState(
    subject_id=UUID(int=1),
    code=CODE,
    procedure_code="1.001193",
    procedure_title="Đăng ký khai sinh",
    field_code="ho-tich",
    field_title="Hộ tịch",
    agency_id=UUID(int=2),
    agency_code="H99.101",
    agency_name="UBND xã Mẫu",
    is_organisation=False,
    applicant_name="Trần Thị Mẫu",
    phone="0900000000",
    email="mau@example.vn",
    status=2,
    submitted_at=AT,
    accepted_at=AT,
    due_at=AT,
    finished_at=None,
    returned_at=None,
    asked=(AskedMore(id=UUID(int=3), words="Giấy chứng sinh", asked_at=AT),),
    results=(IssuedResult(title="Giấy khai sinh", result_code="KQ.G15.000003", id=UUID(int=4), address="https://tinh.mau/x"),),
)  # fmt: skip
CODES = {"procedure": "1.001193", "field": "G15-HT", "agency": "H99.101"}
LINE = ProgressLine(officer="Cán bộ Mẫu", post="Công chức", unit="UBND xã Mẫu", words="Tiếp nhận", status=2, at=AT)


def data() -> dict[str, Any]:
    return wire.dossier(STATE, CODES, RULE)


@pytest.fixture
def known(peer: PortalServer) -> PortalServer:
    peer.portal.lists["procedures"] = [{"MATTHC": "1.001193", "TENTTHC": "Đăng ký khai sinh"}]
    return peer


def test_fees_go_by_name_and_amount_and_no_code_is_invented() -> None:
    owed = replace(STATE, fees=(AskedFee(title="Lệ phí đăng ký", amount_vnd=50_000),))
    assert wire.dossier(owed, CODES, RULE)["DanhSachLePhi"] == [{"TenPhiLePhi": "Lệ phí đăng ký", "Gia": "50000"}]
    assert "DanhSachLePhi" not in data()


def test_every_list_of_the_portal_is_read(peer: PortalServer) -> None:
    for number, kind in enumerate(CatalogueKind):
        peer.portal.lists[kind.value] = [{"MA": str(number)}]

    read = {kind: portal.list_catalogue(kind) for kind in CatalogueKind}

    assert read == {kind: ({"MA": str(number)},) for number, kind in enumerate(CatalogueKind)}


def test_single_records_decisions_and_keys_of_people_are_read(peer: PortalServer) -> None:
    peer.portal.records["1.001193"] = {"MATTHC": "1.001193", "TENTTHC": "Đăng ký khai sinh"}
    peer.portal.people[("cccd", "099190000001")] = "tech-1"
    peer.portal.lists["decisions"] = [{"SOQD": "1/QĐ"}]
    peer.portal.lists["agency_questions"] = [{"HoiDapId": "7"}]

    assert portal.procedure_record("1.001193") == {"MATTHC": "1.001193", "TENTTHC": "Đăng ký khai sinh"}
    assert portal.procedure_record("9.999999") is None
    assert (portal.technical_id("cccd", "099190000001"), portal.technical_id("cccd", "1")) == ("tech-1", "")
    assert portal.announcing_decisions() == ({"SOQD": "1/QĐ"},)
    assert portal.agency_questions() == ({"HoiDapId": "7"},)


def test_a_dossier_is_looked_up_written_and_its_way_told(known: PortalServer) -> None:
    assert portal.look_up(CODE) is None

    portal.put_dossier(data(), is_update=False)
    portal.put_progress([wire.progress(CODE, LINE)])
    portal.put_dossier({**data(), "TrangThaiHoSo": "4"}, is_update=True)

    there = known.portal.dossiers[CODE]
    assert there["TrangThaiHoSo"] == "4"
    assert there["NgayTiepNhan"] == "20261130080509"
    assert [one["NoiDungXuLy"] for one in there["DanhSachTienDo"]] == ["Tiếp nhận"]
    assert portal.look_up(CODE) == there


def test_only_what_the_message_needs_leaves(known: PortalServer) -> None:
    portal.put_dossier(data(), is_update=False)

    said = known.portal.dossiers[CODE]
    assert said["ChuHoSo"] == "Trần Thị Mẫu"
    assert not {"SoDienThoai", "Email", "MaDoiTuong", "ThongTinKhac"} & said.keys()


def test_one_session_serves_many_calls_with_agency_and_destination(known: PortalServer) -> None:
    portal.look_up(CODE)
    portal.look_up(CODE)

    assert len(known.portal.sessions) == 1
    assert set(known.destinations) == {"VN:GOV:MAU"}


def test_a_session_that_ran_out_is_renewed_and_the_call_made_again(known: PortalServer) -> None:
    portal.look_up(CODE)
    known.script.add(Fault.EXPIRED, service="DongBoHoSoMC")

    portal.put_dossier(data(), is_update=False)

    assert CODE in known.portal.dossiers


def test_a_portal_that_ends_every_session_is_no_endless_loop(known: PortalServer) -> None:
    known.script.add(Fault.EXPIRED, times=-1)

    with pytest.raises(Uncertain, match="phiên hết hạn"):
        portal.look_up(CODE)
    assert len(known.destinations) == 4


def test_a_wrong_password_is_told_with_the_portals_words(known: PortalServer) -> None:
    known.portal.password = "khác"

    with pytest.raises(Refused, match="Sai tài khoản hoặc mật khẩu"):
        portal.look_up(CODE)


def test_what_the_portal_refuses_is_told_with_code_and_words(known: PortalServer) -> None:
    with pytest.raises(Refused, match=r"mã -3.*Hồ sơ chưa có"):
        portal.put_dossier(data(), is_update=True)
    with pytest.raises(Refused, match="Không có thủ tục 9"):
        portal.put_dossier({**data(), "MaTTHC": "9"}, is_update=False)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.HTML, Uncertain),
        (Fault.BROKEN_JSON, Uncertain),
        (Fault.BUSY, Uncertain),
        (Fault.LOST, Uncertain),
        (Fault.REDIRECT, Uncertain),
        (Fault.DOWN, Uncertain),
        (Fault.CONTRADICTS, Disagrees),
        (Fault.WRONG_TOTAL, Disagrees),
    ],
)
def test_an_answer_that_is_none_is_not_believed(known: PortalServer, fault: Fault, error: type[Exception]) -> None:
    portal.look_up(CODE)
    known.script.add(fault)

    with pytest.raises(error):
        portal.list_catalogue(CatalogueKind.PROCEDURES)


@pytest.mark.parametrize("fault", [Fault.LATE, Fault.DRIP])
def test_a_slow_portal_holds_us_no_longer_than_the_limit(
    known: PortalServer, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partner, "SECONDS", 0.4)
    portal.look_up(CODE)
    known.script.add(fault)
    begun = time.monotonic()

    with pytest.raises(Uncertain):
        portal.list_catalogue(CatalogueKind.PROCEDURES)

    assert time.monotonic() - begun < 2


def test_an_answer_of_a_gigabyte_is_cut_off(known: PortalServer) -> None:
    portal.look_up(CODE)
    known.script.add(Fault.FLOOD)

    with pytest.raises(Uncertain, match=r"dài quá 8000000 byte|không rõ"):
        portal.list_catalogue(CatalogueKind.PROCEDURES)


def test_a_portal_that_is_not_there_has_seen_nothing(known: PortalServer, settings: Any) -> None:
    settings.NATIONAL_PORTAL_URL = "http://127.0.0.1:9"

    with pytest.raises(NotReached):
        portal.look_up(CODE)


def test_ratings_and_answers_go_and_questions_come(peer: PortalServer) -> None:
    peer.portal.lists["questions"] = [{"HoiDapId": "1", "NoiDung": "Cần giấy gì?"}]

    asked = portal.questions()
    portal.put_answers([{"HoiDapId": "1", "NoiDungTraLoi": "Giấy chứng sinh."}])
    portal.put_ratings([{"MaHoSo": CODE, "DiemDanhGia": "5"}])
    portal.put_faq([{"CauHoi": "Bao lâu?", "TraLoi": "Trong ngày."}])

    assert asked == ({"HoiDapId": "1", "NoiDung": "Cần giấy gì?"},)
    assert peer.portal.answers["1"]["NoiDungTraLoi"] == "Giấy chứng sinh."
    assert (peer.portal.ratings[0]["DiemDanhGia"], peer.portal.faq[0]["TraLoi"]) == ("5", "Trong ngày.")


def test_instants_are_the_provinces_and_nonsense_is_none() -> None:
    assert wire.instant(AT) == "20261130080509"
    assert wire.read_instant("20261130080509") == AT
    assert [wire.read_instant(one) for one in ("", None, "20261330080509", "2026-11-30", "²0261130080509")] == [
        None
    ] * 5


def test_the_settings_say_what_is_missing(settings: Any) -> None:
    settings.NATIONAL_PORTAL_URL = "http://cong.mau"
    settings.NATIONAL_PORTAL_AGENCY = settings.NATIONAL_PORTAL_USER = ""

    from tinhso.services.national_portal.adapters.first_generation import FirstGeneration

    assert len(FirstGeneration().check_config()) == 3
