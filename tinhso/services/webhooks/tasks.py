"""What the worker does for webhooks by the clock."""

from tinhso.services.webhooks import api

LOOPS = {"tinhso.services.webhooks.tasks.send_due": 1}
SCHEDULES = {"tinhso.services.webhooks.tasks.sweep": 60}
_MOST_ROUNDS = 50


def send_due() -> int:
    """Send what is due until nothing is, or long enough."""
    total = 0
    for _ in range(_MOST_ROUNDS):
        sent = api.send_due()
        if not sent:
            break
        total += sent
    return total


def sweep() -> int:
    """Forget deliveries that were done so long ago that nobody asks."""
    return api.sweep()
