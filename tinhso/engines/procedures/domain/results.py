"""The list "Kết quả xử lý": names glued to their codes, with the page's furniture stuck to the end."""

import re

from tinhso.engines.procedures.domain.wording import said
from tinhso.engines.procedures.types import ParsedResult

_MARK = re.compile(r"Mã:\s*")
_CODE = re.compile(
    r"KQ[.-][A-Z]\d{2}\.\d{5,6}|\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}-KQ\d{4,6}|[A-Z]\d{2}-[A-Z]{2}\d{2}\.\d{5}", re.ASCII
)
_OTHER_CODE = re.compile(r"[a-z0-9_.-]+(?=[A-ZĐÀ-Ỹ(“\"-]|\s|\Z)|[A-Za-z]+_[A-Z]?\d+(?=\D|\Z)")


def read_results(text: str) -> tuple[tuple[ParsedResult, ...], tuple[str, ...]]:
    """(results, notes); `text` is already without furniture."""
    if said(text) is None:
        return (), ()
    results: list[ParsedResult] = []
    notes: list[str] = []
    position = 0
    for mark in _MARK.finditer(text):
        if mark.start() < position:
            continue
        title = text[position : mark.start()].strip()
        code, position = _read_code(text, mark.end(), notes)
        if title:
            results.append(ParsedResult(title=title, code=code))
        else:
            notes.append(f"Mã kết quả “{code or ''}” không có tên.")
    rest = said(text[position:])
    if rest:
        results.append(ParsedResult(title=rest, code=None))
        notes.append(f"Kết quả không có mã: “{rest[:80]}”")
    return tuple(results), tuple(notes)


def _read_code(text: str, start: int, notes: list[str]) -> tuple[str | None, int]:
    known = _CODE.match(text, start)
    if known:
        return known[0], known.end()
    other = _OTHER_CODE.match(text, start)
    if other:
        notes.append(f"Mã kết quả “{other[0]}” không theo mẫu mã quốc gia.")
        return other[0], other.end()
    notes.append(f"Không đọc được mã kết quả: “{text[start : start + 30]}”")
    return None, start
