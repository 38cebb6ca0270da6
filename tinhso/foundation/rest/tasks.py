"""What the worker does for the API by the clock."""

from tinhso.foundation.rest import api

SCHEDULES = {"tinhso.foundation.rest.tasks.sweep": 30}


def sweep() -> int:
    """Forget counters and kept answers that are over."""
    return api.sweep()
