"""The shared civil-status software: services and codes as the axis publishes them; the envelope's names are guessed."""

import html
import json
import re
from collections.abc import Mapping
from typing import Any

from tinhso.engines.connectors.types import Shelf

_MODULES = frozenset({"KS", "KH", "KT", "XNTTHN"})
_ELEMENT = re.compile(r"<([A-Za-z][A-Za-z0-9]*)>([^<>]*)</\1>")
_RECORD = re.compile(r"^<hoTich>(?:<([A-Za-z][A-Za-z0-9]*)>[^<>]*</\1>)+</hoTich>$")
_MUST: Mapping[str, tuple[str, ...]] = {
    "KS": ("nksHoTen", "nksNgaySinh", "nksGioiTinh"),
    "KH": ("chongHoTen", "chongSoDinhDanh", "voHoTen", "voSoDinhDanh"),
}


class CivilStatus:
    """Takes a record by our code, once; each question about it lets its officer get a step further: 1 → 3 → 4."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def handle(self, method: str, path: str, query: Mapping[str, str], body: bytes) -> tuple[int, Mapping[str, Any]]:
        asked = json.loads(body or b"{}")
        services = {
            "/dangKyHoTich": self._register,
            "/traTrangThaiHoSo": self._status,
            "/ketQuaDangKyHS": self._result,
            "/danhMuc": self._catalogue,
        }
        if method != "POST" or path not in services:
            return 404, {"errorCode": "404", "message": "Không có dịch vụ"}
        if not asked.get("maDonVi"):
            return 200, _no("106", "AGENCY_ID_INCORRECT")
        return 200, services[path](asked)

    def _register(self, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        code, module, data = str(asked.get("maHoSo", "")), asked.get("module"), str(asked.get("data", ""))
        if module not in _MODULES or not code or not re.fullmatch(r"\d{14}", str(asked.get("ngayTiepNhan", ""))):
            return _no("302", "DATA_TYPE_INVALID")
        if not _RECORD.match(data):
            return _no("500", "DATA_INCORRECT")
        given = {name: html.unescape(value) for name, value in _ELEMENT.findall(data)}
        if not all(given.get(name) for name in _MUST.get(module, ())):
            return _no("200", "RECORD_UNCOMPLETE")
        kept = self._shelf.read()
        if code in kept:
            return _no("202", "RECORD_EXISTED", {"maHoSoHoTich": kept[code]["reference"]})
        reference = f"HT.{len(kept) + 1:06d}"
        self._shelf.write({**kept, code: {"reference": reference, "status": "1", "module": module}})
        return _yes({"maHoSoHoTich": reference})

    def _catalogue(self, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        return _yes({"items": sorted(_MODULES)})

    def _status(self, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        kept = self._shelf.read()
        code = str(asked.get("maHoSo", ""))
        if code not in kept:
            return _no("201", "RECORD_NOT_FOUND")
        found = kept[code]
        answer = _yes({"maHoSoHoTich": found["reference"], "trangThai": int(found["status"])})
        further = {"1": "3", "3": "4"}.get(found["status"], found["status"])
        self._shelf.write({**kept, code: {**found, "status": further}})
        return answer

    def _result(self, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        found = self._shelf.read().get(str(asked.get("maHoSo", "")))
        if found is None or found["status"] != "4":
            return _no("201", "RECORD_NOT_FOUND")
        number = int(found["reference"].rpartition(".")[2])
        return _yes({"soDangKy": f"{number}", "quyenSo": "01", "ngayDangKy": "30/11/2026"})


def _yes(value: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"errorCode": 0, "message": "", "value": value}


def _no(code: str, message: str, value: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
    return {"errorCode": code, "message": message, "value": value or {}}
