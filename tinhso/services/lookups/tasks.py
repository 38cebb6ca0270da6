"""What the worker does for look-ups by the clock."""

from tinhso.services.lookups import api

SCHEDULES = {"tinhso.services.lookups.tasks.forget_kept": 10}


def forget_kept() -> int:
    """Nothing that a register said outlives the time its purpose gives it."""
    return api.forget_kept()
