"""An office calendar in the database and a clock to act on."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tinhso.engines.deadlines import api
from tinhso.engines.deadlines.testing import make_rule
from tinhso.engines.deadlines.types import Clock, ClockKind, Term, TermUnit
from tinhso.foundation.reference.testing import use_office_calendar
from tinhso.kernel.actor import Actor, Channel
from tinhso.kernel.clock import at_local
from tinhso.kernel.ids import new_id

# Two cores are shared by many: a slow example is no failure.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

MONDAY_9 = at_local(2026, 3, 2, 9)


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """The folder whose calendar is applied."""
    use_office_calendar(tmp_path)
    return tmp_path


@pytest.fixture
def officer() -> Actor:
    return Actor(channel=Channel.COUNTER, person_id=new_id(), post_id=new_id())


@pytest.fixture
def start(office: Path, officer: Actor) -> Callable[..., Clock]:
    """Start a processing clock of five working days on Monday 02/03/2026 at 9:00, unless told otherwise."""

    def begin(at: datetime = MONDAY_9, **changes: Any) -> Clock:
        given: dict[str, Any] = {
            "subject": ("dossier", new_id()),
            "kind": ClockKind.PROCESSING,
            "term": Term(5, TermUnit.WORKING_DAYS),
            "agency_code": "",
            "rule": make_rule(),
            "actor": officer,
        }
        return api.start_clock(started_at=at, **(given | changes))

    return begin
