"""What the worker does for the exchange by the clock."""

import logging

from tinhso.kernel.actor import system_actor
from tinhso.kernel.errors import DomainError
from tinhso.services.national_portal import api

log = logging.getLogger("tinhso.national_portal")

SCHEDULES = {
    "tinhso.services.national_portal.tasks.send_due": 1,
    "tinhso.services.national_portal.tasks.fetch_due": 1,
    "tinhso.services.national_portal.tasks.pull_questions": 15,
    "tinhso.services.national_portal.tasks.pull_catalogues": 24 * 60,
}


def send_due() -> int:
    """Send what is due; a round that overlaps another takes other messages."""
    return api.send_due() if api.is_on() else 0


def fetch_due() -> int:
    """Fetch the papers of what the portal handed over; the flow makes dossiers of it."""
    return api.fetch_due(actor=system_actor())


def pull_catalogues() -> int:
    """The lists that messages need, once a day; returns how many were used."""
    if not api.is_on():
        return 0
    return sum(not report.error for report in api.pull_catalogues_now(actor=system_actor()))


def pull_questions() -> int:
    """Questions that people asked on the portal; returns how many are new. A portal that is away is asked again later."""
    if not api.is_on():
        return 0
    try:
        return api.pull_questions(actor=system_actor())
    except DomainError:
        log.warning("national_portal.questions_failed")
        return 0
