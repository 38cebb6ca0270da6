"""What the worker does for electronic receipts by the clock."""

from tinhso.kernel.actor import system_actor
from tinhso.services.ereceipts import api

SCHEDULES = {"tinhso.services.ereceipts.tasks.send_due": 1}


def send_due() -> int:
    """Ask the provider about what is due; a round that overlaps another takes other receipts."""
    return api.send_due(actor=system_actor())
