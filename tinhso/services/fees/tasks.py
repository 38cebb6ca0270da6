"""What the worker does for dues by the clock."""

from tinhso.kernel.actor import system_actor
from tinhso.services.fees import api

SCHEDULES = {"tinhso.services.fees.tasks.remind_unpaid": 30}


def remind_unpaid() -> int:
    """Say which dues are to be paid soon; each is told once on each day that its rule names."""
    return api.remind_unpaid(actor=system_actor())
