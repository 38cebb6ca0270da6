"""One record of the national database into a `ParsedRecord`: a crawled page of the portal (a JSON object of strings)
read here, the answer of the national service read in `api_record`.
"""

import re
from collections.abc import Mapping
from typing import Any

from tinhso.engines.procedures.domain.api_record import (
    CODE_KEY,
    NAME_KEY,
    code_of,
    is_api_record,
    name_of,
    raw_texts,
    read_api_record,
)
from tinhso.engines.procedures.domain.components import read_components
from tinhso.engines.procedures.domain.contradictions import find_contradictions
from tinhso.engines.procedures.domain.legal_basis import read_legal_basis
from tinhso.engines.procedures.domain.results import read_results
from tinhso.engines.procedures.domain.terms import read_terms
from tinhso.engines.procedures.domain.wording import (
    LEVELS,
    SUBJECTS,
    read_coded_list,
    said,
    split_list,
    strip_furniture,
)
from tinhso.engines.procedures.errors import RecordUnreadable
from tinhso.engines.procedures.types import FieldNote, ParsedRecord
from tinhso.kernel.text import clean, clean_lines

CODE = re.compile(r"[0-9]\.[0-9]{6}(?:\.[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Z][0-9]{2}|\.[A-Z][0-9]{2})?")
_LOCAL_CODE = re.compile(r"[A-Z0-9][A-Za-z0-9_.\-]{2,39}", re.ASCII)
FIELDS = (
    "ma_thu_tuc", "ten_thu_tuc", "so_quyet_dinh", "cap_thuc_hien", "loai_thu_tuc", "linh_vuc", "doi_tuong_thuc_hien",
    "co_quan_co_tham_quyen", "dia_chi_tiep_nhan", "co_quan_duoc_uy_quyen", "co_quan_phoi_hop", "thu_tuc_lien_quan",
    "trinh_tu_thuc_hien", "cach_thuc_thuc_hien", "thanh_phan_ho_so", "can_cu_phap_ly", "co_quan_thuc_hien",
    "yeu_cau_dieu_kien", "ket_qua_xu_ly",
)  # fmt: skip
MAX_FIELD_CHARACTERS = 500_000
# A record of the national service is six levels deep.
DEEPEST = 20


def raw_strings(record: Any) -> dict[str, str]:
    """The record's own strings, but for what no database can hold. Raises RecordUnreadable if it is no record."""
    if not isinstance(record, Mapping):
        raise RecordUnreadable("Bản ghi phải là một đối tượng JSON.")
    if is_api_record(record):
        return _within_limits(raw_texts(_storable_json(record)))
    wrong = sorted(str(k) for k, v in record.items() if k in FIELDS and v is not None and not isinstance(v, str))
    if wrong:
        raise RecordUnreadable(f"Phải là chuỗi ký tự: {', '.join(wrong)}.")
    return _within_limits({str(key): value for key, value in record.items() if isinstance(value, str)})


def _within_limits(texts: Mapping[str, str]) -> dict[str, str]:
    long = sorted(key for key, value in texts.items() if len(value) > MAX_FIELD_CHARACTERS)
    if long:
        raise RecordUnreadable(f"Quá dài: {', '.join(long)}.")
    return {_storable(key): _storable(value) for key, value in texts.items()}


def _storable(text: str) -> str:
    """Databases hold neither NUL nor half a surrogate pair: both become the replacement character."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def read_record(record: Any) -> ParsedRecord:
    """Parses one record. Raises RecordUnreadable when there is no code or no name; never for anything else."""
    raw = raw_strings(record)
    if is_api_record(record):
        code, name = _code_and_name(code_of(record), name_of(record), CODE_KEY, NAME_KEY)
        return read_api_record(_storable_json(record), code, name)
    code, name = clean(raw.get("ma_thu_tuc", "")), clean(raw.get("ten_thu_tuc", ""))
    _code_and_name(code, name, "ma_thu_tuc", "ten_thu_tuc")
    reader = _Reader(raw)
    if not CODE.fullmatch(code):
        reader.note("ma_thu_tuc", f"“{code}” không theo mẫu mã quốc gia (có thể là mã của địa phương).")
    return reader.read(code, name)


def _code_and_name(code: str, name: str, code_key: str, name_key: str) -> tuple[str, str]:
    if not _LOCAL_CODE.fullmatch(code):
        raise RecordUnreadable(f"Bản ghi không có mã thủ tục đọc được ({code_key}).")
    if not name:
        raise RecordUnreadable(f"Bản ghi {code} không có tên thủ tục ({name_key}).")
    return code, name


def _storable_json(value: Any, depth: int = 0) -> Any:
    if depth > DEEPEST:
        raise RecordUnreadable("Bản ghi lồng nhau quá sâu.")
    if isinstance(value, str):
        return _storable(value)
    if isinstance(value, list):
        return [_storable_json(one, depth + 1) for one in value]
    if isinstance(value, Mapping):
        return {_storable(str(key)): _storable_json(one, depth + 1) for key, one in value.items()}
    return value


class _Reader:
    def __init__(self, raw: Mapping[str, str]) -> None:
        self.raw = {key: clean_lines(value) for key, value in raw.items()}
        self.notes: list[FieldNote] = []
        self.understood: dict[str, str] = {}

    def note(self, field: str, *messages: str) -> None:
        self.notes.extend(FieldNote(field=field, message=message) for message in messages)

    def text(self, field: str) -> str | None:
        value = said(self.raw.get(field, ""))
        self.understood[field] = "read" if value else "not_said"
        return value

    def coded(self, field: str, words: dict[str, str]) -> tuple[str, ...]:
        codes, unknown = read_coded_list(said(self.raw.get(field, "")) or "", words)
        self.note(field, *(f"Không hiểu “{word}”." for word in unknown))
        self._mark(field, bool(codes), bool(unknown))
        return codes

    def _mark(self, field: str, found: bool, incomplete: bool) -> None:
        if found:
            self.understood[field] = "partly" if incomplete else "read"
        else:
            self.understood[field] = "unread" if incomplete else "not_said"

    def read(self, code: str, name: str) -> ParsedRecord:
        self.understood.update(ma_thu_tuc="read", ten_thu_tuc="read")
        terms, term_notes = read_terms(self.raw.get("cach_thuc_thuc_hien", ""))
        term_notes += tuple(dict.fromkeys(note for term in terms for note in term.notes))
        self._mark(
            "cach_thuc_thuc_hien", any(t.value is not None or t.fee is not None for t in terms), bool(term_notes)
        )
        papers, paper_notes = read_components(self.raw.get("thanh_phan_ho_so", ""))
        self._mark("thanh_phan_ho_so", bool(papers), bool(paper_notes))
        acts, act_notes = read_legal_basis(self.raw.get("can_cu_phap_ly", ""))
        self._mark("can_cu_phap_ly", bool(acts), bool(act_notes))
        body, keywords, description = strip_furniture(self.raw.get("ket_qua_xu_ly", ""))
        results, result_notes = read_results(body)
        self._mark("ket_qua_xu_ly", bool(results), bool(result_notes))
        self.note("cach_thuc_thuc_hien", *term_notes)
        self.note("thanh_phan_ho_so", *paper_notes)
        self.note("can_cu_phap_ly", *act_notes)
        self.note("ket_qua_xu_ly", *result_notes)
        steps = self.text("trinh_tu_thuc_hien")
        return ParsedRecord(
            code=code,
            name=name,
            field=self.text("linh_vuc"),
            decision=self.text("so_quyet_dinh"),
            kind=self.text("loai_thu_tuc"),
            levels=self.coded("cap_thuc_hien", LEVELS),
            subjects=self.coded("doi_tuong_thuc_hien", SUBJECTS),
            terms=terms,
            components=papers,
            results=results,
            legal_basis=acts,
            agencies=tuple(split_list(self.text("co_quan_thuc_hien") or "")),
            authority=self.text("co_quan_co_tham_quyen"),
            receiving_address=self.text("dia_chi_tiep_nhan"),
            delegated=tuple(split_list(self.text("co_quan_duoc_uy_quyen") or "")),
            coordinating=tuple(split_list(self.text("co_quan_phoi_hop") or "")),
            related=tuple(split_list(self.text("thu_tuc_lien_quan") or "")),
            steps=steps,
            conditions=self.text("yeu_cau_dieu_kien"),
            keywords=tuple(split_list(keywords or "")),
            description=description,
            contradictions=find_contradictions(terms, steps),
            notes=tuple(self.notes),
            understood=self.understood,
        )
