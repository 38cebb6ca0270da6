"""Electronic identification codes of agencies: the form of QĐ 20/2020/QĐ-TTg and the older 13 characters of QCVN 102.

`H99.13.06` reads from the root down; `000.06.13.H99` says the same from the leaf up, absent levels as zeros.
"""

import re

_CODE = re.compile(r"[A-Z][0-9]{2}(\.[0-9A-Z]+)*")
_LEGACY = re.compile(r"([0-9]{3})\.([0-9]{2})\.([0-9]{2})\.([A-Z][0-9]{2})")
MAX_LENGTH = 35


def is_code(text: str) -> bool:
    """Whether the text is a code of QĐ 20/2020: groups of capitals and digits, at most 35 characters."""
    return len(text) <= MAX_LENGTH and _CODE.fullmatch(text) is not None


def is_legacy(text: str) -> bool:
    """Whether the text is a 13-character code; a level below an absent level is not one (000.06.00.H99)."""
    match = _LEGACY.fullmatch(text)
    if match is None:
        return False
    fourth, third, second, _ = match.groups()
    return not (second == "00" and third != "00") and not (third == "00" and fourth != "000")


def from_legacy(text: str) -> str:
    """The QĐ 20/2020 form of a 13-character code. Raises ValueError when it is none."""
    if not is_legacy(text):
        raise ValueError(text)
    groups = [group for group in text.split(".") if group.strip("0")]
    return ".".join(reversed(groups))


def to_legacy(code: str) -> str | None:
    """The 13-character form, where the code has one: levels of 2, 2 and 3 digits. Raises ValueError if no code."""
    if not is_code(code):
        raise ValueError(code)
    root, *below = code.split(".")
    widths = (2, 2, 3)
    if len(below) > len(widths):
        return None
    groups = []
    for at, width in enumerate(widths):
        group = below[at] if at < len(below) else "0" * width
        if len(group) != width or not group.isdigit() or (at < len(below) and not group.strip("0")):
            return None
        groups.append(group)
    second, third, fourth = groups
    return f"{fourth}.{third}.{second}.{root}"
