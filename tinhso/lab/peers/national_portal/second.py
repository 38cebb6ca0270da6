"""The portal's second generation when it is well, as far as it is known: a token, codes, files, dossiers, steps, states.

Its addresses, what it answers beside `IdTepTin` and `HashTepTin`, and that it refuses a dossier it has are this simulator's own:
the portal's guide has not been read. Whatever stands in `_REQUIRED` is what a ministry's software always sent.
"""

import hashlib
import itertools
import re
import secrets
from collections.abc import Callable, Mapping
from threading import RLock
from typing import Any

TOKEN, NEXT_CODE, FILE, DOSSIER, PROGRESS, STATE = (
    "/token", "/MaHoSoTiepTheo", "/TepTin", "/NoiHoSo", "/CapNhatTienTrinh", "/CapNhatTrangThai",
)  # fmt: skip
_REQUIRED = ("MaHoSo", "MaTTHC", "LoaiDoiTuong", "MaDonViTiepNhan", "NgayNop")
_KINDS, _STATES = {"0", "1", "2"}, {str(number) for number in range(1, 11)}
_INSTANT = re.compile(r"\d{14}")
_FILE = re.compile(rb'filename="[^"]*"\r\nContent-Type: [^\r]+\r\n\r\n(.*)\r\n--[0-9a-f]+--\r\n\Z', re.DOTALL)
Answer = tuple[int, dict[str, Any]]


class SecondPortal:
    """One portal. `dossiers` by code, each with `TienTrinh` and `TrangThai`; `files` by id; `log`: steps carried out."""

    def __init__(self, *, client: str, secret: str, agency: str = "H99") -> None:
        self.client, self.secret, self.agency = client, secret, agency
        self.dossiers: dict[str, dict[str, Any]] = {}
        self.files: dict[str, bytes] = {}
        self.tokens: set[str] = set()
        self.log: list[tuple[str, int]] = []
        self._numbers, self._lock = itertools.count(1), RLock()
        self._steps: dict[str, Callable[[Mapping[str, Any]], Answer]] = {
            NEXT_CODE: self._next_code, DOSSIER: self._create, PROGRESS: self._progress, STATE: self._state,
        }  # fmt: skip

    def sign_in(self, body: Mapping[str, Any]) -> Answer:
        if (body.get("client_id"), body.get("client_secret")) != (self.client, self.secret):
            return 401, {"message": "Sai client_id hoặc client_secret"}
        token = secrets.token_hex(16)
        self.tokens.add(token)
        return 200, {"access_token": token}

    def serve(self, path: str, token: str, body: Mapping[str, Any]) -> Answer:
        """One step that is said in JSON."""
        if token not in self.tokens:
            return 401, {"message": "Thẻ hết hạn"}
        step = self._steps.get(path)
        if step is None:
            return 404, {"message": f"Không có {path}"}
        with self._lock:
            status, answer = step(body)
            self.log.append((path, status))
        return status, answer

    def keep(self, token: str, body: bytes) -> Answer:
        """A file, sent as a part of a form."""
        if token not in self.tokens:
            return 401, {"message": "Thẻ hết hạn"}
        found = _FILE.search(body)
        if found is None:
            return 400, {"message": "Thiếu tệp"}
        with self._lock:
            file_id = f"TEP-{next(self._numbers)}"
            self.files[file_id] = found.group(1)
            self.log.append((FILE, 200))
        return 200, {"IdTepTin": file_id, "HashTepTin": hashlib.sha256(found.group(1)).hexdigest()}

    def _next_code(self, body: Mapping[str, Any]) -> Answer:
        return 200, {"MaHoSo": f"{self.agency}.01-20261130-{next(self._numbers):07d}"}

    def _create(self, body: Mapping[str, Any]) -> Answer:
        wrong = self._wrong(body)
        if wrong:
            return 400, {"message": wrong}
        self.dossiers[body["MaHoSo"]] = {**body, "TienTrinh": [], "TrangThai": ""}
        return 200, {}

    def _wrong(self, body: Mapping[str, Any]) -> str:
        missing = [name for name in _REQUIRED if not body.get(name)]
        if missing:
            return "Thiếu " + ", ".join(missing)
        if body["MaHoSo"] in self.dossiers:
            return "Hồ sơ đã có"
        if body["LoaiDoiTuong"] not in _KINDS:
            return "LoaiDoiTuong không đúng"
        if any(body.get(name) and not _INSTANT.fullmatch(str(body[name])) for name in ("NgayNop", "NgayTiepNhan")):
            return "NgayNop hoặc NgayTiepNhan không đúng dạng"
        papers = [paper for part in body.get("ThanhPhanHoSo", ()) for paper in part.get("GiayToDinhKem", ())]
        for paper in papers:
            content = self.files.get(str(paper.get("IdGiayTo")))
            if content is None or hashlib.sha256(content).hexdigest() != paper.get("HashTepTin"):
                return "Tệp chưa tải lên hoặc sai mã băm"
        return ""

    def _progress(self, body: Mapping[str, Any]) -> Answer:
        known = self.dossiers.get(str(body.get("MaHoSo")))
        if known is None:
            return 404, {"message": "Hồ sơ chưa có"}
        if not body.get("NoiDungXuLy") or not _INSTANT.fullmatch(str(body.get("ThoiDiemXuLy"))):
            return 400, {"message": "Thiếu NoiDungXuLy hoặc ThoiDiemXuLy"}
        known["TienTrinh"].append(dict(body))
        return 200, {}

    def _state(self, body: Mapping[str, Any]) -> Answer:
        known = self.dossiers.get(str(body.get("MaHoSo")))
        if known is None:
            return 404, {"message": "Hồ sơ chưa có"}
        if body.get("TrangThai") not in _STATES:
            return 400, {"message": "TrangThai không đúng"}
        known["TrangThai"] = body["TrangThai"]
        return 200, {}
