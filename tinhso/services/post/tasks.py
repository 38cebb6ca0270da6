"""What the worker does for letters by the clock."""

from tinhso.kernel.actor import system_actor
from tinhso.services.post import api

SCHEDULES = {"tinhso.services.post.tasks.send_due": 1, "tinhso.services.post.tasks.track": 5}


def send_due() -> int:
    """Tell the post what it has to be told; a round that overlaps another takes other letters."""
    return api.send_due(actor=system_actor())


def track() -> int:
    """Read what is new of the tracking list."""
    return api.track(actor=system_actor())
