"""Pure rules of old results: the kind, its list, the code of a copy, how much is sampled and when a batch passes."""

import csv
import io
import math
import random
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from tinhso.casework.old_results.errors import ListRefused
from tinhso.casework.old_results.types import Facts, KindField, OldKind, SampleRule
from tinhso.kernel.text import clean

MOST_LINES = 5000
_SEQ = re.compile(r"\{seq:(\d)\}")
_NUMBER = re.compile(r"[1-9]\d{0,8}")
_PERSON = re.compile(r"\d{12}")
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
# Columns of a list: the name that programs write and the one that people do; either may head the column.
COLUMNS = {
    "so": "Số",
    "nam": "Năm",
    "ky_hieu": "Số, ký hiệu",
    "ngay_cap": "Ngày cấp",
    "het_han": "Hết hiệu lực",
    "so_dinh_danh": "Số định danh",
}


def kind_of(code: str, title: str, body: Mapping[str, Any]) -> OldKind:
    """The kind that a definition of kind `old_result` says."""
    return OldKind(
        code=code,
        title=title,
        result_code=body["result"],
        register=body["register"],
        pattern=body["pattern"],
        fields=tuple(
            KindField(
                code=one["code"],
                title=one["title"],
                is_date=one.get("type") == "date",
                required=not one.get("optional", False),
            )
            for one in body["fields"]
        ),
        sample=SampleRule(**body["sample"]),
    )


def check_pattern(pattern: str) -> str:
    """What is wrong with a pattern of codes; "" when nothing is."""
    rest = _SEQ.sub("", pattern)
    for token in ("{agency}", "{paper}", "{yyyy}"):
        if token not in rest:
            return f"Mẫu mã phải có {token}."
        rest = rest.replace(token, "")
    if len(_SEQ.findall(pattern)) != 1 or "{" in rest or "}" in rest:
        return "Mẫu mã có đúng một {seq:n} và chỉ dùng {agency} {paper} {yyyy}."
    return ""


def copy_code(kind: OldKind, *, agency: str, on: date, number: int) -> str:
    """The code of a digitised copy; a number longer than its places is written whole."""
    text = kind.pattern.replace("{agency}", agency).replace("{paper}", kind.result_code).replace("{yyyy}", f"{on:%Y}")
    return _SEQ.sub(lambda found: f"{number:0{int(found[1])}d}", text)


def read_day(text: str) -> date | None:
    """12/3/1998 or 1998-03-12; None for nothing. Raises ValueError."""
    text = text.strip()
    if not text:
        return None
    found = _DAY.fullmatch(text)
    return date(int(found[3]), int(found[2]), int(found[1])) if found else date.fromisoformat(text)


def wrong_in(kind: OldKind, facts: Facts, *, year: int, on: date) -> dict[str, str]:
    """What does not hold in the facts of one result, by name; empty when they are complete."""
    wrong: dict[str, str] = {}
    if not facts.notation:
        wrong["ky_hieu"] = "Ghi số, ký hiệu như trên giấy."
    if facts.issued_on is None:
        wrong["ngay_cap"] = "Ghi ngày cấp."
    elif facts.issued_on > on:
        wrong["ngay_cap"] = "Ngày cấp không thể ở tương lai."
    elif facts.issued_on.year != year:
        wrong["ngay_cap"] = f"Ngày cấp phải trong năm {year} của sổ."
    if facts.valid_to is not None and facts.valid_to < on:
        wrong["het_han"] = "Kết quả đã hết hiệu lực không số hóa theo đợt này."
    if not _PERSON.fullmatch(facts.personal_number):
        wrong["so_dinh_danh"] = "Số định danh cá nhân gồm 12 chữ số."
    return wrong | _wrong_values(kind, facts)


def _wrong_values(kind: OldKind, facts: Facts) -> dict[str, str]:
    wrong: dict[str, str] = {}
    for one in kind.fields:
        text = facts.values.get(one.code, "")
        if one.required and not text:
            wrong[one.code] = f"Ghi “{one.title}”."
        elif one.is_date and text:
            try:
                date.fromisoformat(text)
            except ValueError:
                wrong[one.code] = f"“{one.title}” không phải một ngày."
    return wrong


def columns_of(kind: OldKind) -> dict[str, str]:
    """Every column that a list of this kind may have: name for programs → name for people."""
    return {**COLUMNS, **{one.code: one.title for one in kind.fields}}


def read_list(kind: OldKind, content: bytes, *, years: range, on: date) -> list[tuple[int, int, Facts]]:
    """(year, number, facts) of every line of a CSV list (UTF-8, comma or semicolon; the first line names the columns).

    All or nothing: raises ListRefused with one sentence a wrong line, under `/dong/<line>`.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ListRefused(
            "Danh sách phải là tệp CSV mã UTF-8.", fields={"/danh_sach": "Lưu lại dạng CSV UTF-8."}
        ) from None
    first = text.partition("\n")[0]
    rows = csv.DictReader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",", strict=True)
    titles = columns_of(kind)
    codes = {title.lower(): code for code, title in titles.items()}
    rows.fieldnames = [codes.get(clean(name or "").lower(), (name or "").strip()) for name in rows.fieldnames or ()]
    names = {name for name in rows.fieldnames if name}
    missing = [titles[name] for name in ("so", "nam") if name not in names]
    strange = sorted(names - titles.keys())
    if missing or strange:
        said = f"Thiếu cột: {', '.join(missing)}." if missing else f"Cột lạ: {', '.join(strange)[:150]}."
        raise ListRefused(said, fields={"/danh_sach": said})
    found, errors = _read_rows(kind, rows, years, on)
    if errors:
        raise ListRefused(f"{len(errors)} dòng chưa đúng; chưa nhập dòng nào.", fields=errors)
    if not found:
        raise ListRefused("Danh sách không có dòng nào.", fields={"/danh_sach": "Tệp chỉ có dòng tiêu đề."})
    return found


def _read_rows(
    kind: OldKind, rows: "csv.DictReader[str]", years: range, on: date
) -> tuple[list[tuple[int, int, Facts]], dict[str, str]]:
    found: list[tuple[int, int, Facts]] = []
    errors: dict[str, str] = {}
    seen: dict[tuple[int, int], int] = {}
    try:
        for row in rows:
            line = rows.line_num
            if len(found) + len(errors) >= MOST_LINES:
                errors["/danh_sach"] = f"Một danh sách có nhiều nhất {MOST_LINES} dòng."
                break
            try:
                year, number, facts = _read_row(kind, row, years, on)
            except ValueError as wrong:
                errors[f"/dong/{line}"] = str(wrong)
                continue
            if (year, number) in seen:
                errors[f"/dong/{line}"] = f"Số {number}/{year} đã có ở dòng {seen[year, number]}."
            seen[year, number] = line
            found.append((year, number, facts))
    except csv.Error:
        errors[f"/dong/{rows.line_num + 1}"] = "Dòng này không đọc được: dấu ngoặc kép chưa đóng hoặc ký tự lạ."
    return found, errors


def _read_row(kind: OldKind, row: Mapping[str, Any], years: range, on: date) -> tuple[int, int, Facts]:
    """Raises ValueError in Vietnamese. What the list leaves empty is entered from the scan later; what it says must hold."""
    if None in row:
        raise ValueError("Dòng có nhiều ô hơn dòng tiêu đề.")
    cells = {name.strip(): clean(text or "") for name, text in row.items()}
    if not _NUMBER.fullmatch(cells["so"]):
        raise ValueError("Cột “Số” phải là số thứ tự trong sổ.")
    if not cells["nam"].isdecimal() or int(cells["nam"][:5]) not in years:
        raise ValueError(f"Năm phải từ {years.start} đến {years.stop - 1} như đợt số hóa.")
    year = int(cells["nam"])
    facts = facts_from(kind, cells)
    named = {name for name, text in cells.items() if text}
    wrong = {name: text for name, text in wrong_in(kind, facts, year=year, on=on).items() if name in named}
    if wrong:
        raise ValueError(" ".join(wrong.values()))
    return year, int(cells["so"]), facts


def facts_from(kind: OldKind, cells: Mapping[str, str]) -> Facts:
    """Facts of what was typed or listed. Raises ValueError naming the column whose day cannot be read."""
    days: dict[str, date | None] = {}
    wanted = [("ngay_cap", "Ngày cấp"), ("het_han", "Ngày hết hiệu lực")]
    for name, title in [*wanted, *((one.code, one.title) for one in kind.fields if one.is_date)]:
        try:
            days[name] = read_day(cells.get(name, ""))
        except ValueError:
            raise ValueError(f"{title}: viết như 12/3/1998.") from None
    values = {}
    for one in kind.fields:
        day = days.get(one.code)
        values[one.code] = (day.isoformat() if day else "") if one.is_date else clean(cells.get(one.code, ""))[:300]
    return Facts(
        notation=clean(cells.get("ky_hieu", ""))[:80],
        issued_on=days["ngay_cap"],
        valid_to=days["het_han"],
        personal_number=re.sub(r"\s", "", cells.get("so_dinh_danh", ""))[:20],
        values={name: text for name, text in values.items() if text},
    )


def draw(ids: Iterable[UUID], rule: SampleRule, seed: str) -> list[UUID]:
    """The lines looked at again: the same ids (in their order), rule and seed always give the same ones."""
    known = list(ids)
    wanted = min(len(known), max(rule.at_least, math.ceil(len(known) * rule.percent / 100)))
    return random.Random(seed).sample(known, wanted)  # noqa: S311 - a sample that can be drawn again, no secret


def passes(rule: SampleRule, *, wrong: int, looked_at: int) -> bool:
    """Whether a batch with so many wrong fields of those looked at is accepted."""
    return 100 * wrong <= rule.most_wrong_percent * looked_at


def number_in_name(name: str) -> tuple[int, int] | None:
    """(number, year) that a scan's file name begins with: "15-1998.pdf", "15_1998 to khai.pdf"."""
    found = re.match(r"0*([1-9]\d{0,8})[-_. ]((?:19|20)\d\d)(?!\d)", name)
    return (int(found[1]), int(found[2])) if found else None


def groups_of(pages: Sequence[bool], each: int | None) -> list[list[int]]:
    """Pages of one scan as results: `each` pages a result, or (None) parted by empty pages; `pages` says which are empty.

    Raises ListRefused when the pages do not come out even, or nothing is there.
    """
    if each is not None:
        if each < 1 or len(pages) % each:
            raise ListRefused(
                f"{len(pages)} trang không chia hết cho {each}.",
                fields={"/scan": "Số trang của mỗi kết quả chưa đúng."},
            )
        return [list(range(first, first + each)) for first in range(0, len(pages), each)]
    groups: list[list[int]] = [[]]
    for number, is_empty in enumerate(pages):
        if is_empty:
            groups.append([])
        else:
            groups[-1].append(number)
    return [group for group in groups if group]
