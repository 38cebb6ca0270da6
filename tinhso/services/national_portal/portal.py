"""The services of the first generation by what they are for; whichever adapter carries them."""

from collections.abc import Mapping, Sequence
from typing import Any

from tinhso.services.national_portal.adapters.portals import portal
from tinhso.services.national_portal.types import CatalogueKind

# Service, and the names under which its rows carry code and title (facts: LayThuTuc, catalogues; others by likeness).
CATALOGUES: Mapping[CatalogueKind, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    CatalogueKind.PROCEDURES: ("LayDanhSachTTHC", ("MATTHC",), ("TENTTHC",)),
    CatalogueKind.AGENCIES: ("LayDanhMucCoQuan", ("MADONVI", "MACOQUAN"), ("TENDONVI", "TENCOQUAN")),
    CatalogueKind.FIELDS: ("LayDanhMucLinhVuc", ("MALINHVUC",), ("TENLINHVUC",)),
    CatalogueKind.LEVELS: ("LayDanhMucCapThucHien", ("MACAPTHUCHIEN",), ("TENCAPTHUCHIEN",)),
    CatalogueKind.LEGAL_BASES: ("LayDanhMucCanCuPhapLy", ("SOVANBAN",), ("TENVANBAN",)),
    CatalogueKind.FEES: ("LayDanhMucLePhi", ("MAPHILEPHI",), ("TENPHILEPHI",)),
    CatalogueKind.SUBJECTS: ("LayDanhMucDoiTuong", ("MADOITUONG",), ("TENDOITUONG",)),
    CatalogueKind.SEXES: ("LayDanhMucGioiTinh", ("MA",), ("TEN",)),
    CatalogueKind.PROVINCES: ("LayDanhMucTinhThanh", ("MA",), ("TEN",)),
    CatalogueKind.DISTRICTS: ("LayDanhMucQuanHuyen", ("MA",), ("TEN",)),
    CatalogueKind.COMMUNES: ("LayDanhMucPhuongXa", ("MA",), ("TEN",)),
    CatalogueKind.COUNTRIES: ("LayDanhMucQuocGia", ("MA",), ("TEN",)),
    CatalogueKind.ETHNICITIES: ("LayDanhMucDanToc", ("MA",), ("TEN",)),
    CatalogueKind.RELIGIONS: ("LayDanhMucTonGiao", ("MA",), ("TEN",)),
    CatalogueKind.MARITAL_STATES: ("LayDanhMucTinhTrangHonNhan", ("MA",), ("TEN",)),
}
Rows = tuple[Mapping[str, Any], ...]


def list_catalogue(kind: CatalogueKind) -> Rows:
    """One of the portal's lists. Raises NotReached, Uncertain, Disagrees, Refused, as every function here does."""
    return portal.get().call(CATALOGUES[kind][0]).rows


def procedure_record(code: str) -> Mapping[str, Any] | None:
    """`LayThuTuc`: the whole national record of a procedure, None for a code the portal does not know."""
    rows = portal.get().call("LayThuTuc", {"maTTHC": code}).rows
    return rows[0] if rows else None


def announcing_decisions() -> Rows:
    """`LayQDCB`: the decisions that announce procedures."""
    return portal.get().call("LayQDCB").rows


def look_up(code: str) -> Mapping[str, Any] | None:
    """`TraCuuHoSo`: a dossier as the portal knows it, None when it knows none."""
    rows = portal.get().call("TraCuuHoSo", {"mahoso": code}).rows
    return rows[0] if rows else None


def technical_id(provider: str, number: str) -> str:
    """`TraCuuTechID`: the portal's own key of a person or business; "" when it has none."""
    rows = portal.get().call("TraCuuTechID", {"provider": provider, "mstorcmnd": number}).rows
    return str(rows[0].get("TECHNICALID", "")) if rows else ""


def put_dossier(data: Mapping[str, Any], *, is_update: bool) -> None:
    """`DongBoHoSoMC`: the whole dossier as it is now."""
    portal.get().call("DongBoHoSoMC", {"isUpdating": "True" if is_update else "False", "data": [data]})


def put_progress(lines: Sequence[Mapping[str, Any]]) -> None:
    """`CapNhatTienDoHoSoMC`: steps of a dossier's way."""
    portal.get().call("CapNhatTienDoHoSoMC", {"data": list(lines)})


def put_ratings(rows: Sequence[Mapping[str, Any]]) -> None:
    """`DongBoDanhGia`."""
    portal.get().call("DongBoDanhGia", {"data": list(rows)})


def put_faq(rows: Sequence[Mapping[str, Any]]) -> None:
    """`DongBoHoiDap`: questions and answers of the province's own."""
    portal.get().call("DongBoHoiDap", {"data": list(rows)})


def questions() -> Rows:
    """`LayDanhSachHoiDapGuiTuDVCQG`: what people asked there of this agency."""
    return portal.get().call("LayDanhSachHoiDapGuiTuDVCQG").rows


def agency_questions() -> Rows:
    """`LayDanhSachHoiDapBoCoQuan`: questions and answers that ministries and agencies published there."""
    return portal.get().call("LayDanhSachHoiDapBoCoQuan").rows


def put_answers(rows: Sequence[Mapping[str, Any]]) -> None:
    """`DongBoKetQuaHoiDapGuiTuDVCQG`: our answers to those questions."""
    portal.get().call("DongBoKetQuaHoiDapGuiTuDVCQG", {"data": list(rows)})
