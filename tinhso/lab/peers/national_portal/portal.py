"""What the portal does when it is well: sessions, lists, dossiers, ratings, questions. State lives in memory.

Codes besides 0 and 00 are this simulator's own: the portal's list of them has not been read.
"""

import copy
import itertools
import re
import secrets
from collections.abc import Callable, Mapping
from threading import RLock
from typing import Any

NO_SESSION, MISSING, WRONG, BUSY, STALE = "-2", "-4", "-3", "-9", "-5"
_INSTANT = re.compile(r"\d{14}")
# Not marked optional in the field's description.
_REQUIRED = (
    "MaHoSo", "MaTTHC", "TenTTHC", "MaLinhVuc", "TenLinhVuc", "LoaiDoiTuong", "NgayTiepNhan", "TrangThaiHoSo", "DonViXuLy",
)  # fmt: skip
_INSTANTS = ("NgayTiepNhan", "NgayHenTra", "NgayTra", "NgayKetThucXuLy")
_STATES = {str(number) for number in range(1, 11)}
LISTS = {
    "LayDanhSachTTHC": "procedures", "LayQDCB": "decisions", "LayDanhMucCoQuan": "agencies", "LayDanhMucLinhVuc": "fields",
    "LayDanhMucCapThucHien": "levels", "LayDanhMucCanCuPhapLy": "legal_bases", "LayDanhMucLePhi": "fees",
    "LayDanhMucDoiTuong": "subjects", "LayDanhMucGioiTinh": "sexes", "LayDanhMucTinhThanh": "provinces",
    "LayDanhMucQuanHuyen": "districts", "LayDanhMucPhuongXa": "communes", "LayDanhMucQuocGia": "countries",
    "LayDanhMucDanToc": "ethnicities", "LayDanhMucTonGiao": "religions", "LayDanhMucTinhTrangHonNhan": "marital_states",
    "LayDanhSachHoiDapGuiTuDVCQG": "questions", "LayDanhSachHoiDapBoCoQuan": "agency_questions",
}  # fmt: skip
Answer = dict[str, Any]


class Portal:
    """One portal. `lists`: its catalogues by name; `dossiers` by code, each with `DanhSachTienDo`; `log`: calls carried out."""

    def __init__(self, *, user: str, password: str, agency: str = "") -> None:
        self.user, self.password, self.agency = user, password, agency
        self.lists: dict[str, list[dict[str, Any]]] = {name: [] for name in LISTS.values()}
        self.records: dict[str, dict[str, Any]] = {}
        self.dossiers: dict[str, dict[str, Any]] = {}
        self.ratings: list[dict[str, Any]] = []
        self.faq: list[dict[str, Any]] = []
        self.answers: dict[str, dict[str, Any]] = {}
        self.people: dict[tuple[str, str], str] = {}
        self.log: list[tuple[str, str]] = []
        self.sessions: set[str] = set()
        self._lock = RLock()
        self._numbers = itertools.count(1)
        self._writes: dict[str, Callable[[Mapping[str, Any]], Answer]] = {
            "DongBoHoSoMC": self._put_dossiers,
            "CapNhatTienDoHoSoMC": self._put_progress,
            "DongBoDanhGia": lambda body: self._keep(self.ratings, body),
            "DongBoHoiDap": lambda body: self._keep(self.faq, body),
            "DongBoKetQuaHoiDapGuiTuDVCQG": self._put_answers,
        }
        self._reads: dict[str, Callable[[Mapping[str, Any]], Answer]] = {
            "LayThuTuc": lambda body: _one(self.records.get(str(body.get("maTTHC")))),
            "TraCuuHoSo": lambda body: _one(self.dossiers.get(str(body.get("mahoso")))),
            "TraCuuTechID": self._technical_id,
        }

    def sign_in(self, body: Mapping[str, Any]) -> Answer:
        if (body.get("username"), body.get("password")) != (self.user, self.password):
            return _no("-1", "Sai tài khoản hoặc mật khẩu")
        session = secrets.token_hex(16)
        self.sessions.add(session)
        return {"session": session, "error_code": 0, "message": ""}

    def expire(self) -> None:
        """Every session is over."""
        self.sessions.clear()

    def serve(self, body: Mapping[str, Any]) -> Answer:
        """One call of the one address."""
        service = str(body.get("service", ""))
        if body.get("session") not in self.sessions:
            return _no(NO_SESSION, "Phiên làm việc hết hạn")
        if self.agency and body.get("madonvi") != self.agency:
            return _no(WRONG, "madonvi không đúng")
        with self._lock:
            if service in LISTS:
                rows = self.lists[LISTS[service]]
                return {"error_code": "00", "message": "", "tongso": len(rows), "result": copy.deepcopy(rows)}
            handler = self._writes.get(service) or self._reads.get(service)
            if handler is None:
                return _no(WRONG, f"Không có dịch vụ {service}")
            answer = handler(body)
        self.log.append((service, str(answer["error_code"])))
        return answer

    def _put_dossiers(self, body: Mapping[str, Any]) -> Answer:
        updating, rows = body.get("isUpdating"), body.get("data")
        if updating not in ("True", "False") or not isinstance(rows, list) or not rows:
            return _no(WRONG, "Thiếu isUpdating hoặc data")
        for row in rows:
            wrong = _wrong_dossier(row)
            if wrong:
                return _no(WRONG, wrong)
            known = row["MaHoSo"] in self.dossiers
            if known is not (updating == "True"):
                return _no(WRONG, "Hồ sơ đã có" if known else "Hồ sơ chưa có")
            if row["MaTTHC"] not in {one.get("MATTHC") for one in self.lists["procedures"]}:
                return _no(WRONG, f"Không có thủ tục {row['MaTTHC']}")
        for row in rows:
            before = self.dossiers.get(row["MaHoSo"], {})
            self.dossiers[row["MaHoSo"]] = {**copy.deepcopy(row), "DanhSachTienDo": before.get("DanhSachTienDo", [])}
        return _yes()

    def _put_progress(self, body: Mapping[str, Any]) -> Answer:
        rows = body.get("data")
        if not isinstance(rows, list) or not rows:
            return _no(WRONG, "Thiếu data")
        for row in rows:
            known = self.dossiers.get(row.get("MaHoSo"))
            if known is None:
                return _no(MISSING, "Hồ sơ chưa có")
            if not _INSTANT.fullmatch(str(row.get("ThoiDiemXuLy"))) or row.get("TrangThai") not in _STATES:
                return _no(WRONG, "ThoiDiemXuLy hoặc TrangThai không đúng")
            last = known["DanhSachTienDo"][-1]["ThoiDiemXuLy"] if known["DanhSachTienDo"] else ""
            if row["ThoiDiemXuLy"] < last:
                return _no(STALE, "Bước này cũ hơn bước đã nhận")
        for row in rows:
            self.dossiers[row["MaHoSo"]]["DanhSachTienDo"].append(copy.deepcopy(row))
        return _yes()

    def _put_answers(self, body: Mapping[str, Any]) -> Answer:
        known = {str(one.get("HoiDapId")) for one in self.lists["questions"]}
        for row in body.get("data") or ():
            if str(row.get("HoiDapId")) not in known or not row.get("NoiDungTraLoi"):
                return _no(MISSING, "Không có câu hỏi này")
            self.answers[str(row["HoiDapId"])] = dict(row)
        return _yes()

    def _keep(self, into: list[dict[str, Any]], body: Mapping[str, Any]) -> Answer:
        rows = body.get("data")
        if not isinstance(rows, list) or not rows:
            return _no(WRONG, "Thiếu data")
        into.extend(copy.deepcopy(rows))
        return _yes()

    def _technical_id(self, body: Mapping[str, Any]) -> Answer:
        found = self.people.get((str(body.get("provider")), str(body.get("mstorcmnd"))))
        return _one({"TECHNICALID": found} if found else None)


def _wrong_dossier(row: Mapping[str, Any]) -> str:
    missing = [name for name in _REQUIRED if not row.get(name)]
    if missing:
        return "Thiếu " + ", ".join(missing)
    if row["LoaiDoiTuong"] not in ("1", "2"):
        return "LoaiDoiTuong không đúng"
    if row["TrangThaiHoSo"] not in _STATES:
        return "TrangThaiHoSo không đúng"
    bad = [name for name in _INSTANTS if row.get(name) and not _INSTANT.fullmatch(str(row[name]))]
    return f"{bad[0]} không đúng dạng yyyyMMddHHmmss" if bad else ""


def _one(row: Mapping[str, Any] | None) -> Answer:
    if row is None:
        return _no(MISSING, "Không tìm thấy")
    return {"error_code": 0, "message": "", "result": [copy.deepcopy(dict(row))]}


def _yes() -> Answer:
    return {"error_code": "00", "message": "Thành công", "result": []}


def _no(code: str, words: str) -> Answer:
    return {"error_code": code, "message": words, "result": []}
