"""Acts on clocks: what they write, and that a refusal writes nothing."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction

from tinhso.engines.deadlines import api
from tinhso.engines.deadlines.errors import (
    BadMoment,
    BadTerm,
    ClockAlreadyOpen,
    ClockEnded,
    ClockNotFinished,
    ClockNotFound,
    ClockNotPaused,
    ClockPaused,
    ReappointedTooOften,
    ReasonMissing,
)
from tinhso.engines.deadlines.models import ClockRow, LedgerRow, RuleText
from tinhso.engines.deadlines.testing import make_rule
from tinhso.engines.deadlines.types import ActKind, Clock, ClockKind, ClockState, Punctuality, Term, TermUnit
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import at_local
from tinhso.kernel.ids import new_id
from tinhso.kernel.outbox.api import events_of

pytestmark = pytest.mark.django_db

Start = Callable[..., Clock]
FRIDAY_CLOSE = at_local(2026, 3, 9, 17)
TUESDAY = at_local(2026, 3, 3, 10)
WEDNESDAY = at_local(2026, 3, 4, 10)


def written(clock: Clock) -> tuple[Any, ...]:
    """Everything that acts on a clock could have written."""
    return (
        ClockRow.objects.filter(id=clock.id).values_list().get(),
        list(LedgerRow.objects.order_by("id").values_list()),
        [(event.name, event.payload) for event in events_of(("clock", clock.id))],
        RuleText.objects.count(),
    )


def names(clock: Clock) -> list[str]:
    return [event.name for event in events_of(("clock", clock.id))]


def test_a_started_clock_is_due_and_says_who_started_it(start: Start, officer: Actor) -> None:
    clock = start()

    assert (clock.state, clock.due_at, clock.appointed_at) == (ClockState.RUNNING, FRIDAY_CLOSE, FRIDAY_CLOSE)
    assert clock.term == Term(5, TermUnit.WORKING_DAYS)
    assert api.get_clock(clock.id) == clock
    assert api.get_clocks(clock.subject) == (clock,)
    [line] = api.list_ledger(clock.id)
    assert (line.seq, line.act, line.person_id, line.post_id) == (
        1,
        ActKind.STARTED,
        officer.person_id,
        officer.post_id,
    )
    [event] = events_of(("clock", clock.id))
    assert event.name == "clock.started"
    assert event.payload["due_at"] == "2026-03-09T10:00:00+00:00"
    assert event.payload["subject_id"] == str(clock.subject[1])


def test_the_promise_is_kept_apart_from_the_law_and_late_is_measured_by_it(start: Start) -> None:
    clock = start(committed_term=Term(2, TermUnit.WORKING_DAYS))

    assert clock.statutory_due_at == FRIDAY_CLOSE
    assert clock.committed_due_at == clock.due_at == at_local(2026, 3, 4, 17)


def test_a_promise_longer_than_the_law_is_refused(start: Start) -> None:
    with pytest.raises(BadTerm, match="dài hơn"):
        start(committed_term=Term(6, TermUnit.WORKING_DAYS))

    assert not ClockRow.objects.exists()
    assert not LedgerRow.objects.exists()
    assert not RuleText.objects.exists()


def test_a_clock_without_a_term_is_refused(start: Start) -> None:
    with pytest.raises(BadTerm, match="Chưa có thời hạn"):
        start(term=None)

    assert not ClockRow.objects.exists()


def test_a_handover_is_decided_by_the_cut_off(start: Start) -> None:
    before = start(at_local(2026, 3, 2, 14, 59), kind=ClockKind.HANDOVER, term=None)
    after = start(at_local(2026, 3, 2, 15, 1), kind=ClockKind.HANDOVER, term=None)

    assert before.due_at == at_local(2026, 3, 2, 17)
    assert after.due_at == at_local(2026, 3, 3, 8, 30)


def test_one_open_clock_a_subject_kind_and_key(start: Start) -> None:
    clock = start()
    before = written(clock)

    with pytest.raises(ClockAlreadyOpen), transaction.atomic():
        start(subject=clock.subject)

    assert written(clock) == before
    other = start(subject=clock.subject, kind=ClockKind.STEP, key="tham-dinh")
    assert [found.id for found in api.get_clocks(clock.subject)] == [clock.id, other.id]
    assert api.get_clocks_of([clock.subject, ("dossier", other.id)])[("dossier", other.id)] == ()
    assert api.find_clock(clock.subject, ClockKind.STEP, "tham-dinh") == other
    assert api.find_clock(clock.subject, ClockKind.STEP, "khac") is None


def test_after_its_end_another_may_start(start: Start, officer: Actor) -> None:
    first = start()
    api.cancel_clock(clock_id=first.id, at=TUESDAY, reason="Tiếp nhận nhầm", actor=officer)

    second = start(TUESDAY, subject=first.subject)

    assert api.find_clock(first.subject, ClockKind.PROCESSING) == second


def test_pause_and_resume_keep_what_was_left(start: Start, officer: Actor) -> None:
    clock = start()

    paused = api.pause_clock(clock_id=clock.id, at=WEDNESDAY, reason="Chờ bổ sung", actor=officer)
    resumed = api.resume_clock(clock_id=clock.id, at=at_local(2026, 3, 7, 20), reason="Hồ sơ bổ sung đủ", actor=officer)

    assert (paused.state, paused.paused_at, paused.due_at) == (ClockState.PAUSED, WEDNESDAY, FRIDAY_CLOSE)
    assert (resumed.state, resumed.paused_at, resumed.due_at) == (
        ClockState.RUNNING,
        None,
        at_local(2026, 3, 12, 14, 30),
    )
    lines = api.list_ledger(clock.id)
    assert [(line.seq, line.act, line.reason) for line in lines] == [
        (1, ActKind.STARTED, ""),
        (2, ActKind.PAUSED, "Chờ bổ sung"),
        (3, ActKind.RESUMED, "Hồ sơ bổ sung đủ"),
    ]
    assert [line.statutory_due_at for line in lines] == [FRIDAY_CLOSE, FRIDAY_CLOSE, at_local(2026, 3, 12, 14, 30)]
    assert names(clock) == ["clock.started", "clock.paused", "clock.resumed"]


def test_reset_counts_the_whole_term_again(start: Start, officer: Actor) -> None:
    clock = start()
    api.pause_clock(clock_id=clock.id, at=WEDNESDAY, reason="Chờ bổ sung", actor=officer)

    after = api.reset_clock(clock_id=clock.id, at=at_local(2026, 3, 10, 8), reason="Hồ sơ đủ", actor=officer)

    assert (after.state, after.due_at) == (ClockState.RUNNING, at_local(2026, 3, 17, 17))
    assert after.started_at == clock.started_at
    assert after.counted_from == at_local(2026, 3, 10, 8)


def test_an_apology_moves_the_appointment_and_never_the_due_date(start: Start, officer: Actor) -> None:
    clock = start()
    new = at_local(2026, 3, 12, 17)

    after = api.extend_clock(clock_id=clock.id, due_at=new, at=WEDNESDAY, reason="Cần xác minh", actor=officer)
    finished = api.finish_clock(clock_id=clock.id, at=at_local(2026, 3, 10, 9), actor=officer)

    assert (after.due_at, after.reappointed_due_at, after.appointed_at) == (FRIDAY_CLOSE, new, new)
    assert api.punctuality_of(finished) is Punctuality.LATE
    events = events_of(("clock", clock.id))
    assert (events[1].payload["told_in_time"], events[1].payload["due_at"]) == (True, "2026-03-09T10:00:00+00:00")
    assert events[2].payload["punctuality"] == "late"


def test_an_apology_on_the_last_day_is_written_down_as_too_late(start: Start, officer: Actor) -> None:
    clock = start()

    api.extend_clock(
        clock_id=clock.id,
        due_at=at_local(2026, 3, 12, 17),
        at=at_local(2026, 3, 9, 8),
        reason="Cần xác minh",
        actor=officer,
    )

    assert events_of(("clock", clock.id))[1].payload["told_in_time"] is False


def test_prolonging_moves_law_and_promise(start: Start, officer: Actor) -> None:
    clock = start(committed_term=Term(4, TermUnit.WORKING_DAYS))

    after = api.prolong_clock(
        clock_id=clock.id, by=Term(3, TermUnit.WORKING_DAYS), at=WEDNESDAY, reason="Luật cho gia hạn", actor=officer
    )

    assert after.statutory_due_at == at_local(2026, 3, 12, 17)
    assert after.committed_due_at == at_local(2026, 3, 11, 17)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (at_local(2026, 3, 6, 17), Punctuality.EARLY),
        (at_local(2026, 3, 9, 17), Punctuality.ON_TIME),
        (at_local(2026, 3, 9, 17, 1), Punctuality.LATE),
    ],
)
def test_a_finish_is_early_on_time_or_late(start: Start, officer: Actor, at: datetime, expected: Punctuality) -> None:
    clock = start()

    finished = api.finish_clock(clock_id=clock.id, at=at, actor=officer)

    assert (finished.state, finished.finished_at) == (ClockState.FINISHED, at)
    assert api.punctuality_of(finished) is expected


def test_a_pending_clock_is_within_or_overdue_and_paused_as_it_was_paused(start: Start, officer: Actor) -> None:
    clock = start()
    late = at_local(2026, 3, 10, 8)

    assert api.punctuality_of(clock, at=WEDNESDAY) is Punctuality.WITHIN
    assert api.punctuality_of(clock, at=late) is Punctuality.OVERDUE
    paused = api.pause_clock(clock_id=clock.id, at=WEDNESDAY, reason="Chờ bổ sung", actor=officer)
    assert api.punctuality_of(paused, at=late) is Punctuality.WITHIN


Refusal = tuple[str, dict[str, Any], type[Exception]]
PAUSED_REFUSALS: list[Refusal] = [
    ("pause_clock", {}, ClockPaused),
    ("finish_clock", {}, ClockPaused),
    ("prolong_clock", {"by": Term(1, TermUnit.WORKING_DAYS)}, ClockPaused),
    ("extend_clock", {"due_at": at_local(2026, 3, 12, 17)}, ClockPaused),
    ("resume_clock", {"at": TUESDAY}, BadMoment),
    ("resume_clock", {"reason": " \u200b "}, ReasonMissing),
]


@pytest.mark.parametrize(("act", "given", "refusal"), PAUSED_REFUSALS)
def test_a_paused_clock_refuses_and_nothing_is_written(
    start: Start, officer: Actor, act: str, given: dict[str, Any], refusal: type[Exception]
) -> None:
    clock = start()
    api.pause_clock(clock_id=clock.id, at=WEDNESDAY, reason="Chờ bổ sung", actor=officer)
    before = written(clock)

    with pytest.raises(refusal):
        getattr(api, act)(**{"clock_id": clock.id, "at": WEDNESDAY, "reason": "Thử", "actor": officer} | given)

    assert written(clock) == before


RUNNING_REFUSALS: list[Refusal] = [
    ("resume_clock", {}, ClockNotPaused),
    ("pause_clock", {"at": at_local(2026, 3, 2, 8)}, BadMoment),
    ("pause_clock", {"reason": ""}, ReasonMissing),
    ("pause_clock", {"reason": "x" * 1001}, ReasonMissing),
    ("extend_clock", {"due_at": FRIDAY_CLOSE}, BadMoment),
    ("extend_clock", {"due_at": at_local(2026, 3, 14, 9)}, BadMoment),
    ("extend_clock", {"due_at": at_local(2026, 3, 12, 18)}, BadMoment),
    ("pause_clock", {"clock_id": new_id()}, ClockNotFound),
]


@pytest.mark.parametrize(("act", "given", "refusal"), RUNNING_REFUSALS)
def test_a_running_clock_refuses_and_nothing_is_written(
    start: Start, officer: Actor, act: str, given: dict[str, Any], refusal: type[Exception]
) -> None:
    clock = start()
    before = written(clock)

    with pytest.raises(refusal):
        getattr(api, act)(**{"clock_id": clock.id, "at": WEDNESDAY, "reason": "Thử", "actor": officer} | given)

    assert written(clock) == before


@pytest.mark.parametrize("act", ["pause_clock", "resume_clock", "reset_clock", "finish_clock", "cancel_clock"])
def test_an_ended_clock_never_changes_again(start: Start, officer: Actor, act: str) -> None:
    clock = start()
    api.finish_clock(clock_id=clock.id, at=TUESDAY, actor=officer)
    before = written(clock)

    with pytest.raises(ClockEnded):
        getattr(api, act)(clock_id=clock.id, at=WEDNESDAY, reason="Thử", actor=officer)

    assert written(clock) == before


def test_an_apology_is_given_as_often_as_the_rule_allows(start: Start, officer: Actor) -> None:
    clock = start(rule=make_rule(max_reappointments=1))
    api.extend_clock(
        clock_id=clock.id, due_at=at_local(2026, 3, 12, 17), at=WEDNESDAY, reason="Cần xác minh", actor=officer
    )
    before = written(clock)

    with pytest.raises(ReappointedTooOften, match="tối đa 1 lần"):
        api.extend_clock(
            clock_id=clock.id, due_at=at_local(2026, 3, 16, 17), at=WEDNESDAY, reason="Lần hai", actor=officer
        )

    assert written(clock) == before


def test_a_line_of_the_ledger_is_never_changed(start: Start) -> None:
    clock = start()
    line = LedgerRow.objects.get(clock_id=clock.id)

    for change in (line.save, line.delete, LedgerRow.objects.all().delete):
        with pytest.raises(TypeError, match="ledger is never"):
            change()
    with pytest.raises(TypeError, match="never changed"):
        LedgerRow.objects.update(reason="khác")

    assert LedgerRow.objects.get().reason == ""


def test_clocks_that_count_alike_share_the_stored_rule(start: Start) -> None:
    start()
    start()

    assert RuleText.objects.count() == 1


def test_due_clocks_are_listed_soonest_first_without_the_paused(start: Start, officer: Actor) -> None:
    late = start(term=Term(9, TermUnit.WORKING_DAYS))
    soon = start()
    paused = start()
    api.pause_clock(clock_id=paused.id, at=WEDNESDAY, reason="Chờ bổ sung", actor=officer)

    def found(before: datetime) -> list[Any]:
        return [clock.id for clock in api.list_due(kind=ClockKind.PROCESSING, before=before)]

    assert found(at_local(2026, 3, 31)) == [soon.id, late.id]
    assert found(FRIDAY_CLOSE) == []


def test_an_undone_finish_runs_on_as_if_it_had_never_stopped(start: Start, officer: Actor) -> None:
    clock = start()
    api.finish_clock(clock_id=clock.id, at=TUESDAY, actor=officer)

    again = api.reopen_clock(clock_id=clock.id, at=WEDNESDAY, reason="Hoàn tác việc bấm nhầm.", actor=officer)

    assert (again.state, again.due_at, again.finished_at) == (ClockState.RUNNING, FRIDAY_CLOSE, None)
    assert names(clock) == ["clock.started", "clock.finished", "clock.reopened"]
    assert [line.act for line in api.list_ledger(clock.id)] == [ActKind.STARTED, ActKind.FINISHED, ActKind.REOPENED]
    assert api.explain(clock.id)[-1] == (
        "Hoàn tác việc đã làm xong lúc 10 giờ 00 phút, thứ Tư ngày 04/03/2026 (lý do: Hoàn tác việc bấm nhầm); thời hạn"
        " tính tiếp như chưa kết thúc, hạn vẫn là 17 giờ 00 phút, thứ Hai ngày 09/03/2026."
    )


def test_only_what_was_finished_is_opened_again(start: Start, officer: Actor) -> None:
    clock = start()
    before = written(clock)
    with pytest.raises(ClockNotFinished):
        api.reopen_clock(clock_id=clock.id, at=WEDNESDAY, reason="Nhầm.", actor=officer)
    assert written(clock) == before
    api.cancel_clock(clock_id=clock.id, at=TUESDAY, reason="Rút hồ sơ.", actor=officer)
    before = written(clock)
    with pytest.raises(ClockNotFinished):
        api.reopen_clock(clock_id=clock.id, at=WEDNESDAY, reason="Nhầm.", actor=officer)
    assert written(clock) == before
