"""The table "Cách thức thực hiện", flattened by the portal into one string, back into lines.

A line is `<channel><number> <unit><fee>(<about the fee>)<description>`, nothing between. One channel may have several
lines: they are cases, told apart by their description or by the words about the fee.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tinhso.engines.procedures.domain.wording import CHANNELS, UNITS, said
from tinhso.engines.procedures.types import ParsedTerm

HEADING = re.compile(r"\A\s*Hình thức nộp\s*Thời gian\s*Phí, lệ phí\s*Mô tả\s*")
_LINE = re.compile(r"(Trực tuyến|Dịch vụ bưu chính|Trực tiếp)(?=\d|Không có thông tin)")
_TIME = re.compile(r"(Không có thông tin|\d+(?:[.,]\d+)*)[ \t]*(Ngày làm việc|Ngày|Giờ làm việc|Giờ|Tháng|[A-ZĐ]?)")
_CURRENCY = r"(?:Việt Nam Đồng|VNĐ|VND|USD|EUR)"
_FEE = re.compile(rf"(?:Miễn phí|Không có thông tin|(?P<amount>\d[\d.,]*)\s*(?P<currency>{_CURRENCY}))")
_FREE = "Miễn phí"
# Nothing on the price lists of the state costs less than this: "135 VNĐ" means 135.000.
SMALLEST_FEE_VND = 1000


@dataclass(frozen=True)
class _Line:
    channel: str
    body: str


def read_terms(text: str) -> tuple[tuple[ParsedTerm, ...], tuple[str, ...]]:
    """(lines, notes about what could not be read) of the flattened table."""
    body = HEADING.sub("", text)
    if said(body) is None:
        return (), ()
    starts = list(_LINE.finditer(body))
    if not starts:
        return (), ("Không tìm thấy dòng nào của bảng cách thức thực hiện.",)
    notes = []
    if body[: starts[0].start()].strip():
        notes.append("Có chữ đứng trước dòng đầu của bảng: không đọc.")
    ends = [match.start() for match in starts[1:]] + [len(body)]
    lines = [_Line(m[1], body[m.end() : end]) for m, end in zip(starts, ends, strict=True)]
    return tell_cases_apart([_read_line(line) for line in lines]), tuple(notes)


def _read_line(line: _Line) -> ParsedTerm:
    channel = CHANNELS[line.channel]
    glued = re.match(rf"(\d[\d.,]*)\s*({_CURRENCY})", line.body)
    if glued:
        return _glued_line(channel, line.body, glued)
    value, unit, rest, notes = _read_time(line.body)
    fee, fee_text, fee_note, description, fee_notes = _read_fee(rest)
    return ParsedTerm(
        channel=channel,
        case=None,
        value=value,
        unit=unit,
        fee=fee,
        fee_text=fee_text,
        fee_note=fee_note,
        description=description,
        notes=(*notes, *fee_notes),
    )


def _glued_line(channel: str, body: str, glued: re.Match[str]) -> ParsedTerm:
    """ "1200 VNĐ" is 1 and 200, or 12 and 00: the unit of time is missing, so nobody can tell."""
    fee_note, description = _bracket(body[glued.end() :])
    note = f"“{glued[0]}”: số của thời hạn và số tiền dính nhau, không tách được."
    return ParsedTerm(
        channel=channel,
        case=None,
        value=None,
        unit=None,
        fee=None,
        fee_text=glued[0],
        fee_note=fee_note,
        description=description,
        notes=(note,),
    )


def _read_time(body: str) -> tuple[int | float | None, str | None, str, tuple[str, ...]]:
    found = _TIME.match(body)
    if found is None:
        return None, None, body, ("Không đọc được thời gian.",)
    if found[1] == "Không có thông tin":
        return None, None, body[found.end(1) :], ("Bảng không ghi thời gian.",)
    unit = UNITS.get(found[2].lower())
    rest = body[found.end() if unit else found.end(1) :].lstrip(" \t")
    value = read_number(found[1])
    if value is None:
        return None, unit, rest, (f"“{found[1]}”: không hiểu con số.",)
    if value == 0:
        return None, None, rest, ("Bảng ghi thời gian bằng 0.",)
    notes = () if unit else (f"“{found[1]}”: bảng không ghi đơn vị thời gian.",)
    return value, unit, rest, notes


def read_number(text: str) -> int | float | None:
    """ "07" → 7, "1.5" and "1,5" → 1.5; None for anything that could be two numbers."""
    if text.isascii() and text.isdigit():
        return int(text) if len(text) <= 6 else None
    if re.fullmatch(r"[0-9]{1,3}[.,][0-9]", text):
        return float(text.replace(",", "."))
    return None


def _read_fee(rest: str) -> tuple[int | None, str | None, str | None, str | None, tuple[str, ...]]:
    found = _FEE.match(rest)
    if found is None:
        return None, None, None, said(rest), ("Không đọc được phí, lệ phí.",)
    fee_note, description = _bracket(rest[found.end() :])
    if found["amount"] is None:
        if found[0] == _FREE:
            return 0, _FREE, fee_note, description, ()
        return None, None, fee_note, description, ()
    amount = read_amount(found["amount"])
    notes: tuple[str, ...] = ()
    if amount is None:
        notes = (f"“{found[0]}”: không hiểu số tiền.",)
    elif found["currency"] in ("USD", "EUR"):
        notes = (f"“{found[0]}”: không phải tiền đồng.",)
        amount = None
    elif amount < SMALLEST_FEE_VND:
        notes = (f"“{found[0]}”: số tiền quá nhỏ, có thể thiếu ba số 0.",)
        amount = None
    return amount, found[0], fee_note, description, notes


def read_amount(text: str) -> int | None:
    """Digits grouped by threes ("20,000", "1.000.000") or not grouped ("20000"); anything else is None."""
    if re.fullmatch(r"[0-9]{1,3}(?:([.,])[0-9]{3}(?:\1[0-9]{3})*)?|[0-9]{1,12}", text):
        return int(text.replace(",", "").replace(".", ""))
    return None


def _bracket(rest: str) -> tuple[str | None, str | None]:
    """(what stands in the bracket right after the fee, the description after it)."""
    if not rest.startswith("("):
        return None, said(rest)
    depth = 0
    for index, character in enumerate(rest):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return said(rest[1:index]), said(rest[index + 1 :])
    return said(rest[1:]), None


def tell_cases_apart(terms: Sequence[ParsedTerm]) -> tuple[ParsedTerm, ...]:
    """Gives lines of one channel their case: the description if it differs, else the words about the fee."""
    result: list[ParsedTerm] = []
    for term in terms:
        siblings = [other for other in terms if other.channel == term.channel]
        if len(siblings) == 1:
            result.append(term)
        elif _differ([other.description for other in siblings]):
            result.append(_with_case(term, term.description))
        elif _differ([other.fee_note for other in siblings]):
            result.append(_with_case(term, term.fee_note))
        else:
            result.append(_with_case(term, None))
    return tuple(result)


def _differ(texts: Sequence[str | None]) -> bool:
    return len(set(texts)) == len(texts) or len({t for t in texts if t}) > 1


def _with_case(term: ParsedTerm, case: str | None) -> ParsedTerm:
    if case:
        return replace(term, case=case)
    note = "Một hình thức nộp có nhiều thời hạn mà không nói khi nào dùng dòng này."
    return replace(term, notes=(*term.notes, note))
