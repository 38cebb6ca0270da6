"""From the portal's fields to a form of ours, by the definition of one procedure; what nobody asked for is named."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tinhso.services.national_portal.types import Fitted, IntakeMap

_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\d{6})?|(\d{2})/(\d{2})/(\d{4})|(\d{4})-(\d{2})-(\d{2})")
# What the message carries about itself and not about the answers.
_OWN = frozenset({
    "MaHoSo", "MaTTHC", "MaDichVuCong", "ChuHoSo", "LoaiDoiTuong", "MaDonViTiepNhan", "NgayNop", "NgayTiepNhan", "ThanhPhanHoSo",
    "DanhSachTepDinhKemKhac",
})  # fmt: skip


def fit(payload: Mapping[str, Any], by: IntakeMap) -> Fitted:
    """The answers, and in words what did not fit. Nothing is guessed: a value of the wrong kind is a problem."""
    answers: dict[str, Any] = {}
    problems: list[str] = []
    used: set[str] = set()
    for path, value in by.constants.items():
        _put(answers, path, value)
    for path, wanted in by.fields.items():
        used.add(wanted.source)
        raw = _get(payload, wanted.source)
        if raw in (None, ""):
            continue
        value = _as(wanted.kind, raw, wanted.codes)
        if value is None:
            problems.append(f"Cổng gửi “{wanted.source}” = “{str(raw)[:80]}”, không đọc được cho mục “{path}”.")
        else:
            _put(answers, path, value)
    problems += [
        f"Cổng gửi thêm “{source}” = “{str(value)[:200]}”, tờ khai của tỉnh không có mục này."
        for source, value in _leaves(payload)
        if source not in used and source not in by.ignored and source.partition(".")[0] not in _OWN
    ]
    return Fitted(answers=answers, problems=(*problems, *_other_papers(payload)))


def _other_papers(payload: Mapping[str, Any]) -> Iterator[str]:
    """What came beside the components (`DanhSachTepDinhKemKhac`), by name and number: for the officer to look for."""
    rows = payload.get("DanhSachTepDinhKemKhac")
    for one in rows if isinstance(rows, list) else ():
        name = str(one.get("TenGiayTo") or "").strip()[:200] if isinstance(one, dict) else ""
        if name:
            kind, count = str(one.get("LoaiGiayTo") or "").strip()[:40], str(one.get("SoLuong") or "").strip()[:10]
            facts = ", ".join(
                part for part in (f"số lượng {count}" if count else "", f"loại {kind}" if kind else "") if part
            )
            yield f"Người nộp kèm giấy tờ khác: “{name}”" + (f" ({facts})." if facts else ".")


def _as(kind: str, raw: Any, codes: Mapping[str, Any]) -> Any:
    text = str(raw).strip()
    match kind:
        case "date":
            found = _DAY.fullmatch(text)
            if found is None:
                return None
            a, b, c, d, e, f, g, h, i = found.groups()
            return f"{a}-{b}-{c}" if a else f"{f}-{e}-{d}" if d else f"{g}-{h}-{i}"
        case "code":
            return codes.get(text)
        case "flag":
            return {"1": True, "0": False, "true": True, "false": False}.get(text.lower())
        case "number":
            return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None
        case _:
            return text


def _get(payload: Any, path: str) -> Any:
    for name in path.split("."):
        payload = payload.get(name) if isinstance(payload, dict) else None
    return payload


def _put(answers: dict[str, Any], path: str, value: Any) -> None:
    *groups, name = path.split(".")
    for group in groups:
        answers = answers.setdefault(group, {})
    answers[name] = value


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, one in value.items():
            yield from _leaves(one, f"{path}.{name}" if path else str(name))
    elif value not in (None, "", []):
        yield path, value
