"""Reforms of units: who follows them, what one would do, carrying them out on their day."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.reforms import queries
from tinhso.foundation.reforms.actions.carry_out import carry_out
from tinhso.foundation.reforms.domain import reform_from, wrong_moves
from tinhso.foundation.reforms.types import CarriedOut, Follower, Reform
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now, today
from tinhso.kernel.definitions.types import Consequence

__all__ = [
    "apply_reform",
    "carry_out_due",
    "foresee",
    "list_carried_out",
    "reform_from",
    "register_follower",
    "wrong_moves",
]

_followers: dict[str, Follower] = {}


def register_follower(name: str, follower: Follower) -> None:
    """Adds a module's part of every reform; lower orders go first (identity 10, casework 50). Twice is once."""
    _followers[name] = follower


def followers() -> tuple[Follower, ...]:
    """All parts, in order."""
    return tuple(sorted(_followers.values(), key=lambda follower: follower.order))


def foresee(reform: Reform) -> Iterable[Consequence]:
    """What the reform would move and what has nowhere to go, as things stand now."""
    return [one for follower in followers() for one in follower.foresee(reform)]


def apply_reform(reform: Reform, *, version_id: UUID, actor: Actor) -> None:
    """Carry it out now when its day has come; a later one waits for `carry_out_due`. Raises ReformWaits."""
    if reform.effective_from <= today():
        carry_out(reform, followers(), version_id=version_id, actor=actor)


def carry_out_due(*, actor: Actor, on: date | None = None) -> int:
    """Carry out every reform in force that was not, and for a day again what came late: filed by a page that was opened
    before, or in a transaction that ended after. How many were looked at. Raises ReformWaits at the first that cannot be.
    """
    versions = {version.id: version for version in definitions.list_current("unit_reform", on=on)}
    done = queries.carried_out_before(versions, now() - timedelta(days=1))
    due = sorted(versions.keys() - done, key=lambda key: versions[key].effective_from)
    for key in due:
        version = versions[key]
        reform = reform_from(
            code=version.code, title=version.title, effective_from=version.effective_from, body=version.body
        )
        carry_out(reform, followers(), version_id=key, actor=actor)
    return len(due)


def list_carried_out() -> tuple[CarriedOut, ...]:
    """What was carried out, newest first."""
    return queries.runs()
