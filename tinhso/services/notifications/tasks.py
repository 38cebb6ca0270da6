"""What the worker does for notices by the clock."""

from tinhso.kernel.actor import system_actor
from tinhso.services.notifications import api

SCHEDULES = {"tinhso.services.notifications.tasks.send_due": 1}


def send_due() -> int:
    """Send what is due; a round that overlaps another takes other messages."""
    return api.send_due(actor=system_actor())
