"""The judicial records system: DEC_STATUS_ID 3 received, 4 working, 5 issued; dates DD/MM/YYYY; other names are guessed."""

import json
import re
from collections.abc import Mapping
from typing import Any

from tinhso.engines.connectors.types import Shelf

_DATE = re.compile(r"\d{2}/\d{2}/\d{4}")


class JudicialRecords:
    """Takes a declaration once; it works for a while and then issues the slip."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def handle(self, method: str, path: str, query: Mapping[str, str], body: bytes) -> tuple[int, Mapping[str, Any]]:
        asked = json.loads(body or b"{}")
        match method, path:
            case "POST", "/nhanHoSoDangKy":
                return 200, self._declare(asked)
            case "POST", "/traTrangThaiHs":
                return 200, self._status(asked)
            case "POST", "/traDanhMuc":
                return 200, {"status": 1, "description": "", "items": [{"id": 1, "name": "Phiếu số 1"}]}
        return 404, {"status": -404, "description": "Không có dịch vụ"}

    def _declare(self, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        declaration = asked.get("declarationForm")
        code = str(asked.get("codeProfile", ""))
        if not code or not isinstance(declaration, dict):
            return {"status": -1, "description": "Thiếu dữ liệu"}
        if not declaration.get("fullName") or not _DATE.fullmatch(str(declaration.get("birthDateStr", ""))):
            return {"status": -2, "description": "Sai dữ liệu người yêu cầu"}
        kept = self._shelf.read()
        if code in kept:
            return {"status": -3, "description": "Trùng mã hồ sơ", "declareId": kept[code]["reference"]}
        reference = str(700000 + len(kept))
        self._shelf.write({**kept, code: {"reference": reference, "status": "3"}})
        return {"status": 1, "description": "", "declareId": reference}

    def _status(self, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        kept = self._shelf.read()
        code = str(asked.get("codeProfile", ""))
        if code not in kept:
            return {"status": 0, "description": "Không có hồ sơ"}
        found = kept[code]
        further = {"3": "4", "4": "5"}.get(found["status"], found["status"])
        self._shelf.write({**kept, code: {**found, "status": further}})
        number = f"LLTP-{found['reference']}" if found["status"] == "5" else ""
        return {
            "status": 1, "description": "", "declareId": found["reference"], "DEC_STATUS_ID": int(found["status"]),
            "slipNo": number,
        }  # fmt: skip
