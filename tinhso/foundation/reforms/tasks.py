"""A reform whose definition was applied ahead is carried out on its day."""

from tinhso.foundation.reforms import api
from tinhso.kernel.actor import system_actor

SCHEDULES = {"tinhso.foundation.reforms.tasks.carry_out_due": 5}


def carry_out_due() -> int:
    """How many were carried out; mostly none."""
    return api.carry_out_due(actor=system_actor())
