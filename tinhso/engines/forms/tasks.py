"""Background work of forms."""

from tinhso.engines.forms import api

SCHEDULES = {"tinhso.engines.forms.tasks.sweep_drafts": 1440}


def sweep_drafts() -> None:
    """Nightly: drafts past their day."""
    api.sweep_drafts()
