"""Whether two cards can be one person's, and which of them stays. No rows, no Django."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Side:
    """What decides about a card. `has_posts`: it is or was an officer's."""

    number: str
    name_folded: str
    born_on: date | None
    sex: str
    has_posts: bool
    has_account: bool
    is_older: bool


def impossible(one: Side, other: Side) -> str:
    """Why nobody may merge them, "" when somebody may."""
    if one.number and other.number and one.number != other.number:
        return "Hai thẻ mang hai số định danh khác nhau: là hai người, không gộp được."
    if one.has_posts and other.has_posts:
        return "Cả hai là tài khoản cán bộ: chữ ký và vị trí của mỗi tài khoản phải giữ nguyên, không gộp được."
    return ""


def unlike(one: Side, other: Side) -> str:
    """What does not agree although both were proved, "" when all does: then an administrator compares the papers."""
    if one.name_folded != other.name_folded:
        return "Họ tên ở hai tài khoản khác nhau."
    if one.born_on and other.born_on and one.born_on != other.born_on:
        return "Ngày sinh ở hai tài khoản khác nhau."
    if one.sex and other.sex and one.sex != other.sex:
        return "Giới tính ở hai tài khoản khác nhau."
    return ""


def first_stays(one: Side, other: Side) -> bool:
    """An officer's card stays for its signatures, else the one with a number, with an account, the older one."""
    return _rank(one) > _rank(other)


def _rank(side: Side) -> tuple[bool, bool, bool, bool]:
    return side.has_posts, bool(side.number), side.has_account, side.is_older
