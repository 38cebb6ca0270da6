"""A dossier filed on the national portal becomes ours, is found by both codes, and its way goes back there."""

import hashlib
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from PIL import Image

from tinhso.casework.dossiers import queries, worklists
from tinhso.casework.dossiers.api import AskedItem, ask_supplement, begin
from tinhso.casework.dossiers.correspondence import SupplementState, supplements_of
from tinhso.casework.dossiers.errors import NotOffered
from tinhso.casework.dossiers.models import Dossier
from tinhso.casework.dossiers.testing import SmallProvince, load_small_province
from tinhso.casework.dossiers.tests.acts import MARITAL, accept, application, file
from tinhso.casework.dossiers.tests.doors import signed_in
from tinhso.casework.dossiers.types import Status
from tinhso.foundation.access.errors import ActDenied
from tinhso.foundation.definitions import api as definitions
from tinhso.kernel.actor import system_actor
from tinhso.kernel.outbox.delivery import deliver_all
from tinhso.lab.peers.national_portal.faults import Fault
from tinhso.lab.peers.national_portal.portal import Portal
from tinhso.lab.peers.national_portal.server import PortalServer, serving
from tinhso.services.national_portal import api, tasks
from tinhso.services.national_portal.actions.fetch_files import papers_of
from tinhso.services.national_portal.adapters import partner, portals
from tinhso.services.national_portal.adapters.demo import DemoPortal
from tinhso.services.national_portal.domain import intake
from tinhso.services.national_portal.models import Inbound
from tinhso.services.national_portal.types import IntakeMap


def _one_page() -> bytes:
    out = io.BytesIO()
    Image.new("L", (200, 280), 255).save(out, "PDF")
    return out.getvalue()


PDF = _one_page()
SECRET = "bi-mat-thong-nhat-voi-cong"
FOREIGN = "G22.99-20261130-0000007"
DOOR, MENDED = "/api/v1/national-portal/dossiers", "/api/v1/national-portal/supplements"
LIVES_AT = {"MaTinh": "86", "MaXa": "29551", "DiaChiChiTiet": "Số 1 đường Minh Họa"}


def filing(**changes: Any) -> dict[str, Any]:
    """What the portal hands over for one person's confirmation of marital status."""
    who = {
        "TenNguoiNop": "Nguyễn Thị Lan Mẫu", "SoDinhDanh": "086195000073", "NgaySinh": "12/03/1995",
        "SoDienThoai": "0900000001", "Email": "lan@example.vn", **LIVES_AT,
    }  # fmt: skip
    said = {
        "MaHoSo": FOREIGN, "MaTTHC": MARITAL, "LoaiDoiTuong": "0", "MaDonViTiepNhan": "H61.41.01",
        "NgayNop": "20261130080000",
        "ThongTinNguoiNop": {"LoaiDoiTuong": "0", "ThongTinChiTiet": who},
        "DuLieuToKhai": {"GioiTinh": "2", "TinhTrangHonNhan": "1", "MucDich": "2"},
    }  # fmt: skip
    return {**said, **changes}


def test_papers_beside_the_components_are_named_for_the_officer_and_their_files_fetched() -> None:
    others = [
        {"TenGiayTo": "Giấy ủy quyền", "SoLuong": "2", "LoaiGiayTo": "1", "DuongDanTaiTepTin": "https://cong.mau/1"},
        {"TenGiayTo": "Ảnh"},
        {"SoLuong": "1"},
        "không phải giấy tờ",
    ]
    payload = {"MaHoSo": FOREIGN, "DanhSachTepDinhKemKhac": others}

    fitted = intake.fit(payload, IntakeMap(procedure=MARITAL, fields={}))

    assert fitted.problems == (
        "Người nộp kèm giấy tờ khác: “Giấy ủy quyền” (số lượng 2, loại 1).",
        "Người nộp kèm giấy tờ khác: “Ảnh”.",
    )
    assert [(component, paper["TenGiayTo"]) for component, paper in papers_of(payload)] == [("", "Giấy ủy quyền")]


@pytest.fixture
def province(db: None, tmp_path: Path, settings: Any) -> Iterator[SmallProvince]:
    secret = tmp_path / "bi-mat"
    secret.write_text(SECRET, "utf-8")
    settings.NATIONAL_PORTAL_ADAPTER = "demo"
    settings.NATIONAL_PORTAL_INBOUND_SECRET_FILE = str(secret)
    settings.VAR_DIR = tmp_path
    portals.portal.forget()
    cache.clear()
    folder = tmp_path / "definitions"
    folder.mkdir()
    (folder / "exchange").symlink_to(settings.DEFINITIONS_DIR / "exchange")
    found = load_small_province(folder, procedures=(MARITAL,))
    api.pull_catalogues_now(actor=system_actor())
    yield found
    portals.portal.forget()


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> Iterator[PortalServer]:
    monkeypatch.setattr(partner, "SECONDS", 0.5)
    with serving(Portal(user="", password="")) as server:
        yield server


def hand_over(body: dict[str, Any], *, door: str = DOOR, secret: str = SECRET) -> Any:
    return Client(raise_request_exception=False).post(
        door, json.dumps(body), content_type="application/json", HTTP_AUTHORIZATION=f"Bearer {secret}"
    )


def work() -> None:
    """What the worker does: fetch, take in, tell, send."""
    tasks.fetch_due()
    deliver_all()
    tasks.send_due()


def paper(server: PortalServer, name: str = "uy-quyen.pdf", content: bytes = PDF, **changes: Any) -> dict[str, Any]:
    server.files[name] = content
    return {"TenGiayTo": name, "DuongDanTaiTepTin": f"{server.address}/files/{name}", **changes}


def part(*papers: dict[str, Any], component: str = "TPHS-UYQUYEN") -> list[dict[str, Any]]:
    return [{"MaThanhPhanHoSo": component, "GiayToDinhKem": list(papers)}]


def test_it_gets_our_code_is_found_by_both_and_its_way_goes_back_under_theirs(province: SmallProvince) -> None:
    answer = hand_over(filing())
    assert (answer.status_code, answer.json()["error_code"], answer.json()["MaHoSoDiaPhuong"]) == (202, "00", "")
    work()

    dossier = Dossier.objects.get()
    assert (dossier.status, dossier.channel, dossier.applicant_name) == (1, "online", "Nguyễn Thị Lan Mẫu")
    assert dossier.answers["own"]["born_on"] == "1995-03-12"
    assert hand_over(filing()).json() == {
        "error_code": "00", "message": "", "MaHoSo": FOREIGN, "MaHoSoDiaPhuong": dossier.code, "is_new": False,
    }  # fmt: skip
    found = worklists.page_of(worklists.ListQuery(text=FOREIGN), actor=province.desk, limit=5)
    assert [item.code for item in found.items] == [dossier.code]
    assert queries.track(code=FOREIGN, last_four="0073", address="127.0.0.1").code == dossier.code
    accept(province, dossier.id)
    work()
    there = json.loads(DemoPortal().file.read_text("utf-8"))
    assert (list(there), there[FOREIGN]["TrangThaiHoSo"]) == ([FOREIGN], "4")
    assert Inbound.objects.get().payload is None
    assert FOREIGN in signed_in(province.desk).get(f"/can-bo/ho-so/{dossier.id}/").content.decode()


def test_handed_over_three_times_at_once_it_is_one_dossier(province: SmallProvince) -> None:
    for _ in range(3):
        hand_over(filing())
    work()
    work()

    assert Dossier.objects.count() == 1


def test_other_content_under_the_same_code_is_held_and_overwrites_nothing(province: SmallProvince) -> None:
    hand_over(filing())
    work()
    before = Dossier.objects.get().answers

    assert hand_over(filing(DuLieuToKhai={"GioiTinh": "1"})).json()["is_new"]
    work()

    assert Dossier.objects.get().answers == before
    held = Inbound.objects.get(state="held")
    assert "nội dung khác lần đầu" in held.problems[0]


@pytest.mark.parametrize("secret", ["", "sai", SECRET + "x"])
def test_nobody_else_hands_anything_over(province: SmallProvince, secret: str) -> None:
    assert hand_over(filing(), secret=secret).status_code == 401
    assert not Inbound.objects.exists()


def test_without_a_secret_of_some_length_the_door_is_shut(province: SmallProvince, settings: Any) -> None:
    Path(settings.NATIONAL_PORTAL_INBOUND_SECRET_FILE).write_text("ngan", "utf-8")
    assert hand_over(filing(), secret="ngan").status_code == 401
    settings.NATIONAL_PORTAL_INBOUND_SECRET_FILE = ""
    assert hand_over(filing(), secret="").status_code == 401


def test_what_does_not_fit_is_shown_to_the_officer_and_kept(province: SmallProvince) -> None:
    body = filing()
    body["DuLieuToKhai"] |= {"MucDich": "77", "NgheNghiep": "Giáo viên"}
    body["DuLieuToKhai"]["MucDichKhac"] = "Việc riêng"
    body["ThongTinNguoiNop"]["ThongTinChiTiet"]["TenNguoiNop"] = "Nguyễn Thị Lan Khác"
    hand_over(body)
    work()

    held = Inbound.objects.get()
    assert (held.state, Dossier.objects.count()) == ("held", 0)
    assert held.payload == body

    body["MaHoSo"], body["DuLieuToKhai"]["MucDich"] = f"{FOREIGN}-2", "2"
    del body["DuLieuToKhai"]["MucDichKhac"]
    hand_over(body)
    work()

    dossier = Dossier.objects.get()
    page = signed_in(province.desk).get(f"/can-bo/ho-so/{dossier.id}/").content.decode()
    assert "NgheNghiep” = “Giáo viên" in page
    assert "Cổng ghi tên chủ hồ sơ là “Nguyễn Thị Lan Khác”" in page


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"MaTTHC": "9.999999"}, "Tỉnh không có thủ tục “9.999999”"),
        ({"MaDonViTiepNhan": "X9"}, "Tỉnh không có nơi tiếp nhận “X9”"),
        ({"ThongTinNguoiNop": {}}, "Cổng không gửi số định danh"),
        ({"ThongTinNguoiNop": "chuỗi"}, "Cổng không gửi số định danh"),
    ],
)
def test_what_cannot_become_a_dossier_is_held_with_its_reason(
    province: SmallProvince, changes: dict[str, Any], why: str
) -> None:
    hand_over(filing(**changes))
    work()

    held = Inbound.objects.get()
    assert (held.state, Dossier.objects.count()) == ("held", 0)
    assert held.problems[0].startswith(why)


def test_once_mended_it_is_taken_in_after_all_by_the_operator_only(province: SmallProvince) -> None:
    hand_over(filing())
    Inbound.objects.update(state="held", problems=["lý do"])
    held = Inbound.objects.get()
    with pytest.raises(ActDenied):
        api.try_again(inbound_id=held.id, actor=province.desk)
    assert Inbound.objects.get().state == "held"

    api.try_again(inbound_id=held.id, actor=system_actor())
    work()

    assert (Inbound.objects.get().state, Dossier.objects.count()) == ("taken", 1)


def test_a_new_person_gets_a_card(province: SmallProvince) -> None:
    body = filing()
    body["ThongTinNguoiNop"]["ThongTinChiTiet"] |= {"TenNguoiNop": "Lê Thị Mới Mẫu", "SoDinhDanh": "086195000199"}
    hand_over(body)
    work()

    assert Dossier.objects.get().applicant_name == "Lê Thị Mới Mẫu"


def test_its_papers_are_fetched_and_stand_in_the_dossier(province: SmallProvince, files: PortalServer) -> None:
    good = paper(files, HashTepTin=hashlib.sha256(PDF).hexdigest())
    hand_over(filing(ThanhPhanHoSo=part(good)))
    work()

    assert len(Dossier.objects.get().papers["authorisation"]) == 1


def test_a_paper_that_cannot_be_used_is_named_and_the_dossier_comes_all_the_same(
    province: SmallProvince, files: PortalServer
) -> None:
    eicar = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
    papers = [
        paper(files, "sai-bam.pdf", HashTepTin="0" * 64),
        paper(files, "khong-phai.pdf", b"<html>"),
        paper(files, "vi-rut.pdf", PDF + eicar),
        {"TenGiayTo": "nha-khac", "DuongDanTaiTepTin": "http://169.254.169.254/latest/meta-data"},
        {"TenGiayTo": "tep-may", "DuongDanTaiTepTin": "file:///etc/passwd"},
    ]
    hand_over(filing(ThanhPhanHoSo=part(*papers)))
    work()

    assert Dossier.objects.get().papers == {}
    told = " ".join(Inbound.objects.get().problems)
    assert "khác với mã băm" in told
    assert told.count("không thuộc máy chủ được phép") == 2
    assert all(name in told for name in ("khong-phai.pdf", "vi-rut.pdf"))


@pytest.mark.parametrize("fault", [Fault.FLOOD, Fault.DRIP])
def test_a_flood_or_a_drip_of_a_file_holds_nobody_and_is_tried_again(
    province: SmallProvince, files: PortalServer, fault: Fault
) -> None:
    files.script.add(fault, service="file")
    hand_over(filing(ThanhPhanHoSo=part(paper(files))))
    work()
    assert (Inbound.objects.get().state, Inbound.objects.get().attempts) == ("received", 1)
    Inbound.objects.update(next_at=Inbound.objects.get().received_at)

    work()

    assert len(Dossier.objects.get().papers["authorisation"]) == 1


def test_a_supplement_answered_there_comes_in(province: SmallProvince, files: PortalServer) -> None:
    hand_over(filing())
    work()
    dossier = Dossier.objects.get()
    asked = [
        AskedItem(component="authorisation", ask="Nộp văn bản ủy quyền", reason="Thiếu"),
        AskedItem(ask="Nói rõ mục đích", reason="Chưa rõ"),
    ]
    ask_supplement(dossier_id=dossier.id, items=asked, version=dossier.version, actor=province.desk)
    answer = {
        "MaHoSo": FOREIGN,
        "NoiDungBoSung": "Để bán nhà.",
        "ThanhPhanHoSo": part(paper(files)),
    }

    assert hand_over(answer, door=MENDED).status_code == 202
    work()

    (request,) = supplements_of(dossier.id)
    assert request.state is SupplementState.ANSWERED
    assert Status(Dossier.objects.get().status) is Status.REGISTERED
    assert len(Dossier.objects.get().papers["authorisation"]) == 1
    there = json.loads(DemoPortal().file.read_text("utf-8"))[FOREIGN]
    assert [one["NoiDungXuLy"] for one in there["DanhSachTienDo"]][-1] == "Người nộp đã bổ sung hồ sơ"


def test_names_in_what_came_rest_encrypted(province: SmallProvince) -> None:
    hand_over(filing())

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM national_portal_inbound")
        assert "Lan" not in repr(cursor.fetchall())


def behind(province: SmallProvince, folder: Path, mode: str) -> None:
    """The same procedure, filed online elsewhere from today on."""
    source = folder / "procedures" / "ho-tich" / MARITAL
    target = source.resolve()
    source.unlink()
    source.mkdir()
    for one in target.iterdir():
        (source / one.name).symlink_to(one)
    text = (
        (target / "procedure.yaml")
        .read_text("utf-8")
        .replace("route: ours\n", f"route: ours\nfront_door: {{mode: {mode}, url: https://cong.mau/tt}}\n")
    )
    (source / "procedure.yaml").unlink()
    (source / "procedure.yaml").write_text(text, "utf-8")
    definitions.apply_folder(folder, actor=system_actor())


@pytest.mark.parametrize(
    ("mode", "here", "there"), [("ours", True, False), ("both", True, True), ("national", False, True)]
)
def test_a_definition_says_at_which_door_a_procedure_is_filed(
    province: SmallProvince, tmp_path: Path, mode: str, here: bool, there: bool
) -> None:
    if mode != "ours":
        behind(province, tmp_path / "definitions", mode)
    page = Client().get(f"/thu-tuc/{MARITAL}/").content.decode()

    assert (f"/ho-so/nop/{MARITAL}/" in page) is here
    assert ("https://cong.mau/tt" in page) is there
    if here:
        assert file(province).is_new
    else:
        with pytest.raises(NotOffered, match="Cổng Dịch vụ công quốc gia"):
            file(province)
        with pytest.raises(NotOffered, match="Cổng Dịch vụ công quốc gia"):
            begin(
                procedure_code=MARITAL, applicant=province.applicant, receiving_agency_id=province.receiving_id,
                actor=province.citizen,
            )  # fmt: skip
        assert not Dossier.objects.exists()
    assert application(province).is_from_national is False
    hand_over(filing())
    work()
    dossier = Dossier.objects.latest("submitted_at")
    assert "Đã nộp, chờ tiếp nhận" in signed_in(province.citizen).get(f"/ho-so/{dossier.id}/").content.decode()
