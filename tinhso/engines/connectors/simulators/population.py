"""The national population database over the axis: request fields as its specification names them, all three must match."""

import json
import re
from collections.abc import Mapping
from typing import Any

from tinhso.engines.connectors.simulators.people import known
from tinhso.engines.connectors.types import Shelf
from tinhso.kernel.text import fold

_LENGTHS = {"MaYeuCau": 40, "MaDVC": 20, "MaTichHop": 20, "MaDonVi": 35, "MaCanBo": 20}


class Population:
    """Refuses whoever does not say who asks, for which service and in which request."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def handle(self, method: str, path: str, query: Mapping[str, str], body: bytes) -> tuple[int, Mapping[str, Any]]:
        if method == "GET" and path == "/kiemTra":
            return 200, {"MaKetQua": "00"}
        if (method, path) != ("POST", "/traCuuThongTinCongDan"):
            return 404, {"MaKetQua": "404", "MoTa": "Không có dịch vụ"}
        asked = json.loads(body or b"{}")
        for name, longest in _LENGTHS.items():
            if not asked.get(name) or len(str(asked[name])) > longest:
                return 200, {"MaKetQua": "03", "MoTa": f"{name} không hợp lệ"}
        number = str(asked.get("SoDinhDanh", ""))
        if not re.fullmatch(r"\d{12}", number):
            return 200, {"MaKetQua": "03", "MoTa": "SoDinhDanh không hợp lệ"}
        row = known("population", "personal_number").get(number)
        if row is None or not _matches(row, asked):
            return 200, {"MaKetQua": "01", "MoTa": "Không tìm thấy"}
        return 200, {"MaKetQua": "00", "MaYeuCau": asked["MaYeuCau"], "CongDan": _card(row)}


def _matches(row: Mapping[str, Any], asked: Mapping[str, Any]) -> bool:
    """Name and birth together with the number."""
    same_name = fold(str(row.get("full_name", ""))) == fold(str(asked.get("HoVaTen", "")))
    born = str(asked.get("NgayThangNamSinh", ""))
    return same_name and bool(born) and str(row.get("born_on", "")).startswith(born)


def _card(row: Mapping[str, Any]) -> Mapping[str, Any]:
    spouse = known("population", "personal_number").get(str(row.get("spouse", "")), {})
    return {
        "SoDinhDanh": row["personal_number"],
        "HoVaTen": row.get("full_name", ""),
        "NgayThangNamSinh": str(row.get("born_on", "")),
        "GioiTinh": row.get("sex", ""),
        "DanToc": row.get("ethnicity", ""),
        "QuocTich": row.get("nationality", ""),
        "QueQuan": row.get("hometown", ""),
        "VoChong": {"HoVaTen": spouse.get("full_name", ""), "SoDinhDanh": spouse.get("personal_number", "")},
        "TrangThai": row.get("state", "1"),
    }
