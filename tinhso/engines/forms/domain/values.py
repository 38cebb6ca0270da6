"""Typed text becomes a value: cleaning, Vietnamese ways to write numbers and dates, sentences for what does not
hold.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from tinhso.engines.forms.domain import identifiers
from tinhso.engines.forms.types import Choice, Field, FieldKind
from tinhso.kernel.text import clean, clean_lines

Typed = Mapping[str, Sequence[str]]
_NAME_MARKS = set(" '’-.,")
EARLIEST_YEAR = 1850
LATEST_YEAR = 2200


def person_name(text: str) -> str:
    """Letters of any script with spaces and ' - . , between; at most 100."""
    name = clean(text)
    if len(name) > 100:
        raise ValueError("Họ tên dài quá 100 ký tự.")
    if any(not (c in _NAME_MARKS or unicodedata.category(c)[0] in "LM") for c in name):
        raise ValueError("Họ tên chỉ gồm chữ cái và dấu cách, không có chữ số hay ký hiệu.")
    if not any(c.isalpha() for c in name):
        raise ValueError("Họ tên phải có chữ cái.")
    return name


def whole_number(text: str) -> int:
    """ "1.200", "1 200" and "1,200" are all 1200; a decimal part other than zeros is refused."""
    bare = re.sub(r"(?<=\d)[\s.,](?=\d{3}(?!\d))", "", text.replace("\u00a0", " "))
    if not re.fullmatch(r"-?[0-9]{1,18}", bare):
        raise ValueError("Hãy nhập số nguyên, ví dụ 12 hoặc 1.200.")
    return int(bare)


def vnd(text: str) -> int:
    """Đồng, whole and not negative: "1.500.000 đ", "1,500,000 VND", "1500000"."""
    bare = re.sub(r"(?i)\s*(đồng|đ|₫|vnđ|vnd)\s*$", "", text)
    try:
        amount = whole_number(bare)
    except ValueError:
        raise ValueError("Hãy nhập số tiền bằng đồng, chỉ gồm chữ số, ví dụ 1.500.000.") from None
    if amount < 0:
        raise ValueError("Số tiền không được âm.")
    return amount


def number(text: str) -> int | float:
    """A decimal comma, Vietnamese way: "12,5" is 12.5, "1.250,75" is 1250.75; a lone point is decimal too when
    not grouping.
    """
    bare = text.replace(" ", "").replace("\u00a0", "")
    if "," in bare:
        bare = bare.replace(".", "").replace(",", ".", 1)
    elif re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{3})+", bare):
        bare = bare.replace(".", "")
    if not re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,6})?", bare):
        raise ValueError("Hãy nhập một số, phần thập phân sau dấu phẩy, ví dụ 12,5.")
    try:
        value = Decimal(bare)
    except InvalidOperation:
        raise ValueError("Hãy nhập một số.") from None
    return int(value) if value == value.to_integral_value() else float(value)


def time_of_day(text: str) -> str:
    """ "7h30", "7:30", "7 giờ 30", "7h" → "07:30", "07:00"."""
    found = re.fullmatch(r"([0-9]{1,2})\s*(?::|h|g|giờ)\s*([0-9]{1,2})?\s*(?:phút|p|ph)?", text.lower())
    if not found or int(found[1]) > 23 or int(found[2] or 0) > 59:
        raise ValueError("Giờ viết dạng 7:30 hoặc 16:05.")
    return f"{int(found[1]):02}:{int(found[2] or 0):02}"


def three_boxes(day: str, month: str, year: str, *, partial: bool = False) -> str:
    """The ISO date of three boxes; `partial` lets the day, or day and month, be empty.

    Empty boxes are named in the error.
    """
    day, month, year = (re.sub(r"\s", "", box) for box in (day, month, year))
    month = re.sub(r"(?i)^tháng", "", month)
    missing = [name for name, box in (("ngày", day), ("tháng", month), ("năm", year)) if not box]
    if partial and (missing == ["ngày"] or missing == ["ngày", "tháng"]):
        missing = []
    if missing:
        raise ValueError(f"Ngày còn thiếu {' và '.join(missing)}.")
    if not all(re.fullmatch(r"[0-9]{0,4}", box) for box in (day, month, year)):
        raise ValueError("Ngày, tháng, năm chỉ gồm chữ số, ví dụ 21, 11, 2026.")
    if len(year) != 4 or not EARLIEST_YEAR <= int(year) <= LATEST_YEAR:
        raise ValueError(f"Năm phải có 4 chữ số, từ {EARLIEST_YEAR} đến {LATEST_YEAR}.")
    if month and not 1 <= int(month) <= 12:
        raise ValueError("Tháng phải từ 1 đến 12.")
    if not month:
        return year
    if not day:
        return f"{year}-{int(month):02}"
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        raise ValueError(f"Không có ngày {int(day)}/{int(month)}/{year}.") from None


_TEXTS: Mapping[FieldKind, Callable[[str], Any]] = {
    FieldKind.PERSON_NAME: person_name,
    FieldKind.PERSONAL_NUMBER: identifiers.personal_number,
    FieldKind.OLD_ID_NUMBER: identifiers.old_id_number,
    FieldKind.PASSPORT_NUMBER: identifiers.passport_number,
    FieldKind.TAX_CODE: identifiers.tax_code,
    FieldKind.PHONE: identifiers.phone,
    FieldKind.EMAIL: identifiers.email,
    FieldKind.TIME: time_of_day,
    FieldKind.VND: vnd,
    FieldKind.INTEGER: whole_number,
    FieldKind.NUMBER: number,
}
_DATES = (FieldKind.DATE, FieldKind.PARTIAL_DATE)
_BOXES = ("day", "month", "year")
_ADDRESS_BOXES = ("province", "commune", "street", "search")


def box_names(field: Field, prefix: str) -> tuple[str, ...]:
    """The names of the boxes that the field has on a page: one, three for a date, four for an address."""
    if field.kind in _DATES:
        return tuple(f"{prefix}-{box}" for box in _BOXES)
    if field.kind is FieldKind.ADDRESS:
        return tuple(f"{prefix}-{box}" for box in _ADDRESS_BOXES)
    return (prefix,)


def parse(field: Field, prefix: str, typed: Typed) -> Any:
    """The value typed into the field's boxes; None when left empty. Raises ValueError with a Vietnamese sentence."""
    texts = [(typed.get(name) or [""])[-1] for name in box_names(field, prefix)]
    if field.kind in _DATES:
        day, month, year = (clean(text) for text in texts)
        if not (day or month or year):
            return None
        return three_boxes(day, month, year, partial=field.kind is FieldKind.PARTIAL_DATE)
    if field.kind is FieldKind.ADDRESS:
        province, commune, street = (clean(text) for text in texts[:3])
        if not (commune or street):
            return None
        address = {"province_code": province, "commune_code": commune, "street": street}
        return {key: text for key, text in address.items() if text}
    if field.kind is FieldKind.CHOICES:
        return _choices(field.choices, typed.get(prefix) or [])
    text = (clean_lines if field.kind is FieldKind.TEXT else clean)(texts[0])
    if not text:
        return None
    if field.kind is FieldKind.BOOLEAN:
        return _boolean(text)
    if field.kind is FieldKind.CHOICE:
        return _choice(field.choices, text)
    return _TEXTS[field.kind](text) if field.kind in _TEXTS else text


def _boolean(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError("Hãy chọn Có hoặc Không.")
    return text == "true"


def _choice(choices: tuple[Choice, ...], text: str) -> Any:
    for choice in choices:
        if str(choice.code) == text:
            return choice.code
    raise ValueError("Hãy chọn một trong các câu trả lời.")


def _choices(choices: tuple[Choice, ...], texts: Sequence[str]) -> list[Any] | None:
    wanted = [clean(text) for text in texts if clean(text)]
    for text in wanted:
        _choice(choices, text)
    return [choice.code for choice in choices if str(choice.code) in wanted] or None


def typed_of(field: Field, prefix: str, value: Any) -> dict[str, list[str]]:
    """The boxes filled with a stored value: the inverse of `parse` for values that parse made."""
    if value is None:
        return {}
    if field.kind in _DATES:
        year, month, day = ([*str(value).split("-"), "", ""])[:3]
        boxes = (day.lstrip("0"), month.lstrip("0"), year)
        return {name: [text] for name, text in zip(box_names(field, prefix), boxes, strict=True)}
    if field.kind is FieldKind.ADDRESS:
        address = value if isinstance(value, Mapping) else {}
        keys = ("province_code", "commune_code", "street", "")
        return {n: [str(address.get(k, ""))] for n, k in zip(box_names(field, prefix), keys, strict=True)}
    if field.kind is FieldKind.CHOICES:
        return {prefix: [str(one) for one in value]}
    if field.kind is FieldKind.BOOLEAN:
        return {prefix: ["true" if value else "false"]}
    return {prefix: [shown_number(value) if isinstance(value, int | float) else str(value)]}


def shown_number(value: int | float) -> str:
    """1234567 → "1.234.567", 12.5 → "12,5"."""
    whole, _, rest = (f"{value:,}" if isinstance(value, int) else f"{Decimal(str(value)):,f}").partition(".")
    return whole.replace(",", ".") + (f",{rest}" if rest else "")


def shown(field: Field, value: Any, titles: Mapping[str, str] | None = None) -> str:
    """The value as people read it; "" for none. `titles` are those of the field's code list."""
    if value is None or value == "" or value == []:
        return ""
    match field.kind:
        case FieldKind.BOOLEAN:
            return "Có" if value else "Không"
        case FieldKind.CHOICE | FieldKind.CHOICES:
            codes = value if isinstance(value, list) else [value]
            return ", ".join(next((c.title for c in field.choices if c.code == code), str(code)) for code in codes)
        case FieldKind.CODE_LIST:
            return (titles or {}).get(str(value), str(value))
        case FieldKind.DATE | FieldKind.PARTIAL_DATE:
            return "/".join(reversed(str(value).split("-")))
        case FieldKind.ADDRESS:
            parts = (value.get("street"), value.get("commune_name"), value.get("province_name"))
            return ", ".join(part for part in parts if part)
        case FieldKind.VND:
            return f"{shown_number(value)} đồng"
        case FieldKind.INTEGER | FieldKind.NUMBER:
            return f"{shown_number(value)} {field.unit}".strip()
        case _:
            return str(value)
