"""Finds where the table of one record and its own text do not agree. Reports, never corrects."""

import re
from collections.abc import Iterable, Sequence

from tinhso.engines.procedures.domain.statements import Statement, read_statements
from tinhso.engines.procedures.domain.terms import read_amount
from tinhso.engines.procedures.types import CHANNEL_TITLES, UNIT_TITLES, Contradiction, ParsedTerm

_AMOUNT = re.compile(r"(?<![\d/.,])(\d{1,3}(?:[.,]\d{3})+)\s*(?:đồng|đ\b|VNĐ|VND)", re.IGNORECASE)
_FOREIGN = re.compile(r"\d\s*(?:USD|EUR)\b")
_DECIDED_ELSEWHERE = re.compile(r"hội đồng nhân dân", re.IGNORECASE)


def find_contradictions(terms: Sequence[ParsedTerm], steps: str | None) -> tuple[Contradiction, ...]:
    """Contradictions between the table's lines and (a) their own description, (b) the order of steps."""
    found: list[Contradiction] = []
    for term in terms:
        found.extend(_term_and_description(term))
        found.extend(_fee_and_description(term))
    found.extend(_table_and_steps(terms, [s for s in read_statements(steps) if s.whole]))
    return tuple(dict.fromkeys(found))


def _pair(kind: str, message: str, table: str, text: str) -> Contradiction:
    return Contradiction(kind=kind, message=message, table=table, text=text[:300])


def _line(term: ParsedTerm) -> str:
    time = "không ghi" if term.value is None else f"{term.value} {UNIT_TITLES.get(term.unit or '', '(không đơn vị)')}"
    return f"{CHANNEL_TITLES[term.channel]}: {time}"


def _term_and_description(term: ParsedTerm) -> Iterable[Contradiction]:
    if term.value is None or term.unit is None:
        return
    statements = read_statements(term.description)
    if any((s.value, s.unit) == (term.value, term.unit) for s in statements):
        return
    same_value = [s for s in statements if s.value == term.value]
    if same_value:
        message = "Bảng và mô tả cùng một con số nhưng khác đơn vị thời gian."
        yield _pair("term_unit", message, _line(term), same_value[0].quote)
        return
    whole = [s for s in statements if s.whole]
    if whole:
        message = "Thời hạn trong bảng khác thời hạn trong mô tả."
        yield _pair("term_value", message, _line(term), whole[0].quote)
    elif (only := _only_one(statements)) is not None:
        message = "Mô tả chỉ nêu một thời hạn kể từ khi nhận đủ hồ sơ, khác thời hạn trong bảng."
        yield _pair("term_value", message, _line(term), only.quote)


def _only_one(statements: Sequence[Statement]) -> Statement | None:
    """The one term that a description names, from a full file on and for every case: even where it may be a step's, the
    table's own term then stands nowhere in the words that should explain it. Two terms may be steps that add up.
    """
    only = statements[0] if len(statements) == 1 else None
    return only if only is not None and only.from_full_file and not only.case else None


def _fee_and_description(term: ParsedTerm) -> Iterable[Contradiction]:
    note = term.fee_note or ""
    table = f"{CHANNEL_TITLES[term.channel]}: {term.fee_text or ''}"
    amounts = [amount for amount in map(read_amount, _AMOUNT.findall(note)) if amount]
    if term.fee is not None and amounts and term.fee not in amounts:
        message = (
            "Bảng ghi miễn phí nhưng phần giải thích có số tiền."
            if term.fee == 0
            else "Số tiền trong bảng khác giải thích."
        )
        yield _pair("fee", message, table, note)
    elif term.fee == 0 and _DECIDED_ELSEWHERE.search(note):
        message = "Bảng ghi miễn phí nhưng phần giải thích nói mức thu do Hội đồng nhân dân quyết định."
        yield _pair("fee", message, table, note)
    if "USD" not in (term.fee_text or "") and term.fee_text and _FOREIGN.search(note):
        yield _pair("fee_currency", "Bảng và giải thích khác loại tiền.", table, note)


def _table_and_steps(terms: Sequence[ParsedTerm], whole: Sequence[Statement]) -> Iterable[Contradiction]:
    lines = {(t.value, t.unit) for t in terms if t.value is not None and t.unit is not None}
    if not lines or not whole:
        return
    table = "; ".join(dict.fromkeys(_line(t) for t in terms))
    channels = {(t.value, t.unit): {u.channel for u in terms if (u.value, u.unit) == (t.value, t.unit)} for t in terms}
    every = {t.channel for t in terms}
    for statement in whole:
        where = channels.get((statement.value, statement.unit), set())
        if statement.case and where and where != every and not any(t.case for t in terms):
            message = f"Văn bản phân biệt theo trường hợp (“{statement.case}”), bảng lại phân biệt theo hình thức nộp."
            yield _pair("case_or_channel", message, table, statement.quote)
            return
    stated = {(s.value, s.unit) for s in whole}
    if lines & stated:
        return
    if {value for value, _ in lines} & {value for value, _ in stated}:
        message = "Bảng và trình tự thực hiện cùng một con số nhưng khác đơn vị thời gian."
        yield _pair("term_unit", message, table, whole[0].quote)
    else:
        yield _pair("term_value", "Thời hạn trong bảng không có trong trình tự thực hiện.", table, whole[0].quote)
