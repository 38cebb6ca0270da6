"""The table of doors: `doors.txt` says of every address and method what each visitor meets there.

in      let in: a page, or a redirect onward
said    let in, and told what is wrong with what was sent (400, 409, 422): every request here is sent empty
sign    has to sign in first (a redirect there, or 401)
2nd     has to pass the second factor first
no      denied (403), which the security log tells
none    nothing is there for this visitor (404)
-       the address does not take this method (405)
down    what stands behind it cannot be reached from a test (503)
"""

import re
from collections.abc import Iterator
from pathlib import Path

from django.http import HttpResponseBase
from django.urls import URLPattern, URLResolver, get_resolver

TABLE = Path(__file__).with_name("doors.txt")
METHODS = ("GET", "POST")
VISITORS = (
    "anyone", "other", "owner", "no2nd", "desk", "spec", "leader", "admin", "away",
)  # fmt: skip

Door = tuple[str, str]
_SIGN_IN = ("/dang-nhap/can-bo/", "/dang-nhap/?", "/dang-nhap/dinh-danh/")
_SECOND = ("/tai-khoan/xac-nhan/ma/", "/tai-khoan/hai-lop/")


def addresses(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    """Every address of the platform, as the url patterns write it."""
    for one in (resolver or get_resolver()).url_patterns:
        address = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from addresses(one, address)
        elif isinstance(one, URLPattern):
            yield address


def filled(address: str, known: dict[str, str]) -> str:
    """The address with something in each of its places: what `known` says, else what certainly does not exist."""
    plain = {"int": "1", "slug": "khong-co", "str": "khong-co", "uuid": "0" * 8 + "-0000-7000-8000-" + "0" * 12}
    plain["uuidstr"] = plain["uuid"]

    def value(place: re.Match[str]) -> str:
        kind, _, name = place[1].rpartition(":")
        return known.get(name, plain[kind or "str"])

    return "/" + re.sub(r"<([^>]+)>", value, address)


def met(answer: HttpResponseBase) -> str:
    """The word of the table for an answer."""
    match answer.status_code:
        case 403:
            return "no"
        case 404:
            return "none"
        case 405:
            return "-"
        case 401:
            return "sign"
        case 400 | 409 | 422:
            return "said"
        case 503:
            return "down"
        case 302 | 303:
            goal = answer.headers["Location"]
            return "sign" if goal.startswith(_SIGN_IN) else "2nd" if goal.startswith(_SECOND) else "in"
        case status if status < 400:
            return "in"
    raise AssertionError(f"{answer.status_code} is no way to answer at a door")


def read_table() -> dict[Door, tuple[str, ...]]:
    """(method, address) → what each of VISITORS meets."""
    lines = [line.split() for line in TABLE.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    for line in lines:
        assert len(line) == 2 + len(VISITORS), line
    table = {(line[0], "" if line[1] == "/" else line[1]): tuple(line[2:]) for line in lines}
    assert len(table) == len(lines), "an address stands twice in the table"
    return table


def line(door: Door, words: tuple[str, ...]) -> str:
    """A line as the table has it."""
    return f"{door[0]:<5}{door[1] or '/':<82}" + "".join(f"{word:<7}" for word in words).rstrip()
