"""Social insurance: a number by name, birth and sex, a household by number; births written yyyymmdd, sexes 1, 2, 3."""

import json
import re
from collections.abc import Mapping
from typing import Any

from tinhso.engines.connectors.simulators.people import known
from tinhso.engines.connectors.types import Shelf
from tinhso.kernel.text import fold

_SEX = {"male": "1", "female": "2"}


class SocialInsurance:
    """Knows everybody of the sample whose row has an insurance number."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def handle(self, method: str, path: str, query: Mapping[str, str], body: bytes) -> tuple[int, Mapping[str, Any]]:
        asked = json.loads(body or b"{}")
        match method, path:
            case "POST", "/getMaSoBhxhTheoTieuChi":
                return 200, self._number(asked)
            case "POST", "/getTraCuuTtHgdByMaSoBhxh":
                return 200, self._member(str(asked.get("maSoBhxh", "")))
            case "GET", "/kiemTra":
                return 200, {"code": "OK"}
        return 404, {"code": "NOT_FOUND", "message": "Không có dịch vụ"}

    def _number(self, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        born = str(asked.get("ngaySinh", ""))
        if not re.fullmatch(r"\d{8}", born) or asked.get("loaiNgaySinh") not in ("0", "1", "2"):
            return {"code": "INVALID", "message": "ngaySinh phải là yyyymmdd"}
        for row in known("population", "personal_number").values():
            is_same = fold(str(row.get("full_name", ""))) == fold(str(asked.get("hoTen", "")))
            is_same &= str(row.get("born_on", "")).replace("-", "") == born
            is_same &= asked.get("gioiTinh") in (_SEX.get(str(row.get("sex", "")), "3"), "3")
            if is_same and row.get("insurance_number"):
                return {"code": "OK", "thanhVien": {"maSoBhxh": row["insurance_number"]}}
        return {"code": "NO_DATA", "message": "Không tìm thấy"}

    def _member(self, number: str) -> Mapping[str, Any]:
        if not re.fullmatch(r"\d{10}", number):
            return {"code": "INVALID", "message": "maSoBhxh phải có 10 chữ số"}
        for row in known("population", "personal_number").values():
            if str(row.get("insurance_number", "")) == number:
                member = {"hoTen": row.get("full_name", ""), "maSoBhxh": number, "trangThai": "dang_tham_gia"}
                return {"code": "OK", "thanhVien": member}
        return {"code": "NO_DATA", "message": "Không tìm thấy"}
