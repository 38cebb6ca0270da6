"""Jobs by the clock: what nobody signed in time is given up, and its prepared file goes."""

from tinhso.kernel.actor import system_actor
from tinhso.services.signatures import api

SCHEDULES = {"tinhso.services.signatures.tasks.sweep_pending": 60}


def sweep_pending() -> int:
    return api.sweep(actor=system_actor())
