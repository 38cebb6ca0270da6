"""The register of vehicles: one vehicle by its plate, told only to who names agency and officer; its names are guessed."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from tinhso.engines.connectors.simulators.people import known
from tinhso.engines.connectors.types import Shelf

_PLATE = re.compile(r"\d{2}[A-Z]{1,2}-\d{3}\.\d{2}")


class VehicleRegistration:
    """Knows the vehicles of the sample."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def handle(self, method: str, path: str, query: Mapping[str, str], body: bytes) -> tuple[int, Mapping[str, Any]]:
        if (method, path) == ("GET", "/tinh-trang"):
            return 200, _said("0", "")
        if method != "GET" or not path.startswith("/xe/"):
            return 404, _said("404", "Không có dịch vụ")
        if not query.get("maDonVi") or not query.get("maCanBo"):
            return 200, _said("3", "Thiếu đơn vị hoặc cán bộ tra cứu")
        plate = unquote(path.removeprefix("/xe/"))
        if not _PLATE.fullmatch(plate):
            return 200, _said("2", "Biển số không đúng dạng")
        row = known("vehicles", "plate").get(plate)
        if row is None:
            return 200, _said("1", "Không có xe này")
        return 200, {
            **_said("0", ""),
            "xe": {
                "bienSo": plate,
                "chuXe": row["owner"],
                "loaiXe": row["kind"],
                "dangKiem": {"hetHan": row["inspected_until"]},
                "trangThai": "dang_luu_hanh",
            },
        }


def _said(code: str, words: str) -> Mapping[str, Any]:
    return {"ketQua": {"ma": code, "moTa": words}}
