"""Identifiers of people and organisations: personal number, old identity card, passport, tax code."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Literal

Sex = Literal["male", "female"]
_TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
_TAX_CODE = re.compile(r"[0-9]{10}(-?[0-9]{3})?")
_PASSPORT = re.compile(r"[A-Z0-9]{5,15}")


@dataclass(frozen=True)
class PersonalNumber:
    """What the 12 digits say: where the birth was registered, sex, year of birth (NĐ 137/2015 art. 13)."""

    number: str
    place: str
    sex: Sex
    birth_year: int


def compact(text: str) -> str:
    """Without spaces, dots and dashes that people put between digits; full-width digits become plain ones."""
    return re.sub(r"[\s.\-\u2010-\u2015]", "", unicodedata.normalize("NFKC", text)).upper()


def ending(number: str) -> str:
    """The last four letters or digits of a personal number, passport or tax code; fewer when it has fewer."""
    return "".join(c for c in compact(number) if c.isalnum())[-4:]


def parse_personal_number(text: str) -> PersonalNumber:
    """Read 3 place + 1 century and sex + 2 year + 6 random digits. Raises ValueError with a Vietnamese sentence."""
    number = compact(text)
    if not re.fullmatch(r"[0-9]{12}", number):
        raise ValueError("Số định danh cá nhân gồm 12 chữ số.")
    century = int(number[3])
    return PersonalNumber(
        number=number,
        place=number[:3],
        sex="male" if century % 2 == 0 else "female",
        birth_year=1900 + 100 * (century // 2) + int(number[4:6]),
    )


def agrees(number: PersonalNumber, *, born_on: date | None, sex: str | None) -> list[str]:
    """Sentences on where the number contradicts the date of birth or the sex; empty when nothing does."""
    wrong = []
    if born_on is not None and born_on.year != number.birth_year:
        wrong.append("Năm sinh không khớp với số định danh cá nhân.")
    if sex in ("male", "female") and sex != number.sex:
        wrong.append("Giới tính không khớp với số định danh cá nhân.")
    return wrong


def parse_old_identity_card(text: str) -> str:
    """The 9 digits of an old identity card. Raises ValueError with a Vietnamese sentence."""
    number = compact(text)
    if not re.fullmatch(r"[0-9]{9}", number):
        raise ValueError("Số chứng minh nhân dân cũ gồm 9 chữ số.")
    return number


def parse_passport(text: str) -> str:
    """A passport number: 5–15 capitals and digits. Raises ValueError with a Vietnamese sentence."""
    number = compact(text)
    if not _PASSPORT.fullmatch(number):
        raise ValueError("Số hộ chiếu gồm 5 đến 15 chữ cái và chữ số.")
    return number


def tax_check_digit(first_nine: str) -> int | None:
    """The tenth digit of a tax code; None when these nine digits can have none."""
    digit = 10 - sum(w * int(d) for w, d in zip(_TAX_WEIGHTS, first_nine, strict=True)) % 11
    return None if digit == 10 else digit


def parse_tax_code(text: str, *, personal_allowed: bool) -> str:
    """A tax code in one form: 10 digits, or `10-3` for a branch.

    An individual or household business may use the 12-digit personal number (since 1/7/2025, TT 86/2024).
    Raises ValueError with a Vietnamese sentence.
    """
    raw = re.sub(r"[\s.\u2010-\u2015]", "-", unicodedata.normalize("NFKC", text.strip())).replace("--", "-")
    digits = raw.replace("-", "")
    if re.fullmatch(r"[0-9]{12}", digits):
        if personal_allowed:
            return digits
        raise ValueError("Mã số thuế 12 chữ số chỉ dùng cho cá nhân và hộ kinh doanh.")
    if not _TAX_CODE.fullmatch(digits):
        raise ValueError("Mã số thuế gồm 10 chữ số, hoặc 13 chữ số với đơn vị phụ thuộc.")
    if digits[2:9] == "0000000" or tax_check_digit(digits[:9]) != int(digits[9]):
        raise ValueError("Mã số thuế không đúng: chữ số kiểm tra không khớp.")
    if len(digits) == 13 and digits[10:] == "000":
        raise ValueError("Ba chữ số cuối của mã số thuế đơn vị phụ thuộc từ 001 đến 999.")
    return digits if len(digits) == 10 else f"{digits[:10]}-{digits[10:]}"
