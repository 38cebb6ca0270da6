"""What the worker does for notices: each channel has a round of its own, so that a slow one holds up no other."""

from tinhso.kernel.actor import system_actor
from tinhso.services.notifications import api
from tinhso.services.notifications.types import Channel

_HERE = "tinhso.services.notifications.tasks"
# A change of state reaches its people within a minute: the round comes every few seconds.
LOOPS = {f"{_HERE}.send_{channel.value}": 3 for channel in Channel}


def send_email() -> int:
    """Send the letters that are due; a round that overlaps another takes other messages."""
    return api.send_due(actor=system_actor(), channels=[Channel.EMAIL])


def send_sms() -> int:
    """Send the text messages that are due."""
    return api.send_due(actor=system_actor(), channels=[Channel.SMS])


def send_zalo() -> int:
    """Send the Zalo notices that are due."""
    return api.send_due(actor=system_actor(), channels=[Channel.ZALO])


def send_push() -> int:
    """Send the push messages that are due."""
    return api.send_due(actor=system_actor(), channels=[Channel.PUSH])
