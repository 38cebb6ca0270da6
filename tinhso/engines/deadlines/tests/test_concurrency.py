"""Two officers, one clock, two real connections: one wins, the other is told, nothing is done twice."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connections

from tinhso.engines.deadlines import api
from tinhso.engines.deadlines.errors import ClockAlreadyOpen, ClockPaused
from tinhso.engines.deadlines.testing import make_rule
from tinhso.engines.deadlines.types import Clock, ClockKind, Term, TermUnit
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import at_local
from tinhso.kernel.ids import new_id
from tinhso.kernel.outbox.api import events_of

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run the acts on connections of their own, let go together; each one's answer or refusal."""
    answers: list[Any] = [None] * len(acts)
    barrier = Barrier(len(acts))

    def run(index: int) -> None:
        barrier.wait()
        try:
            answers[index] = acts[index]()
        except Exception as refusal:
            answers[index] = refusal
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(index,)) for index in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_of_eight_pauses_one_is_written(start: Callable[..., Clock], officer: Actor) -> None:
    clock = start()

    def pause() -> Clock:
        return api.pause_clock(clock_id=clock.id, at=at_local(2026, 3, 4, 10), reason="Chờ bổ sung", actor=officer)

    answers = at_once(*[pause] * 8)

    assert sum(isinstance(answer, Clock) for answer in answers) == 1
    assert sum(isinstance(answer, ClockPaused) for answer in answers) == 7
    assert [line.seq for line in api.list_ledger(clock.id)] == [1, 2]
    assert [event.name for event in events_of(("clock", clock.id))] == ["clock.started", "clock.paused"]


def test_of_eight_starts_one_is_written(office: object, officer: Actor) -> None:
    subject = ("dossier", new_id())

    def begin() -> Clock:
        return api.start_clock(
            subject=subject,
            kind=ClockKind.PROCESSING,
            term=Term(5, TermUnit.WORKING_DAYS),
            started_at=at_local(2026, 3, 2, 9),
            agency_code="",
            rule=make_rule(),
            actor=officer,
        )

    answers = at_once(*[begin] * 8)

    assert sum(isinstance(answer, Clock) for answer in answers) == 1
    assert sum(isinstance(answer, ClockAlreadyOpen) for answer in answers) == 7
    assert len(api.get_clocks(subject)) == 1
