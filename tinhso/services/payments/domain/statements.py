"""Bank statements as entries: CSV by the mapping of a definition, and ISO 20022 camt.053 (XML). A stranger's bytes, read strictly."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from xml.parsers import expat

MOST_BYTES, MOST_ENTRIES = 20_000_000, 100_000
_MOST_DEPTH = 30
_MOST_TEXT = 2_000


class StatementRefused(ValueError):
    """What is wrong and where: `line` counts lines of the file or entries of the message."""

    def __init__(self, words: str, line: int = 0) -> None:
        super().__init__(words)
        self.words, self.line = words, line


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One movement of the account: `amount_vnd` below zero went out. `number` is the bank's own, unlike any other of the day."""

    number: str
    booked_on: date
    amount_vnd: int
    text: str


def read(content: bytes, how: Mapping[str, Any]) -> tuple[Entry, ...]:
    """The entries of a statement in the format of the definition. Raises StatementRefused; then nothing of it counts."""
    if len(content) > MOST_BYTES:
        raise StatementRefused(f"Tệp lớn hơn {MOST_BYTES // 1_000_000} MB.")
    entries = tuple(_camt(content) if how["format"] == "camt.053" else _csv(content, how))
    if not entries:
        raise StatementRefused("Sao kê không có dòng nào.")
    seen: dict[tuple[str, date], int] = {}
    for at, entry in enumerate(entries, 1):
        if seen.setdefault((entry.number, entry.booked_on), at) != at:
            raise StatementRefused(f"Số giao dịch {entry.number} có hai lần trong ngày.", at)
    return entries


def _csv(content: bytes, how: Mapping[str, Any]) -> Iterator[Entry]:
    try:
        text = content.decode(how["encoding"])
    except UnicodeDecodeError:
        raise StatementRefused(f"Tệp không phải mã {how['encoding']}.") from None
    if "\0" in text:
        raise StatementRefused("Tệp không phải văn bản.")
    columns: Mapping[str, str] = how["columns"]
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=how["delimiter"], strict=True)
    try:
        missing = [name for name in columns.values() if name not in (reader.fieldnames or ())]
        if missing:
            raise StatementRefused(f"Thiếu cột “{'”, “'.join(missing)}”.", 1)
        for number, row in enumerate(reader, 1):
            if number > MOST_ENTRIES:
                raise StatementRefused(f"Sao kê có hơn {MOST_ENTRIES} dòng.", reader.line_num)
            yield _row(row, columns, how, reader.line_num)
    except csv.Error:
        raise StatementRefused("Dòng này không đọc được.", reader.line_num) from None


def _row(row: Mapping[str, Any], columns: Mapping[str, str], how: Mapping[str, Any], line: int) -> Entry:
    def cell(name: str) -> str:
        value = row.get(columns[name]) if name in columns else ""
        return (value or "").strip() if isinstance(value, str) or value is None else ""

    number = cell("number")
    if not number or len(number) > 80:
        raise StatementRefused("Thiếu số giao dịch.", line)
    try:
        booked_on = datetime.strptime(cell("date")[:19], how["date"]).date()  # noqa: DTZ007  (a day on the bank's calendar)
    except ValueError:
        raise StatementRefused(f"Ngày “{cell('date')[:30]}” không đúng mẫu.", line) from None
    if "amount" in columns:
        amount = _money(cell("amount"), how, line)
    else:
        amount = _money(cell("credit") or "0", how, line) - _money(cell("debit") or "0", how, line)
    return Entry(number=number, booked_on=booked_on, amount_vnd=amount, text=cell("text")[:_MOST_TEXT])


def _money(text: str, how: Mapping[str, Any], line: int) -> int:
    """Whole đồng; a decimal part may only be zeros."""
    plain = text.replace(how["thousands"], "") if how["thousands"] else text
    whole, _, rest = plain.replace(" ", "").partition("." if how["thousands"] != "." else ",")
    if not re.fullmatch(r"[+-]?\d{1,15}", whole) or rest.strip("0"):
        raise StatementRefused(f"Số tiền “{text[:30]}” không phải số đồng nguyên.", line)
    return int(whole)


@dataclass
class _Camt:
    """What is read of a camt.053 message: the entries of its statements, by the path of local names."""

    path: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    current: dict[str, str] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    size: int = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.path.append(name.rpartition("}")[2])
        if len(self.path) > _MOST_DEPTH:
            raise StatementRefused("Các phần tử lồng nhau quá sâu.", len(self.entries))
        self.text, self.size = [], 0
        if self.path[-1] == "Ntry":
            self.current = {}
        if self.path[-2:] == ["Ntry", "Amt"]:
            self.current["currency"] = attributes.get("Ccy", "")

    def data(self, text: str) -> None:
        self.size += len(text)
        if self.size > _MOST_TEXT:
            raise StatementRefused("Một trường quá dài.", len(self.entries))
        self.text.append(text)

    def end(self, name: str) -> None:
        value = "".join(self.text).strip()
        where = "/".join(self.path[self.path.index("Ntry") + 1 :]) if "Ntry" in self.path else ""
        key = _CAMT.get(where)
        if key == "text":
            self.current["text"] = f"{self.current.get('text', '')} {value}".strip()[:_MOST_TEXT]
        elif key and value:
            self.current.setdefault(key, value)
        if self.path[-1] == "Ntry":
            self.entries.append(_entry(self.current, len(self.entries) + 1))
            if len(self.entries) > MOST_ENTRIES:
                raise StatementRefused(f"Sao kê có hơn {MOST_ENTRIES} dòng.")
        self.path.pop()
        self.text, self.size = [], 0


_CAMT = {
    "Amt": "amount",
    "CdtDbtInd": "sign",
    "BookgDt/Dt": "date",
    "BookgDt/DtTm": "date",
    "AcctSvcrRef": "number",
    "NtryDtls/TxDtls/Refs/AcctSvcrRef": "number",
    "NtryDtls/TxDtls/Refs/EndToEndId": "text",
    "NtryDtls/TxDtls/RmtInf/Ustrd": "text",
    "AddtlNtryInf": "text",
}


def _camt(content: bytes) -> tuple[Entry, ...]:
    """Neither document type nor entities are let in, so nothing unfolds and nothing is fetched."""
    reader = expat.ParserCreate(namespace_separator="}")
    state = _Camt()

    def refuse(*declaration: object) -> None:
        raise StatementRefused("Tệp có khai báo DOCTYPE, không được phép.")

    reader.StartDoctypeDeclHandler = refuse
    reader.StartElementHandler = state.start
    reader.EndElementHandler = state.end
    reader.CharacterDataHandler = state.data
    try:
        reader.Parse(content, True)
    except (expat.ExpatError, LookupError, ValueError) as broken:
        if isinstance(broken, StatementRefused):
            raise
        raise StatementRefused("Tệp XML không đọc được.") from None
    return tuple(state.entries)


def _entry(told: Mapping[str, str], at: int) -> Entry:
    amount = re.fullmatch(r"(\d{1,15})(?:\.0{1,5})?", told.get("amount", ""))
    if amount is None or told.get("currency") != "VND" or told.get("sign") not in ("CRDT", "DBIT"):
        raise StatementRefused("Số tiền, đồng tiền hoặc chiều ghi sổ không đọc được.", at)
    number = told.get("number", "")
    if not number or len(number) > 80:
        raise StatementRefused("Thiếu số giao dịch của ngân hàng (AcctSvcrRef).", at)
    try:
        booked_on = date.fromisoformat(told.get("date", "")[:10])
    except ValueError:
        raise StatementRefused("Thiếu ngày ghi sổ.", at) from None
    value = int(amount[1])
    return Entry(
        number=number,
        booked_on=booked_on,
        amount_vnd=value if told["sign"] == "CRDT" else -value,
        text=told.get("text", ""),
    )
