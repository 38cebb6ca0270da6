"""What the worker does for dossiers by the clock."""

from tinhso.casework.dossiers import api
from tinhso.kernel.actor import system_actor

SCHEDULES = {
    "tinhso.casework.dossiers.tasks.pass_opinion_deadlines": 5,
    "tinhso.casework.dossiers.tasks.expire_supplements": 15,
    "tinhso.casework.dossiers.tasks.move_steps_on": 1,
    "tinhso.casework.dossiers.tasks.warn": 5,
    "tinhso.casework.dossiers.tasks.remind_supplements": 30,
    "tinhso.casework.dossiers.tasks.remind_unclaimed": 60,
    "tinhso.casework.dossiers.tasks.tell_ending_results": 60,
    "tinhso.casework.dossiers.tasks.close_unpaid": 30,
}


def pass_opinion_deadlines() -> int:
    """Act upon the silence of asked agencies; each question is its own transaction, so that one cannot hold the others."""
    actor = system_actor()
    return sum(api.pass_deadline(consultation_id=one, actor=actor) for one in api.overdue_questions())


def expire_supplements() -> int:
    """Stop the dossiers whose applicants did not answer in time; each is its own transaction."""
    actor = system_actor()
    return sum(api.expire_supplement(dossier_id=one, actor=actor) for one in api.overdue_supplements())


def move_steps_on() -> int:
    """Complete the steps whose waiting time is over; each is its own transaction."""
    actor = system_actor()
    return sum(api.move_on(dossier_id=one, step=step, actor=actor) for one, step in tuple(api.overdue_steps()))


def warn() -> int:
    """Warn whom the rule names before clocks are due; one dossier's warnings are one transaction."""
    return api.warn(actor=system_actor())


def remind_supplements() -> int:
    """Remind applicants whose time to answer runs out; each is told once on each day that the rule names."""
    return api.remind_supplements(actor=system_actor())


def remind_unclaimed() -> int:
    """Say which applicants are to be reminded of a result that waits; each is its own transaction."""
    actor = system_actor()
    return sum(api.remind_unclaimed(dossier_id=one, actor=actor) for one in api.unclaimed_to_remind())


def tell_ending_results() -> int:
    """Say which results end soon, once a last day, as early as the definition says."""
    return api.tell_ending_results(actor=system_actor())


def close_unpaid() -> int:
    """Close the filings whose advance was not paid in time, where their rule says so; each is its own transaction."""
    actor = system_actor()
    return sum(api.close_unpaid(dossier_id=one, actor=actor) for one in api.unpaid_filings())
