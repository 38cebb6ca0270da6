"""A changed calendar: what moves is seen before it is written, and who is to be told."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tinhso.engines.deadlines import api
from tinhso.engines.deadlines.errors import ReasonMissing
from tinhso.engines.deadlines.models import ClockRow, LedgerRow
from tinhso.engines.deadlines.types import ActKind, Clock, Term, TermUnit
from tinhso.foundation.reference import api as reference
from tinhso.foundation.reference.testing import use_office_calendar
from tinhso.foundation.reference.types import Calendar, SpecialDay
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import at_local
from tinhso.kernel.outbox.api import events_of

pytestmark = pytest.mark.django_db

Start = Callable[..., Clock]
STORM = '\ndays_off: [{day: 2026-03-05, title: "Nghỉ tránh bão"}]\n'
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
HOURS = [{"since": "2015-01-01"} | {day: ["07:30-11:30", "13:30-17:00"] for day in DAYS}]
SATURDAY = """\
code: saturday_morning
title: Cả sáng thứ Bảy
effective_from: 2015-01-01
legal_basis: [{document: Văn bản kiểm thử}]
extends: office
hours:
  - since: 2015-01-01
    monday: ["07:30-11:30", "13:30-17:00"]
    tuesday: ["07:30-11:30", "13:30-17:00"]
    wednesday: ["07:30-11:30", "13:30-17:00"]
    thursday: ["07:30-11:30", "13:30-17:00"]
    friday: ["07:30-11:30", "13:30-17:00"]
    saturday: ["07:30-11:30"]
"""
TREE = """\
code: tree
title: Cây thử
effective_from: 2015-01-01
legal_basis: [{document: Văn bản kiểm thử}]
agencies:
  - {code: H99, name: Tỉnh Mẫu, short_name: Tỉnh, tier: province}
  - {code: H99.101, name: Xã Mẫu, short_name: Xã, tier: commune, parent: H99, calendar: saturday_morning}
posts: []
"""
DUE, MOVED = at_local(2026, 3, 9, 17), at_local(2026, 3, 10, 17)


def with_storm() -> Calendar:
    now = reference.get_calendar()
    special = [*now.special.values(), SpecialDay(date(2026, 3, 5), "Nghỉ tránh bão")]
    return Calendar.build(code=now.code, hours=now.hours, special=special, known=now.known)


def everything() -> tuple[Any, ...]:
    return list(ClockRow.objects.order_by("id").values_list()), list(LedgerRow.objects.order_by("id").values_list())


def test_a_preview_names_what_would_move_and_writes_nothing(start: Start, officer: Actor) -> None:
    moves, stays, done = start(), start(term=Term(1, TermUnit.WORKING_DAYS)), start()
    api.finish_clock(clock_id=done.id, at=at_local(2026, 3, 3, 9), actor=officer)
    before = everything()

    change = api.preview_calendar_change(calendar_code="office", calendar=with_storm())

    assert change.looked_at == 2
    [move] = change.moves
    assert (move.clock_id, move.old_due_at, move.new_due_at) == (moves.id, DUE, MOVED)
    assert change.subjects == (moves.subject,)
    assert stays.subject not in change.subjects
    assert everything() == before


def test_another_calendar_moves_nothing(start: Start) -> None:
    start()

    assert api.preview_calendar_change(calendar_code="khac", calendar=with_storm()).looked_at == 0


def test_a_calendar_that_extends_the_changed_one_moves_with_it(start: Start, office: Path, officer: Actor) -> None:
    (office / "calendars" / "saturday.yaml").write_text(SATURDAY, encoding="utf-8")
    (office / "agencies").mkdir()
    (office / "agencies" / "tree.yaml").write_text(TREE, encoding="utf-8")
    use_office_calendar(office)
    by_office, by_saturday = start(), start(agency_code="H99.101")
    body = {"code": "office", "title": "Thử", "hours": HOURS, "days_off": [{"day": "2026-03-05", "title": "Nghỉ"}]}
    followers = reference.calendars_extending("office", base=body)
    tried = reference.calendar_of_definition(body)

    shown = api.preview_calendar_change(calendar_code="office", calendar=tried, followers=followers)
    use_office_calendar(office, more=STORM)
    done = api.recompute(calendar_code="office", reason="Nghỉ tránh bão", actor=officer)

    # Saturday morning is a working day there: the fifth day was Saturday, and is Monday without Thursday.
    assert {move.clock_id: (move.old_due_at, move.new_due_at) for move in done.moves} == {
        by_office.id: (DUE, MOVED),
        by_saturday.id: (at_local(2026, 3, 7, 11, 30), at_local(2026, 3, 9, 17)),
    }
    assert [(one.clock_id, one.new_due_at) for one in shown.moves] == [
        (one.clock_id, one.new_due_at) for one in done.moves
    ]


def test_recomputing_writes_what_the_preview_showed(start: Start, office: Path, officer: Actor) -> None:
    clock, short = start(), start(term=Term(1, TermUnit.WORKING_DAYS))
    shown = api.preview_calendar_change(calendar_code="office", calendar=with_storm())
    use_office_calendar(office, more=STORM)

    done = api.recompute(calendar_code="office", reason="Nghỉ tránh bão 05/3", actor=officer)

    assert done.moves == shown.moves
    assert api.get_clock(clock.id).due_at == MOVED
    assert api.get_clock(short.id) == short
    line = api.list_ledger(clock.id)[-1]
    assert (line.act, line.reason, line.statutory_due_at) == (ActKind.RECOMPUTED, "Nghỉ tránh bão 05/3", MOVED)
    event = events_of(("clock", clock.id))[-1]
    assert event.name == "clock.moved"
    assert event.payload["old_due_at"] == "2026-03-09T10:00:00+00:00"
    assert event.payload["due_at"] == "2026-03-10T10:00:00+00:00"
    assert event.payload["letter_due"] is True
    assert [event.name for event in events_of(("clock", short.id))] == ["clock.started"]


def test_recomputing_again_moves_nothing(start: Start, office: Path, officer: Actor) -> None:
    start()
    use_office_calendar(office, more=STORM)
    api.recompute(calendar_code="office", reason="Nghỉ tránh bão", actor=officer)
    before = everything()

    again = api.recompute(calendar_code="office", reason="Nghỉ tránh bão", actor=officer)

    assert (again.looked_at, again.moves) == (1, ())
    assert everything() == before


def test_a_reason_is_needed(start: Start, office: Path, officer: Actor) -> None:
    start()
    use_office_calendar(office, more=STORM)
    before = everything()

    with pytest.raises(ReasonMissing):
        api.recompute(calendar_code="office", reason=" ", actor=officer)

    assert everything() == before


def test_pauses_are_counted_again_too(start: Start, office: Path, officer: Actor) -> None:
    clock = start()
    api.pause_clock(clock_id=clock.id, at=at_local(2026, 3, 4, 10), reason="Chờ bổ sung", actor=officer)
    api.resume_clock(clock_id=clock.id, at=at_local(2026, 3, 6, 10), reason="Đã đủ", actor=officer)
    assert api.get_clock(clock.id).due_at == at_local(2026, 3, 11, 17)
    use_office_calendar(office, more='\ndays_off: [{day: 2026-03-09, title: "Nghỉ"}]\n')

    api.recompute(calendar_code="office", reason="Nghỉ thêm", actor=officer)

    assert api.get_clock(clock.id).due_at == at_local(2026, 3, 12, 17)


def test_a_resumption_on_a_changed_calendar_first_counts_again(start: Start, office: Path, officer: Actor) -> None:
    clock = start()
    api.pause_clock(clock_id=clock.id, at=at_local(2026, 3, 4, 10), reason="Chờ bổ sung", actor=officer)
    use_office_calendar(office, more='\ndays_off: [{day: 2026-03-06, title: "Nghỉ"}]\n')

    resumed = api.resume_clock(clock_id=clock.id, at=at_local(2026, 3, 9, 10), reason="Đã đủ", actor=officer)

    # Two thirds of Wednesday, Thursday, Monday and Tuesday were left: 3 2/3 days, as without the day off.
    assert resumed.due_at == at_local(2026, 3, 12, 17)
    assert [line.act for line in api.list_ledger(clock.id)] == [
        ActKind.STARTED,
        ActKind.PAUSED,
        ActKind.RECOMPUTED,
        ActKind.RESUMED,
    ]


def test_an_appointment_given_by_an_apology_stays(start: Start, office: Path, officer: Actor) -> None:
    clock = start()
    new = at_local(2026, 3, 20, 17)
    api.extend_clock(clock_id=clock.id, due_at=new, at=at_local(2026, 3, 4, 9), reason="Cần xác minh", actor=officer)
    use_office_calendar(office, more=STORM)

    change = api.recompute(calendar_code="office", reason="Nghỉ tránh bão", actor=officer)

    assert api.get_clock(clock.id).due_at == MOVED
    assert api.get_clock(clock.id).appointed_at == new
    assert len(change.moves) == 1
    assert change.subjects == ()


def test_until_then_the_explanation_says_that_the_date_told_holds(start: Start, office: Path) -> None:
    clock = start()
    use_office_calendar(office, more=STORM)

    assert api.explain(clock.id)[-1] == (
        "Lịch làm việc đã thay đổi sau khi ấn định; hạn đã báo (17 giờ 00 phút, thứ Hai ngày 09/03/2026) giữ nguyên"
        " cho đến khi tính lại."
    )
