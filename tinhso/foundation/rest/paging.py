"""Cursors: opaque, signed, bound to their list; a list with one neither skips nor repeats what stays in it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.core import signing
from django.db.models import Model, Q, QuerySet

from tinhso.foundation.rest.errors import WrongCursor
from tinhso.foundation.rest.types import Page

T = TypeVar("T")
M = TypeVar("M", bound=Model)


def by_time(rows: QuerySet[M], *, at: str, cursor: str, limit: int, place: str, newest_first: bool = True) -> Page[M]:
    """One page of rows ordered by an instant and the id. Raises WrongCursor."""
    step = "lt" if newest_first else "gt"
    if cursor:
        moment, row_id = read_time(cursor, place)
        rows = rows.filter(Q(**{f"{at}__{step}": moment}) | Q(**{at: moment, f"id__{step}": row_id}))
    sign = "-" if newest_first else ""
    found = list(rows.order_by(f"{sign}{at}", f"{sign}id")[: limit + 1])
    last = found[limit - 1] if len(found) > limit else None
    following = "" if last is None else write_time(getattr(last, at), last.pk, place)
    return Page(items=tuple(found[:limit]), next_cursor=following)


def by_place(ask: Callable[[int], Sequence[T]], *, cursor: str, limit: int, place: str) -> Page[T]:
    """One page of a list that is worked out anew each time: `ask(n)` gives its first n. Raises WrongCursor."""
    begin = _count(_read(cursor, place)) if cursor else 0
    found = ask(begin + limit + 1)
    more = len(found) > begin + limit
    return Page(items=tuple(found[begin : begin + limit]), next_cursor=_write([begin + limit], place) if more else "")


def write_time(at: datetime, row_id: object, place: str) -> str:
    """The cursor after this instant and id."""
    return _write([at.isoformat(), str(row_id)], place)


def read_time(cursor: str, place: str) -> tuple[datetime, UUID]:
    """The instant and id that a cursor stands after. Raises WrongCursor."""
    try:
        at, row_id = _read(cursor, place)
        return datetime.fromisoformat(str(at)), UUID(str(row_id))
    except ValueError as wrong:
        raise _wrong() from wrong


def _count(parts: list[object]) -> int:
    if len(parts) != 1 or not isinstance(parts[0], int):
        raise _wrong()
    return parts[0]


def _write(parts: list[object], place: str) -> str:
    return signing.dumps(parts, salt=f"rest.cursor.{place}", compress=True)


def _read(cursor: str, place: str) -> list[object]:
    try:
        parts: list[object] = signing.loads(cursor, salt=f"rest.cursor.{place}")
    except signing.BadSignature as wrong:
        raise _wrong() from wrong
    return parts


def _wrong() -> WrongCursor:
    words = "Con trỏ trang không phải do danh sách này đưa ra."
    return WrongCursor(words, fields={"/query/cursor": words})
