"""What the worker does for payments by the clock."""

from tinhso.kernel.actor import system_actor
from tinhso.services.payments import api

SCHEDULES = {
    "tinhso.services.payments.tasks.follow_up": 1,
    "tinhso.services.payments.tasks.send_refunds": 1,
}


def follow_up() -> int:
    """Ask partners about attempts whose end is not known."""
    return api.follow_up(actor=system_actor())


def send_refunds() -> int:
    """Send approved refunds and ask about those on their way."""
    return api.send_refunds(actor=system_actor())
