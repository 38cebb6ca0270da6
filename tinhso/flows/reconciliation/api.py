"""Compare the systems with the record, read what does not agree, explain it."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from tinhso.flows.reconciliation import queries, rules
from tinhso.flows.reconciliation.actions import accept_difference as accepting
from tinhso.flows.reconciliation.actions import run as running
from tinhso.flows.reconciliation.types import Difference, Period, Report
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import PROVINCE_TZ, local, now


def reconcile(*, day: date | None, actor: Actor) -> Report:
    """What happened on a day of the province (None: ever), and whatever is open from before. Raises NoDefinition."""
    return running.run(_period(day), actor=actor)


def reconcile_night(*, actor: Actor) -> Report | None:
    """Yesterday, once, from the hour that the rule names on; None when it is too early or done."""
    at = local(now())
    day = at.date() - timedelta(days=1)
    if at.hour < rules.rule_now().hour or queries.was_compared(day):
        return None
    return running.run(_period(day), nightly_on=day, actor=actor)


def ask_for(*, day: date, actor: Actor) -> None:
    """The worker compares that day within a minute. Raises ActDenied for who does not see the whole province, WrongDay."""
    running.ask_for(day=day, actor=actor)


def _period(day: date | None) -> Period:
    if day is None:
        return Period(since=None, until=now())
    first = datetime.combine(day, time.min, PROVINCE_TZ)
    return Period(since=first, until=first + timedelta(days=1))


def open_differences(*, actor: Actor) -> tuple[Difference, ...]:
    """Everything open that the actor may see, explained or not, oldest first. Raises ActDenied."""
    return queries.open_ones(actor=actor)


def check_again(*, difference_id: UUID, actor: Actor) -> Difference:
    """Look at this one thing now. Raises ActDenied, NoDifference."""
    return running.check_again(difference_id=difference_id, actor=actor)


def accept(*, difference_id: UUID, reason: str, seen: tuple[str, str], actor: Actor) -> None:
    """It is right as it is, and why; another value of either side waits again. `seen`: both values as they were read.

    Raises ActDenied, NoDifference, NotWaiting, WrongReason.
    """
    accepting.accept_difference(difference_id=difference_id, reason=reason, seen=seen, actor=actor)


def may_accept(difference_id: UUID, *, actor: Actor) -> bool:
    """Whether the actor may explain it. Raises ActDenied, NoDifference."""
    return accepting.may_accept(difference_id, actor=actor)
