"""A dossier in the field names of the second generation (`NoiHoSo`, seen in a ministry's software of 2026).

Codes differ from the first generation: a citizen is 0 and an enterprise 1. What only the portal knows (`MaDichVuCong`, the
parts of an address) and what stays here (numbers of people) is left out, never invented.
"""

from collections.abc import Mapping
from typing import Any

from tinhso.services.national_portal.second_rule import SecondRule
from tinhso.services.national_portal.types import DossierState, GivenPaper, ProgressLine, Rule

PERSON, ENTERPRISE = "0", "1"
ORIGINAL, COPY, ELECTRONIC = "0", "1", "2"
# (IdTepTin, HashTepTin) of what was uploaded, by the id of the paper here.
Uploads = Mapping[str, tuple[str, str]]


def dossier(
    state: DossierState, *, code: str, codes: Mapping[str, str], uploads: Uploads, rule: Rule, second: SecondRule
) -> dict[str, Any]:
    """The whole of `NoiHoSo`. `codes`: the portal's code of `procedure` and `agency`."""
    kind = ENTERPRISE if state.is_organisation else PERSON
    name = state.applicant_name if rule.sends_applicant else ""
    said: dict[str, Any] = {
        "MaHoSo": code,
        "MaTTHC": codes["procedure"],
        "ChuHoSo": name,
        "LoaiDoiTuong": kind,
        "MaDonViTiepNhan": codes["agency"],
        "NgayNop": second.instant(state.submitted_at),
        "NgayTiepNhan": second.instant(state.accepted_at),
        "ThanhPhanHoSo": _components(state, uploads),
        "ThongTinNguoiNop": {"LoaiDoiTuong": kind, "ThongTinChiTiet": _person(state, name, rule)},
    }
    return {key: value for key, value in said.items() if value not in ("", [])}


def _person(state: DossierState, name: str, rule: Rule) -> dict[str, str]:
    said = {
        "TenChuHs": name,
        "SoDienThoai": state.phone if rule.sends_contacts else "",
        "Email": state.email if rule.sends_contacts else "",
    }
    return {key: value for key, value in said.items() if value}


def _components(state: DossierState, uploads: Uploads) -> list[dict[str, Any]]:
    """Files by component, then what came on paper, each with how it is: original, copy, electronic."""
    groups: dict[str, list[GivenPaper]] = {}
    for one in state.papers:
        groups.setdefault(one.component, []).append(one)
    lines = [_line(code, papers[0].title, len(papers), ELECTRONIC, papers, uploads) for code, papers in groups.items()]
    for paper in state.on_paper:
        counts = ((ORIGINAL, paper.originals), (COPY, paper.copies))
        lines += [_line(paper.component, paper.title, count, how, (), uploads) for how, count in counts if count]
    return lines


def _line(
    code: str, title: str, count: int, how: str, papers: list[GivenPaper] | tuple[()], uploads: Uploads
) -> dict[str, Any]:
    attached = [
        {"IdGiayTo": uploads[str(one.id)][0], "TenGiayTo": one.title, "HashTepTin": uploads[str(one.id)][1]}
        for one in papers
        if str(one.id) in uploads
    ]
    said: dict[str, Any] = {
        "MaThanhPhanHoSo": code,
        "TenThanhPhanHoSo": title,
        "SoLuong": str(count),
        "LoaiBan": how,
        "GiayToDinhKem": attached,
    }
    return {key: value for key, value in said.items() if value != []}


def progress(code: str, line: ProgressLine, second: SecondRule) -> dict[str, str]:
    """`CapNhatTienTrinh`: its fields were not seen, so they are named as the first generation's."""
    said = {
        "MaHoSo": code,
        "NguoiXuLy": line.officer,
        "ChucDanh": line.post,
        "ThoiDiemXuLy": second.instant(line.at),
        "PhongBanXuLy": line.unit,
        "NoiDungXuLy": line.words,
        "TrangThai": second.state(line.status),
    }
    return {key: value for key, value in said.items() if value}


def standing(code: str, status: int, second: SecondRule) -> dict[str, str]:
    """`CapNhatTrangThai`."""
    return {"MaHoSo": code, "TrangThai": second.state(status)}
