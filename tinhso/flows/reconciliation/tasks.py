"""Every night the day before is compared; the hour is the rule's, so the schedule only asks often enough."""

from datetime import date

from tinhso.flows.reconciliation import api
from tinhso.kernel.actor import system_actor

SCHEDULES = {"tinhso.flows.reconciliation.tasks.reconcile_night": 60}


def reconcile_night() -> int:
    """Returns how many differences wait for an explanation after it, 0 when there was nothing to do."""
    report = api.reconcile_night(actor=system_actor())
    return sum(one.unexplained for one in report.outcomes) if report else 0


def reconcile_day(day: str) -> int:
    """A day that somebody asked for."""
    report = api.reconcile(day=date.fromisoformat(day), actor=system_actor())
    return sum(one.unexplained for one in report.outcomes)
