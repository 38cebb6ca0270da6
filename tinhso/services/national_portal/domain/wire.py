"""The first generation's words: instants, yes and no, a dossier and a step of its way (facts of the integration axis, 2019).

Times are `yyyyMMddHHmmss` in the province's zone. Keys whose value is unknown are left out, never invented.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tinhso.kernel.clock import PROVINCE_TZ, local
from tinhso.services.national_portal.types import DossierState, ProgressLine, RatingFacts, Rule

_FORM = "%Y%m%d%H%M%S"
PERSON, ORGANISATION = "1", "2"
AT_DESK, BY_POST = "0", "1"


def instant(at: datetime | None) -> str:
    """An instant as the portal writes it; "" for none."""
    return "" if at is None else local(at).strftime(_FORM)


def read_instant(text: object) -> datetime | None:
    """The instant that the portal wrote; None for nothing or for what is no instant."""
    digits = str(text or "")
    if len(digits) != 14 or not digits.isascii() or not digits.isdigit():
        return None
    try:
        return datetime.strptime(digits, _FORM).replace(tzinfo=PROVINCE_TZ)
    except ValueError:
        return None


def dossier(state: DossierState, codes: Mapping[str, str], rule: Rule) -> dict[str, Any]:
    """`DongBoHoSoMC.data[0]`. `codes`: the portal's code of `procedure`, `field` and `agency`."""
    said: dict[str, Any] = {
        "MaHoSo": state.their_code,
        "MaTTHC": codes["procedure"],
        "TenTTHC": state.procedure_title,
        "MaLinhVuc": codes["field"],
        "TenLinhVuc": state.field_title,
        "SoBienNhan": state.code if state.foreign_code else "",
        "LoaiDoiTuong": ORGANISATION if state.is_organisation else PERSON,
        "ChuHoSo": state.applicant_name if rule.sends_applicant else "",
        "SoDienThoai": state.phone if rule.sends_contacts else "",
        "Email": state.email if rule.sends_contacts else "",
        "NgayTiepNhan": instant(state.accepted_at or state.submitted_at),
        "NgayHenTra": instant(state.due_at),
        "TrangThaiHoSo": str(state.status),
        "NgayTra": instant(state.returned_at),
        "NgayKetThucXuLy": instant(state.finished_at),
        "HinhThuc": BY_POST if state.by_post else AT_DESK,
        "DonViXuLy": state.agency_name,
        "TaiLieuNop": [
            {"TepDinhKemId": str(one.id), "TenTepDinhKem": one.title, "IsDeleted": "False", "MaThanhPhanHoSo": one.component}
            for one in state.papers
        ],
        "DanhSachTepDinhKemKhac": _on_paper(state, rule),
        # The portal's codes of a fee, of its kind and of when it is taken are its own lists: unknown, so left out.
        "DanhSachLePhi": [{"TenPhiLePhi": one.title, "Gia": str(one.amount_vnd)} for one in state.fees],
        "DanhSachHoSoBoSung": [
            {
                "HoSoBoSungId": str(one.id),
                "NoiDungBoSung": one.words,
                "NgayBoSung": instant(one.asked_at),
                "NgayTiepNhanBoSung": instant(one.answered_at),
                "TrangThaiBoSung": "1" if one.answered_at else "0",
                "NgayHenTraTruoc": instant(one.due_before),
                "NgayHenTraMoi": instant(one.due_after),
            }
            for one in state.asked
        ],
        "DanhSachGiayToKetQua": [
            {
                "TenGiayTo": one.title,
                "MaThanhPhanHoSo": one.result_code,
                "GiayToId": str(one.id),
                "DuongDanTepTinKetQua": one.address,
            }
            for one in state.results
        ],
    }  # fmt: skip
    return {key: value for key, value in said.items() if value not in ("", [])}


def _on_paper(state: DossierState, rule: Rule) -> list[dict[str, str]]:
    """Papers that the desk took in its hand, by name and number; originals and copies apart where the portal has codes for them."""
    lines: list[dict[str, str]] = []
    for one in state.on_paper:
        counts = (("original", one.originals), ("copy", one.copies))
        if not rule.paper_kinds:
            lines.append({"TenGiayTo": one.title, "SoLuong": str(one.originals + one.copies)})
            continue
        for kind, count in counts:
            named = {"TenGiayTo": one.title, "SoLuong": str(count), "LoaiGiayTo": rule.paper_kinds.get(kind, "")}
            lines += [{key: value for key, value in named.items() if value}] if count else []
    return lines


def progress(code: str, line: ProgressLine) -> dict[str, str]:
    """`CapNhatTienDoHoSoMC.data[0]`."""
    said = {
        "MaHoSo": code,
        "NguoiXuLy": line.officer,
        "ChucDanh": line.post,
        "ThoiDiemXuLy": instant(line.at),
        "PhongBanXuLy": line.unit,
        "NoiDungXuLy": line.words,
        "TrangThai": str(line.status),
    }
    return {key: value for key, value in said.items() if value}


def rating(facts: RatingFacts, rule: Rule) -> dict[str, Any]:
    """`DongBoDanhGia.data[0]`, in the field names of the rule."""
    said = {
        "dossier_code": facts.dossier_code,
        "procedure_code": facts.procedure_code,
        "level": facts.level,
        "is_satisfied": "True" if facts.is_satisfied else "False",
        "version_no": str(facts.version_no),
        "on": f"{facts.on:%Y%m%d}",
        "points": dict(facts.points),
    }
    return {rule.rating_fields[name]: value for name, value in said.items() if name in rule.rating_fields}


def knows_line(known: Mapping[str, Any], line: Mapping[str, Any]) -> bool:
    """Whether what the portal gave for a dossier already has this step: asked after a try whose end nobody saw."""
    steps = known.get("DanhSachTienDo")
    wanted = {key: str(line.get(key, "")) for key in ("ThoiDiemXuLy", "TrangThai", "NoiDungXuLy")}
    return isinstance(steps, list) and any(
        isinstance(one, dict) and {key: str(one.get(key, "")) for key in wanted} == wanted for one in steps
    )
