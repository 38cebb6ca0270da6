"""Background work of files."""

from tinhso.foundation.files import api

SCHEDULES = {"tinhso.foundation.files.tasks.sweep_orphans": 1440}


def sweep_orphans() -> None:
    """Nightly: files that nobody linked for a day."""
    api.sweep_orphans()
