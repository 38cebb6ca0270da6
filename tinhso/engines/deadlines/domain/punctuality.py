"""Early, on time, late: a finish against a due date."""

from datetime import datetime

from tinhso.engines.deadlines.types import ClockState, Punctuality
from tinhso.kernel.clock import local


def classify(
    *, due_at: datetime, now: datetime, finished_at: datetime | None = None, paused_at: datetime | None = None
) -> Punctuality:
    """Finished: late after the due minute, early on a day before the due day, otherwise on time.
    Not finished: overdue after the due minute, counted up to the pause when paused; otherwise within."""
    if finished_at is None:
        return Punctuality.OVERDUE if (paused_at or now) > due_at else Punctuality.WITHIN
    if finished_at > due_at:
        return Punctuality.LATE
    return Punctuality.EARLY if local(finished_at).date() < local(due_at).date() else Punctuality.ON_TIME


def counts_as_open(state: ClockState) -> bool:
    """Whether the clock is still to be finished."""
    return state in (ClockState.RUNNING, ClockState.PAUSED)
