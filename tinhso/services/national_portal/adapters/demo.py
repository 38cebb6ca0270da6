"""A portal that plays along: it knows our own codes, keeps of a dossier only coded facts in a file of this machine, and can fail.

Names, contacts and papers that a message carries are not kept: a demo's file is no place for them.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar

import yaml
from django.conf import settings

from tinhso.engines.procedures import api as procedures
from tinhso.engines.procedures.types import Procedure
from tinhso.foundation.identity import api as identity
from tinhso.services.national_portal.errors import NotReached, Refused
from tinhso.services.national_portal.types import Reply

_KEPT = ("MaHoSo", "MaTTHC", "MaLinhVuc", "TrangThaiHoSo", "NgayTiepNhan", "NgayHenTra", "NgayKetThucXuLy", "NgayTra")
# It is written anew for each message: a load of thousands of dossiers must not make it slow.
_MOST = 500
_LINE = ("ThoiDiemXuLy", "TrangThai", "NoiDungXuLy")


class DemoPortal:
    """`fails`: how many of the next calls find nobody."""

    fails: ClassVar[int] = 0

    def call(self, service: str, body: Mapping[str, Any] | None = None) -> Reply:
        kind = type(self)
        if kind.fails:
            kind.fails -= 1
            raise NotReached("Cổng giả lập không trả lời.")
        services: Mapping[str, Callable[[Mapping[str, Any]], list[dict[str, Any]]]] = {
            "LayDanhSachTTHC": self._procedures,
            "LayDanhMucLinhVuc": self._fields,
            "LayDanhMucCoQuan": self._agencies,
            "TraCuuHoSo": self._look_up,
            "DongBoHoSoMC": self._put_dossiers,
            "CapNhatTienDoHoSoMC": self._put_progress,
            "LayDanhSachHoiDapGuiTuDVCQG": self._questions,
        }
        handler = services.get(service)
        return Reply(rows=tuple(handler(body or {}))) if handler else Reply()

    def _procedures(self, body: Mapping[str, Any]) -> list[dict[str, Any]]:
        hidden = self._script().get("unlisted", ())
        return [{"MATTHC": one.code, "TENTTHC": one.title} for one in _operational() if one.code not in hidden]

    def _fields(self, body: Mapping[str, Any]) -> list[dict[str, Any]]:
        fields = {one.field_code: one.field_title for one in _operational()}
        return [{"MALINHVUC": code, "TENLINHVUC": title} for code, title in fields.items()]

    def _agencies(self, body: Mapping[str, Any]) -> list[dict[str, Any]]:
        return [{"MADONVI": one.code, "TENDONVI": one.name} for one in identity.list_agencies()]

    def _look_up(self, body: Mapping[str, Any]) -> list[dict[str, Any]]:
        known = self._read().get(str(body.get("mahoso")))
        return [known] if known else []

    def _put_dossiers(self, body: Mapping[str, Any]) -> list[dict[str, Any]]:
        kept = self._read()
        for one in body["data"]:
            if one["MaTTHC"] in self._script().get("refuses", ()):
                raise Refused("-3", f"thủ tục {one['MaTTHC']} chưa mở trên Cổng giả lập")
            lines = kept.get(one["MaHoSo"], {}).get("DanhSachTienDo", [])
            kept[one["MaHoSo"]] = {key: one[key] for key in _KEPT if key in one} | {"DanhSachTienDo": lines}
        return self._write(kept)

    def _put_progress(self, body: Mapping[str, Any]) -> list[dict[str, Any]]:
        kept = self._read()
        for one in body["data"]:
            if one["MaHoSo"] in kept:
                kept[one["MaHoSo"]]["DanhSachTienDo"].append({key: one.get(key, "") for key in _LINE})
        return self._write(kept)

    def _questions(self, body: Mapping[str, Any]) -> list[dict[str, Any]]:
        return [{key: str(value) for key, value in one.items()} for one in self._script().get("questions", [])]

    def _script(self) -> Mapping[str, Any]:
        """What the sample province's portal does not know, what it refuses, what people asked there."""
        path = settings.DEFINITIONS_DIR / "demo" / "national_portal.yaml"
        script: Mapping[str, Any] = yaml.safe_load(path.read_text("utf-8")) if path.is_file() else {}
        return script

    @property
    def file(self) -> Path:
        return Path(settings.VAR_DIR) / "demo" / "national_portal.json"

    def _read(self) -> dict[str, dict[str, Any]]:
        known: dict[str, dict[str, Any]] = json.loads(self.file.read_text("utf-8")) if self.file.is_file() else {}
        return known

    def _write(self, kept: Mapping[str, Any]) -> list[dict[str, Any]]:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        staged = self.file.with_suffix(".new")
        latest = dict(list(kept.items())[-_MOST:])
        staged.write_text(json.dumps(latest, ensure_ascii=False), "utf-8")
        staged.replace(self.file)
        return []

    def check_config(self) -> list[str]:
        return []


def _operational() -> list[Procedure]:
    return [one for one in procedures.read_procedures() if one.is_operational]
