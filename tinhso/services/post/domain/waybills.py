"""Numbers of waybills: the check digit of UPU S10, ranges and lists as the post hands them out. Pure."""

import re
from collections.abc import Iterator

_S10 = re.compile(r"([A-Z]{2})([0-9]{8})([0-9])([A-Z]{2})")
_PLAIN = re.compile(r"[A-Z0-9]{6,30}")
_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
MOST = 100_000


def check_digit(serial: str) -> int:
    """The ninth digit of an S10 number: "47312482" → 9 (UPU S10-12, the standard's own example RR473124829GB).

    11 minus the weighted sum modulo 11; 10 becomes 0 and 11 becomes 5.
    """
    rest = 11 - sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, serial, strict=True)) % 11
    return {10: 0, 11: 5}.get(rest, rest)


def problem(code: str) -> str:
    """What is wrong with a number, "" when nothing: one of the S10 shape must have its check digit."""
    shape = _S10.fullmatch(code)
    if shape is not None:
        serial, digit = shape.group(2), int(shape.group(3))
        return "" if check_digit(serial) == digit else f"{code}: sai số kiểm tra, phải là {check_digit(serial)}."
    return "" if _PLAIN.fullmatch(code) else f"“{code[:40]}” không phải số vận đơn."


def in_range(first: str, last: str) -> Iterator[str]:
    """Every S10 number from the first to the last, both counted, with their check digits.

    Raises ValueError with a sentence when they do not belong together.
    """
    begin, end = _S10.fullmatch(first), _S10.fullmatch(last)
    if begin is None or end is None:
        raise ValueError("Dải số phải từ một số đến một số dạng EB123456785VN; số dạng khác thì nhập bằng tệp.")
    for code in (first, last):
        if wrong := problem(code):
            raise ValueError(wrong)
    if (begin.group(1), begin.group(4)) != (end.group(1), end.group(4)):
        raise ValueError("Hai đầu dải số khác loại dịch vụ hoặc khác nước.")
    low, high = int(begin.group(2)), int(end.group(2))
    if not 0 <= high - low < MOST:
        raise ValueError(f"Dải số phải tăng dần và có không quá {MOST} số.")
    for number in range(low, high + 1):
        serial = f"{number:08d}"
        yield f"{begin.group(1)}{serial}{check_digit(serial)}{begin.group(4)}"


def in_list(text: str) -> tuple[str, ...]:
    """The numbers of a file, one a line; blank lines and a heading without digits are passed over.

    Raises ValueError with a sentence for the first line that is no number, for one that stands twice and for too many.
    """
    found: dict[str, None] = {}
    for number, line in enumerate(text.splitlines(), 1):
        code = line.strip().strip("\ufeff").strip(",;").upper()
        if not code or (number == 1 and not any(sign.isdigit() for sign in code)):
            continue
        if wrong := problem(code):
            raise ValueError(f"Dòng {number}: {wrong}")
        if code in found:
            raise ValueError(f"Dòng {number}: {code} đã có ở dòng trước.")
        found[code] = None
        if len(found) > MOST:
            raise ValueError(f"Mỗi lần nhập không quá {MOST} số.")
    return tuple(found)
