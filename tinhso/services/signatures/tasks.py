"""Jobs by the clock: what nobody signed in time is given up; archive time stamps are renewed before they end."""

import logging

from tinhso.kernel.actor import system_actor
from tinhso.services.signatures import api

log = logging.getLogger("tinhso.signatures")

SCHEDULES = {
    "tinhso.services.signatures.tasks.sweep_pending": 60,
    "tinhso.services.signatures.tasks.renew_archives": 60,
}


def sweep_pending() -> int:
    return api.sweep(actor=system_actor())


def renew_archives() -> int:
    """Archive time stamps that end within the rule's days, the soonest first; the rest at the next run."""
    done = api.renew_archives(actor=system_actor())
    if done.stopped or done.failed:
        log.warning("signatures.archive_not_renewed failed=%s left=%s stopped=%s", done.failed, done.left, done.stopped)
    return done.renewed
