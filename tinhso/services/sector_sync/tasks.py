"""What the worker does for systems of sectors by the clock."""

from tinhso.services.sector_sync import api

SCHEDULES = {
    "tinhso.services.sector_sync.tasks.send_due": 1,
    "tinhso.services.sector_sync.tasks.ask_due": 5,
}


def send_due() -> int:
    """Hand over what is due; a round that overlaps another takes other records."""
    return api.send_due() if api.is_on() else 0


def ask_due() -> int:
    """Ask the partners how far they have got with what they have."""
    return api.ask_due() if api.is_on() else 0
