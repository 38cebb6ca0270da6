"""What the QR of an identity card says, read strictly: a scanner is a keyboard, and anything may be typed into it.

The text is "number|old number|name|ddmmyyyy|sex|address|ddmmyyyy issued"; cards of the 2024 pattern may add fields after
these seven, which are not used.
"""

import re
from dataclasses import dataclass
from datetime import date

from tinhso.foundation.identity import api as identity
from tinhso.kernel.text import clean

LONGEST = 600
FIELDS, MOST_FIELDS = 7, 14
LONGEST_NAME, LONGEST_ADDRESS = 100, 200
_SEXES = {"nam": "male", "nữ": "female"}
_NAME = re.compile(r"[^\W\d_]+(?:[ '’\-.][^\W\d_]+)*\.?")
_NUMBER = re.compile(r"\d{9}|\d{12}|\d{10}(-?\d{3})?|[A-Z]{1,2}\d{6,8}", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Card:
    """An identity card as its QR tells it, or only the number that was typed (then the rest is empty)."""

    number: str
    old_number: str = ""
    full_name: str = ""
    born_on: date | None = None
    sex: str = ""
    address: str = ""
    issued_on: date | None = None

    @property
    def is_scanned(self) -> bool:
        return bool(self.full_name)


def read_card(text: str, *, on: date) -> Card:
    """The card of a scanned or pasted QR text, or of a number alone. Raises ValueError with a Vietnamese sentence.

    A QR whose parts contradict each other (number, sex, year of birth, dates) is refused whole: nothing of it is used.
    """
    if "|" not in text:
        number = re.sub(r"[\s.]", "", clean(text[:LONGEST])).upper()
        if not _NUMBER.fullmatch(number):
            raise ValueError(
                "Quét thẻ căn cước, hoặc nhập số định danh (12 số), số hộ chiếu, hay mã số thuế (10 hoặc 13 số)."
            )
        return Card(number=number)
    if len(text) > LONGEST:
        raise ValueError("Nội dung quét dài hơn mã QR của thẻ căn cước. Hãy quét lại.")
    parts = [clean(part) for part in text.split("|")]
    if not FIELDS <= len(parts) <= MOST_FIELDS:
        raise ValueError("Nội dung quét không phải mã QR của thẻ căn cước. Hãy quét lại hoặc gõ số định danh.")
    return _read(parts, on)


def _read(parts: list[str], on: date) -> Card:
    number = _personal_number(parts[0])
    born_on, sex = _date(parts[3], "ngày sinh"), _SEXES.get(parts[4].casefold(), "")
    if parts[1] and not re.fullmatch(r"\d{9}|\d{12}", parts[1], re.ASCII):
        raise _unreadable("số chứng minh nhân dân cũ")
    if not _NAME.fullmatch(parts[2]) or len(parts[2]) > LONGEST_NAME:
        raise _unreadable("họ và tên")
    if not sex:
        raise _unreadable("giới tính")
    if not parts[5] or len(parts[5]) > LONGEST_ADDRESS or any(c in parts[5] for c in "<>{}"):
        raise _unreadable("nơi thường trú")
    issued_on = _date(parts[6], "ngày cấp")
    if not born_on <= issued_on <= on:
        raise _unreadable("ngày sinh và ngày cấp")
    said = identity.parse_personal_number(number)
    if (said.sex, said.birth_year) != (sex, born_on.year):
        raise ValueError("Mã QR này tự mâu thuẫn: số định danh không khớp năm sinh hoặc giới tính. Hãy xem lại thẻ.")
    return Card(
        number=number,
        old_number=parts[1],
        full_name=parts[2],
        born_on=born_on,
        sex=sex,
        address=parts[5],
        issued_on=issued_on,
    )


def _personal_number(text: str) -> str:
    if not re.fullmatch(r"\d{12}", text, re.ASCII):
        raise _unreadable("số định danh")
    return text


def _date(text: str, what: str) -> date:
    if not re.fullmatch(r"\d{8}", text, re.ASCII):
        raise _unreadable(what)
    try:
        return date(int(text[4:]), int(text[2:4]), int(text[:2]))
    except ValueError:
        raise _unreadable(what) from None


def _unreadable(what: str) -> ValueError:
    return ValueError(f"Mã QR của thẻ không đọc được ({what}). Hãy quét lại hoặc gõ số định danh.")
