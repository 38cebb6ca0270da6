"""The one clock. Instants are aware UTC; law is computed in the province's zone."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

PROVINCE_TZ = ZoneInfo("Asia/Ho_Chi_Minh")

_frozen: ContextVar[datetime | None] = ContextVar("tinhso_frozen_clock", default=None)
# A whole process can live at another moment: demonstrations of "received after 15:00" need it, production must not set it.
_shift = timedelta(seconds=int(os.environ.get("TINHSO_CLOCK_SHIFT_SECONDS", "0")))


def now() -> datetime:
    """This instant, aware, UTC."""
    at = _frozen.get()
    return at if at is not None else datetime.now(UTC) + _shift


def today() -> date:
    """Today's date in the province."""
    return local(now()).date()


def local(at: datetime) -> datetime:
    """The same instant on the province's wall clock. Raises ValueError for a naive datetime."""
    if at.tzinfo is None:
        raise ValueError("a naive datetime has no place in the province")
    return at.astimezone(PROVINCE_TZ)


def at_local(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """The instant (UTC) of a wall-clock moment in the province."""
    return datetime(year, month, day, hour, minute, tzinfo=PROVINCE_TZ).astimezone(UTC)


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """Stop the clock at `at` inside the block; for tests and for previews of another day."""
    if at.tzinfo is None:
        raise ValueError("the clock stops only at an aware instant")
    token = _frozen.set(at.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)
