"""Loading many clocks writes what the live path writes."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tinhso.engines.deadlines import api
from tinhso.engines.deadlines.errors import BadMoment
from tinhso.engines.deadlines.models import ClockRow, LedgerRow
from tinhso.engines.deadlines.testing import make_rule
from tinhso.engines.deadlines.types import Clock, ClockKind, ClockLoad, Term, TermUnit
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import at_local
from tinhso.kernel.ids import new_id
from tinhso.kernel.outbox.api import events_of

pytestmark = pytest.mark.django_db

MONDAY, FRIDAY = at_local(2026, 3, 2, 9), at_local(2026, 3, 6, 9)
OWN = {"id", "subject_id", "clock_id", "recorded_at"}


def plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key not in OWN}


def test_loaded_rows_and_events_are_those_of_the_live_path(start: Callable[..., Clock], officer: Actor) -> None:
    live = start(committed_term=Term(4, TermUnit.WORKING_DAYS))
    api.finish_clock(clock_id=live.id, at=FRIDAY, actor=officer)
    load = ClockLoad(
        subject=("dossier", new_id()),
        kind=ClockKind.PROCESSING,
        term=Term(5, TermUnit.WORKING_DAYS),
        committed_term=Term(4, TermUnit.WORKING_DAYS),
        started_at=MONDAY,
        finished_at=FRIDAY,
        agency_code="",
    )

    [(loaded, events)] = api.load_clocks(loads=[load], rule=make_rule(), actor=officer)

    rows = [ClockRow.objects.filter(id=clock.id).values().get() for clock in (live, loaded)]
    assert plain(rows[0]) == plain(rows[1])
    ledgers = [list(LedgerRow.objects.filter(clock_id=c.id).order_by("seq").values()) for c in (live, loaded)]
    assert [plain(line) for line in ledgers[0]] == [plain(line) for line in ledgers[1]]
    published = events_of(("clock", live.id))
    assert [event.name for event in events] == [event.name for event in published]
    for mine, theirs in zip(events, published, strict=True):
        own = {"clock_id", "subject_id"}
        assert {k: v for k, v in mine.payload().items() if k not in own} == {
            k: v for k, v in theirs.payload.items() if k not in own
        }
    assert events_of(("clock", loaded.id)) == ()


def test_a_finish_before_the_start_loads_nothing(office: object, officer: Actor) -> None:
    good = ClockLoad(
        subject=("dossier", new_id()),
        kind=ClockKind.STEP,
        term=Term(4, TermUnit.HOURS),
        started_at=MONDAY,
        agency_code="",
    )
    wrong = ClockLoad(**{**good.__dict__, "subject": ("dossier", new_id()), "finished_at": at_local(2026, 3, 1, 9)})

    with pytest.raises(BadMoment):
        api.load_clocks(loads=[good, wrong], rule=make_rule(), actor=officer)

    assert not ClockRow.objects.exists()
    assert not LedgerRow.objects.exists()
