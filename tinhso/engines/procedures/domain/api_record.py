"""One record of the national service `LayThuTuc` (a JSON object with lists inside) into a `ParsedRecord`.

The same fields as a page of the portal, already apart: nothing is split here, but words and numbers are read by the same
rules, and what they do not cover is null with a note. The answer names neither the level nor the decision of publication.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tinhso.engines.procedures.domain.contradictions import find_contradictions
from tinhso.engines.procedures.domain.terms import SMALLEST_FEE_VND, read_amount, read_number, tell_cases_apart
from tinhso.engines.procedures.domain.wording import CHANNELS, SUBJECTS, UNITS, said
from tinhso.engines.procedures.types import (
    FieldNote,
    ParsedAct,
    ParsedComponent,
    ParsedRecord,
    ParsedResult,
    ParsedTerm,
)
from tinhso.kernel.text import clean, clean_lines

CODE_KEY, LOCAL_CODE_KEY, NAME_KEY, STATE_KEY = "MATTHC", "MATTHCDP", "TENTTHC", "TRANGTHAI"
PUBLIC = "1"
# Which field of a page each key is: both sources are reported in one table.
_PAGE = {
    "MATTHC": "ma_thu_tuc", "TENTTHC": "ten_thu_tuc", "LOAITTHC": "loai_thu_tuc", "LINHVUCTHUCHIEN": "linh_vuc",
    "COQUANTHUCHIEN": "co_quan_thuc_hien", "DOITUONGTHUCHIEN": "doi_tuong_thuc_hien",
    "TRINHTUTHUCHIEN": "trinh_tu_thuc_hien", "CACHTHUCTHUCHIEN": "cach_thuc_thuc_hien",
    "THANHPHANHOSO": "thanh_phan_ho_so", "YEUCAU": "yeu_cau_dieu_kien", "KETQUATHUCHIEN": "ket_qua_xu_ly",
    "CANCUPHAPLY": "can_cu_phap_ly",
}  # fmt: skip
_UNSAID = ("so_quyet_dinh", "cap_thuc_hien", "co_quan_co_tham_quyen", "dia_chi_tiep_nhan")
_CHANNELS = {title.lower(): code for title, code in CHANNELS.items()} | {
    "nộp trực tuyến": "online",
    "nộp trực tiếp": "counter",
    "bưu chính": "postal",
    "qua dịch vụ bưu chính": "postal",
    "dịch vụ bưu chính công ích": "postal",
}
_DONG = frozenset({"đồng", "vnđ", "vnd", "việt nam đồng", "đ"})


def is_api_record(value: Any) -> bool:
    """Whether the object has the shape of the national service rather than that of a page."""
    return isinstance(value, Mapping) and CODE_KEY in value and "ma_thu_tuc" not in value


def code_of(record: Mapping[str, Any]) -> str:
    """The national code, else the local one."""
    return clean(_text(record.get(CODE_KEY)) or _text(record.get(LOCAL_CODE_KEY)) or "")


def name_of(record: Mapping[str, Any]) -> str:
    return clean(_text(record.get(NAME_KEY)) or "")


def is_public(record: Mapping[str, Any]) -> bool:
    """TRANGTHAI 1; a record that does not say is taken for what the list gives: a public one."""
    return STATE_KEY not in record or _text(record[STATE_KEY]) == PUBLIC


def raw_texts(record: Mapping[str, Any]) -> dict[str, str]:
    """Every field as text, lists as JSON: what the source said, word for word."""
    return {
        str(key): value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
        for key, value in record.items()
    }


def read_api_record(record: Mapping[str, Any], code: str, name: str) -> ParsedRecord:
    """Parses one record; never raises, what is not understood has a note."""
    return _Reader(record).read(code, name)


def _text(value: Any) -> str | None:
    """A value as text; None for nothing, lists, and what the source writes for nothing."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return said(clean_lines(str(value)))


def _lines(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


@dataclass
class _Reader:
    record: Mapping[str, Any]
    notes: list[FieldNote] = field(default_factory=list)
    understood: dict[str, str] = field(default_factory=dict)

    def read(self, code: str, name: str) -> ParsedRecord:
        self.understood.update(dict.fromkeys(_UNSAID, "not_said"), ma_thu_tuc="read", ten_thu_tuc="read")
        terms = self._terms()
        steps = self._steps()
        return ParsedRecord(
            code=code,
            name=name,
            field=", ".join(self._names("LINHVUCTHUCHIEN", "TENLINHVUC")) or None,
            decision=None,
            kind=self._plain("LOAITTHC"),
            levels=(),
            subjects=self._subjects(),
            terms=terms,
            components=self._components(),
            results=self._results(),
            legal_basis=self._acts(),
            agencies=self._names("COQUANTHUCHIEN", "TENDONVI"),
            steps=steps,
            conditions=self._plain("YEUCAU"),
            contradictions=find_contradictions(terms, steps),
            notes=tuple(self.notes),
            understood=self.understood,
        )

    def _note(self, key: str, message: str) -> None:
        self.notes.append(FieldNote(field=_PAGE[key], message=message))

    def _mark(self, key: str, found: bool) -> None:
        noted = any(note.field == _PAGE[key] for note in self.notes)
        self.understood[_PAGE[key]] = ("partly" if noted else "read") if found else ("unread" if noted else "not_said")

    def _plain(self, key: str) -> str | None:
        value = self.record.get(key)
        text = _text(value)
        if text is None and value not in (None, "") and not isinstance(value, str):
            self._note(key, "Không phải chữ.")
        self._mark(key, text is not None)
        return text

    def _list(self, key: str, holder: Mapping[str, Any] | None = None, within: str = "") -> list[Mapping[str, Any]]:
        """The lines of a list; what is no list of objects is noted under `within` (the top field)."""
        value = (self.record if holder is None else holder).get(key)
        lines = _lines(value)
        if value not in (None, "", []) and (not isinstance(value, list) or len(lines) != len(value)):
            self._note(within or key, f"{key}: không phải danh sách các dòng.")
        return lines

    def _names(self, key: str, name: str) -> tuple[str, ...]:
        found = [text for line in self._list(key) if (text := _text(line.get(name)))]
        self._mark(key, bool(found))
        return tuple(dict.fromkeys(found))

    def _subjects(self) -> tuple[str, ...]:
        key = "DOITUONGTHUCHIEN"
        codes: dict[str, None] = {}
        for line in self._list(key):
            word = _text(line.get("TENDOITUONG")) or ""
            if word.lower() in SUBJECTS:
                codes[SUBJECTS[word.lower()]] = None
            else:
                self._note(key, f"Không hiểu “{word}”.")
        self._mark(key, bool(codes))
        return tuple(codes)

    def _steps(self) -> str | None:
        key = "TRINHTUTHUCHIEN"
        parts: list[str] = []
        for case in self._list(key):
            parts += [text for text in (_text(case.get("TRUONGHOP")),) if text]
            parts += [text for one in self._list("TRINHTU", case, key) if (text := _text(one.get("TENTRINHTU")))]
        self._mark(key, bool(parts))
        return "\n".join(parts) or None

    def _components(self) -> tuple[ParsedComponent, ...]:
        key = "THANHPHANHOSO"
        papers = [
            self._paper(paper, _text(case.get("TRUONGHOP")))
            for case in self._list(key)
            for paper in self._list("GIAYTO", case, key)
        ]
        self._mark(key, bool(papers))
        return tuple(papers)

    def _paper(self, paper: Mapping[str, Any], case: str | None) -> ParsedComponent:
        title = _text(paper.get("TENGIAYTO"))
        if title is None:
            self._note("THANHPHANHOSO", "Một giấy tờ không có tên.")
        template = _text(paper.get("TENMAUDON"))
        return ParsedComponent(
            case=case,
            title=title or "(không có tên)",
            originals=self._count(paper, "SOBANCHINH"),
            copies=self._count(paper, "SOBANSAO"),
            templates=(template,) if template else (),
            code=_text(paper.get("MAGIAYTO")),
        )

    def _count(self, paper: Mapping[str, Any], key: str) -> int | None:
        text = _text(paper.get(key))
        if text is None or (text.isascii() and text.isdigit() and len(text) <= 6):
            return None if text is None else int(text)
        self._note("THANHPHANHOSO", f"{key} “{text[:40]}”: không hiểu con số.")
        return None

    def _results(self) -> tuple[ParsedResult, ...]:
        return tuple(
            ParsedResult(title=title, code=code)
            for title, code in self._pairs("KETQUATHUCHIEN", "TENKETQUA", "MAKETQUA", "Mã kết quả “{}” không có tên.")
        )

    def _acts(self) -> tuple[ParsedAct, ...]:
        return tuple(
            ParsedAct(title=title, number=number)
            for title, number in self._pairs("CANCUPHAPLY", "TENVANBAN", "SOVANBAN", "Văn bản số “{}” không có tên.")
        )

    def _pairs(self, key: str, name: str, number: str, nameless: str) -> Iterator[tuple[str, str | None]]:
        found = [(_text(line.get(name)), _text(line.get(number))) for line in self._list(key)]
        for title, code in found:
            if title is None:
                self._note(key, nameless.format(code or ""))
        self._mark(key, any(title for title, _ in found))
        return ((title, code) for title, code in found if title is not None)

    def _terms(self) -> tuple[ParsedTerm, ...]:
        key = "CACHTHUCTHUCHIEN"
        terms = [term for way in self._list(key) for term in self._way(way)]
        told = tell_cases_apart(terms)
        for message in dict.fromkeys(note for term in told for note in term.notes):
            self._note(key, message)
        self._mark(key, any(term.value is not None or term.fee is not None for term in told))
        return told

    def _way(self, way: Mapping[str, Any]) -> Iterator[ParsedTerm]:
        """Lines of one channel: each time with each of its fees; fees stand in the time or beside it."""
        key = "CACHTHUCTHUCHIEN"
        word = _text(way.get("KENH")) or ""
        channel = _CHANNELS.get(word.lower())
        if channel is None:
            self._note(key, f"KENH “{word[:60]}”: không hiểu hình thức nộp.")
            return
        beside = self._list("PHILEPHI", way, key)
        for time in self._list("THOIGIAN", way, key) or [{}]:
            for fee in self._list("PHILEPHI", time, key) or beside or [{}]:
                yield _term(channel, time, fee)


def _term(channel: str, time: Mapping[str, Any], fee: Mapping[str, Any]) -> ParsedTerm:
    value, unit, time_notes = _time(time)
    amount, fee_text, fee_notes = _fee(fee)
    return ParsedTerm(
        channel=channel,
        case=None,
        value=value,
        unit=unit,
        fee=amount,
        fee_text=fee_text,
        fee_note=_text(fee.get("MOTA")),
        description=_text(time.get("MOTA")),
        notes=(*time_notes, *fee_notes),
    )


def _time(time: Mapping[str, Any]) -> tuple[int | float | None, str | None, Sequence[str]]:
    number, word = _text(time.get("THOIGIANGIAIQUYET")), _text(time.get("DONVITINH"))
    if number is None:
        return None, None, ["Bảng không ghi thời gian."]
    value, unit = read_number(number.removesuffix(".0")), UNITS.get((word or "").lower())
    if value is None:
        return None, unit, [f"“{number[:40]}”: không hiểu con số."]
    if value == 0:
        return None, None, ["Bảng ghi thời gian bằng 0."]
    if unit is None:
        unsaid = "bảng không ghi đơn vị thời gian" if word is None else f"không hiểu đơn vị “{word[:40]}”"
        return value, None, [f"“{number[:40]}”: {unsaid}."]
    return value, unit, []


def _fee(fee: Mapping[str, Any]) -> tuple[int | None, str | None, Sequence[str]]:
    number, currency = _text(fee.get("SOTIEN")), _text(fee.get("DONVI"))
    if number is None:
        return None, None, []
    text = f"{number[:40]} {currency[:40]}" if currency else number[:40]
    amount = read_amount(number.removesuffix(".0"))
    if amount is None:
        return None, text, [f"“{text}”: không hiểu số tiền."]
    if amount and (currency or "").lower() not in _DONG:
        return None, text, [f"“{text}”: không phải tiền đồng."]
    if 0 < amount < SMALLEST_FEE_VND:
        return None, text, [f"“{text}”: số tiền quá nhỏ, có thể thiếu ba số 0."]
    return amount, text, []
