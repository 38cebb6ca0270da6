"""Numbers that name people and firms: normal form and the checks that need no register.

Every function takes text already cleaned of stray spaces and returns the stored form, or raises ValueError with a
Vietnamese sentence for the person who typed it.
"""

import re
from datetime import date

from tinhso.kernel.clock import today

_SEPARATORS = re.compile(r"[\s.\-()]")
_MST_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
# NĐ 137/2015 art. 13: the fourth digit tells the century and the sex (even male, odd female), from the 20th century on.
_FIRST_CENTURY = 1900


def personal_number(text: str) -> str:
    """12 digits: place of birth registration (3), century and sex (1), year (2), random (6).

    NĐ 137/2015/NĐ-CP art. 13.
    """
    digits = _SEPARATORS.sub("", text)
    if not re.fullmatch(r"[0-9]+", digits):
        raise ValueError("Số định danh cá nhân chỉ gồm chữ số, ví dụ 079203001234.")
    if len(digits) != 12:
        raise ValueError(f"Số định danh cá nhân phải có 12 chữ số, bạn đã nhập {len(digits)}.")
    if digits[:3] == "000":
        raise ValueError("Số định danh cá nhân không bắt đầu bằng 000. Hãy xem lại thẻ căn cước.")
    if birth_year(digits) > today().year:
        raise ValueError("Số định danh cá nhân này chưa thể được cấp: năm sinh trong số ở tương lai.")
    return digits


def birth_year(number: str) -> int:
    """The year of birth that a personal number tells."""
    return _FIRST_CENTURY + int(number[3]) // 2 * 100 + int(number[4:6])


def sex(number: str) -> str:
    """The sex at registration that a personal number tells: "male" or "female"."""
    return "female" if int(number[3]) % 2 else "male"


def old_id_number(text: str) -> str:
    """The 9-digit number of the identity card before 2016."""
    digits = _SEPARATORS.sub("", text)
    if not re.fullmatch(r"[0-9]{9}", digits):
        raise ValueError("Số chứng minh nhân dân cũ phải có đúng 9 chữ số.")
    return digits


def passport_number(text: str) -> str:
    """Letters and digits, 5 to 20, upper case."""
    number = _SEPARATORS.sub("", text).upper()
    if not re.fullmatch(r"[A-Z0-9]{5,20}", number):
        raise ValueError("Số hộ chiếu gồm 5 đến 20 chữ cái và chữ số, không dấu, ví dụ C1234567.")
    return number


def tax_code(text: str) -> str:
    """10 digits with a check digit, 10-3 for a branch, or the 12-digit personal number (TT 86/2024/TT-BTC)."""
    digits = _SEPARATORS.sub("", text)
    if not re.fullmatch(r"[0-9]{10}|[0-9]{12,13}", digits):
        raise ValueError("Mã số thuế có 10 chữ số, 13 chữ số (chi nhánh) hoặc 12 chữ số (cá nhân).")
    if len(digits) == 12:
        return personal_number(digits)
    remainder = 10 - sum(w * int(d) for w, d in zip(_MST_WEIGHTS, digits, strict=False)) % 11
    if remainder != int(digits[9]) or digits[2:9] == "0000000" or digits[10:] == "000":
        raise ValueError("Mã số thuế không đúng: chữ số kiểm tra không khớp. Hãy xem lại từng chữ số.")
    return digits if len(digits) == 10 else f"{digits[:10]}-{digits[10:]}"


def phone(text: str) -> str:
    """A Vietnamese number as 0… (mobile 10 digits, fixed 11), one abroad as +…"""
    number = _SEPARATORS.sub("", text)
    if re.fullmatch(r"(\+|00)84[0-9]+", number):
        number = "0" + number[number.index("84") + 2 :].removeprefix("0")
    elif re.fullmatch(r"84[35789][0-9]{8}", number):
        number = "0" + number[2:]
    elif number.startswith("00"):
        number = "+" + number[2:]
    if re.fullmatch(r"0[35789][0-9]{8}|02[0-9]{9}|\+(?!84)[1-9][0-9]{6,14}", number):
        return number
    raise ValueError(
        "Số điện thoại chưa đúng. Số di động có 10 chữ số, ví dụ 0912345678; số nước ngoài bắt đầu bằng dấu +."
    )


def email(text: str) -> str:
    """An address with one @ and a dotted domain; the domain in lower case."""
    local, _, domain = text.replace(" ", "").rpartition("@")
    host = domain.lower()
    plain = re.fullmatch(r"[^\s@<>()\[\],;:\"\\]{1,64}", local) and ".." not in local and not local.startswith(".")
    if (
        not plain
        or local.endswith(".")
        or not re.fullmatch(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", host)
    ):
        raise ValueError("Địa chỉ thư điện tử chưa đúng, ví dụ ten@example.vn.")
    if len(local) + len(host) > 250:
        raise ValueError("Địa chỉ thư điện tử dài quá.")
    return f"{local}@{host}"


def agrees(number: str, *, born: str | None, sex_code: str | None) -> str | None:
    """What of a personal number contradicts the birth date (or part of it) and the sex; None when all agrees."""
    if born and born[:4].isdigit() and int(born[:4]) != birth_year(number):
        return f"Số định danh cho biết năm sinh {birth_year(number)}, nhưng ngày sinh đã khai là năm {born[:4]}."
    if sex_code in ("male", "female") and sex_code != sex(number):
        return "Chữ số thứ tư của số định danh không khớp với giới tính đã khai."
    return None


def real_date(text: str) -> date:
    """An ISO date. Raises ValueError for the 31st of February."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError("Ngày viết dạng năm-tháng-ngày, ví dụ 2026-11-21.")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"Không có ngày {'/'.join(reversed(text.split('-')))}.") from None
