"""What partners send, read strictly: a stranger's bytes until the signature is checked."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from tinhso.kernel.clock import PROVINCE_TZ
from tinhso.services.payments.errors import Unreadable

_MOST_FIELDS = 60


def json_object(body: bytes) -> Mapping[str, Any]:
    """A JSON object. Raises Unreadable."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise Unreadable("Thông báo không phải JSON.") from None
    if not isinstance(value, dict):
        raise Unreadable("Thông báo không phải một đối tượng JSON.")
    return value


def form(body: bytes) -> Mapping[str, str]:
    """The fields of a form; one that stands twice is refused, since partner and we might read another one of both."""
    try:
        listed = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict")
    except ValueError:
        raise Unreadable("Thông báo không đọc được.") from None
    fields = dict(listed)
    if len(fields) != len(listed):
        raise Unreadable("Thông báo có trường lặp lại.")
    return fields


def text(fields: Mapping[str, Any], name: str, *, most: int = 200, needed: bool = True) -> str:
    """A text or number of the message as text. Raises Unreadable."""
    value = fields.get(name)
    if isinstance(value, bool) or (value is not None and not isinstance(value, str | int)):
        raise Unreadable(f"Trường {name} sai kiểu.")
    found = "" if value is None else str(value)
    if (needed and not found) or len(found) > most or "\0" in found:
        raise Unreadable(f"Trường {name} thiếu hoặc quá dài.")
    return found


def amount(fields: Mapping[str, Any], name: str) -> int:
    """Whole đồng, above zero. Raises Unreadable."""
    found = text(fields, name, most=13)
    if not (found.isascii() and found.isdigit()) or int(found) == 0:
        raise Unreadable(f"Trường {name} không phải số tiền.")
    return int(found)


def instant(fields: Mapping[str, Any], name: str) -> datetime | None:
    """`20261130142530` on the province's clock, or ISO 8601; None where it is absent or no instant."""
    found = text(fields, name, most=40, needed=False)
    for pattern in ("%Y%m%d%H%M%S", None):
        try:
            at = datetime.strptime(found, pattern) if pattern else datetime.fromisoformat(found)  # noqa: DTZ007  (zone set below)
        except ValueError:
            continue
        return at if at.tzinfo else at.replace(tzinfo=PROVINCE_TZ)
    return None
