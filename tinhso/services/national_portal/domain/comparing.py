"""What differs between a dossier as we would tell it and as the portal tells it."""

from collections.abc import Mapping
from typing import Any

from tinhso.services.national_portal.types import Difference

_FIELDS = {
    "MaTTHC": "Mã thủ tục",
    "MaLinhVuc": "Mã lĩnh vực",
    "TrangThaiHoSo": "Trạng thái",
    "NgayTiepNhan": "Ngày tiếp nhận",
    "NgayHenTra": "Ngày hẹn trả",
    "NgayKetThucXuLy": "Ngày xử lý xong",
    "NgayTra": "Ngày trả kết quả",
}
# A comparison says that they differ, never what they are.
_SECRET = {"ChuHoSo": "Tên chủ hồ sơ"}


def differences(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> tuple[Difference, ...]:
    """In the order of the screen; a field that the portal does not give back at all is no difference."""
    found = [
        Difference(field=title, ours=_text(ours.get(name)), theirs=_text(theirs.get(name))[:40])
        for name, title in _FIELDS.items()
        if (name in theirs and _text(ours.get(name)) != _text(theirs.get(name)))
        or (name not in theirs and ours.get(name) and name == "TrangThaiHoSo")
    ]
    found += [
        Difference(field=title, ours="(của tỉnh)", theirs="(khác)")
        for name, title in _SECRET.items()
        if name in theirs and name in ours and _text(ours[name]).casefold() != _text(theirs[name]).casefold()
    ]
    return tuple(found)


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()
