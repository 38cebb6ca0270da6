"""A definition is rolled back while dossiers run under it: what is pinned stays, what is read as of a date moves.

Each test begins under a newer law (a posting step, ten days to supplement, two new appointments, a day off), brings a
dossier to a phase, rolls the definitions back to the sample's, and lets the dossier go on to its end.
November 2026: Monday 23rd works, Tuesday 24th is the Day of Vietnamese Culture, Wednesday 25th to Friday 27th work.
"""

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import yaml
from django.conf import settings
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from tinhso.casework.dossiers import api, correspondence, queries, tasks
from tinhso.casework.dossiers.errors import WrongStatus
from tinhso.casework.dossiers.models import Dossier
from tinhso.casework.dossiers.testing import SHARED, SmallProvince, load_small_province
from tinhso.casework.dossiers.tests.acts import (
    MARITAL,
    accept,
    do,
    file,
    finish,
    open_task,
    status_of,
    version_of,
)
from tinhso.casework.dossiers.tests.test_guards_and_times import waits_for_the_public
from tinhso.casework.dossiers.types import Status
from tinhso.engines.deadlines import api as deadlines
from tinhso.engines.deadlines.types import ClockKind, ClockState
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.definitions.types import Change
from tinhso.kernel.actor import system_actor
from tinhso.kernel.clock import at_local, frozen
from tinhso.kernel.outbox.delivery import deliver_all

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]
MONDAY_9, MONDAY_10, WEDNESDAY_9 = at_local(2026, 11, 23, 9), at_local(2026, 11, 23, 10), at_local(2026, 11, 25, 9)
DAY_OFF = "2026-11-26"


def folder_of(folder: Path, *, newer: bool) -> Path:
    """The sample's definitions, or the newer law."""
    source = settings.DEFINITIONS_DIR
    for name in SHARED:
        if name in ("rules", "calendars"):
            shutil.copytree(source / name, folder / name)
        else:
            (folder / name).symlink_to(source / name)
    (folder / "units").mkdir()
    for path in source.glob("units/86_*.yaml"):
        (folder / "units" / path.name).symlink_to(path)
    original = next(source.glob(f"procedures/*/{MARITAL}"))
    copy = folder / "procedures" / original.parent.name / MARITAL
    shutil.copytree(original, copy)
    if newer:
        _rewrite(copy / "steps.yaml", waits_for_the_public)
        _rewrite(folder / "rules/supplements/one_stop_2025.yaml", _ten_days)
        _rewrite(folder / "rules/counting/one_stop_2025.yaml", lambda body: body.update(max_reappointments=2))
        office = folder / "calendars/office.yaml"
        office.write_text(office.read_text("utf-8") + f"days_off:\n  - {{day: {DAY_OFF}, title: Bão}}\n", "utf-8")
    return folder


def _ten_days(body: dict[str, Any]) -> None:
    body["answer_within"] = {"value": 10, "unit": "calendar_days"}
    body["clock"] = "pause"


def _rewrite(path: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    body = yaml.safe_load(path.read_text("utf-8"))
    change(body)
    path.write_text(yaml.safe_dump(body, allow_unicode=True, sort_keys=False), "utf-8")


@pytest.fixture(scope="module")
def standing(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SmallProvince]:
    with django_db_blocker.unblock(), transaction.atomic():
        loaded = load_small_province(tmp_path_factory.mktemp("definitions"), procedures=(MARITAL,))
        definitions.apply_folder(folder_of(tmp_path_factory.mktemp("newer"), newer=True), actor=system_actor())
        yield loaded
        transaction.set_rollback(True)


@pytest.fixture
def there(standing: SmallProvince, db: None) -> SmallProvince:
    return standing


@pytest.fixture
def roll_back(tmp_path: Path) -> Callable[[], None]:
    folder = folder_of(tmp_path, newer=False)

    def back() -> None:
        definitions.apply_folder(folder, actor=system_actor())

    return back


def filed(there: SmallProvince) -> UUID:
    with frozen(MONDAY_9):
        return file(there, MARITAL).id


def in_processing(there: SmallProvince) -> UUID:
    dossier_id = filed(there)
    with frozen(MONDAY_9):
        accept(there, dossier_id)
    return dossier_id


def test_the_plan_says_what_a_rollback_changes(there: SmallProvince, tmp_path: Path) -> None:
    plan = definitions.plan_folder(folder_of(tmp_path, newer=False))
    changed = {(one.kind, one.code) for one in plan.changes if one.change is not Change.SAME}
    assert changed == {
        ("procedure", MARITAL),
        ("supplement_rule", "one_stop"),
        ("counting_rule", "one_stop"),
        ("calendar", "office"),
    }


def test_filed_it_keeps_its_form_and_process_and_is_accepted_under_the_law_of_the_day(
    there: SmallProvince, roll_back: Callable[[], None]
) -> None:
    dossier_id = filed(there)
    pinned = Dossier.objects.get(id=dossier_id).procedure_version_id
    roll_back()
    with frozen(MONDAY_10):
        accept(there, dossier_id)
        do(dossier_id, "eligible", there.specialist)
    row = Dossier.objects.get(id=dossier_id)
    assert row.procedure_version_id == pinned
    assert row.accepted_version_id == definitions.get("procedure", MARITAL, on=date(2026, 11, 23)).id != pinned
    # The newer process is the one it was filed with: the draft is posted first.
    assert open_task(dossier_id).step == "posted"
    with frozen(MONDAY_10):
        younger = file(there, MARITAL).id
        accept(there, younger)
        do(younger, "eligible", there.specialist)
    assert open_task(younger).step == "check"


def test_in_a_step_that_is_no_longer_in_the_definition_it_goes_on_to_its_end(
    there: SmallProvince, roll_back: Callable[[], None]
) -> None:
    dossier_id = in_processing(there)
    with frozen(MONDAY_10):
        do(dossier_id, "eligible", there.specialist)
    timed = deadlines.find_clock(("dossier", dossier_id), ClockKind.TIMED, "posted")
    assert timed is not None
    roll_back()
    assert queries.get_dossier(dossier_id, actor=there.specialist, purpose="Xem").status is Status.PROCESSING
    with frozen(at_local(2026, 11, 27, 17, 1)):
        assert tasks.move_steps_on() == 1
        do(dossier_id, "agreed", there.reviewer)
        do(dossier_id, "signed", there.leader)
        deliver_all()
    assert status_of(dossier_id) is Status.RETURNED


def test_waiting_for_the_applicant_it_keeps_the_term_and_the_clock_rule_it_was_asked_under(
    there: SmallProvince, roll_back: Callable[[], None]
) -> None:
    dossier_id = in_processing(there)
    with frozen(MONDAY_10):
        item = api.AskedItem(ask="Nộp bản rõ.", reason="Mờ.")
        request_id = api.ask_supplement(
            dossier_id=dossier_id, items=[item], version=version_of(dossier_id), actor=there.specialist
        )
    (asked,) = correspondence.supplements_of(dossier_id)
    assert asked.answer_by == at_local(2026, 12, 3, 17)
    roll_back()
    (asked,) = correspondence.supplements_of(dossier_id)
    assert (asked.answer_by, asked.clock.value) == (at_local(2026, 12, 3, 17), "pause")
    before = deadlines.find_clock(("dossier", dossier_id), ClockKind.PROCESSING)
    assert before is not None
    with frozen(WEDNESDAY_9):
        api.answer_item(item_id=asked.items[0].id, value="Đã sửa.", actor=there.citizen)
        api.send_answer(supplement_id=request_id, actor=there.citizen)
    after = deadlines.find_clock(("dossier", dossier_id), ClockKind.PROCESSING)
    assert after is not None
    # Paused, not counted anew: what was left is left.
    assert (after.state, after.counted_from) == (ClockState.RUNNING, before.counted_from)
    with frozen(at_local(2026, 11, 25, 10)):
        second = api.AskedItem(ask="Ghi nơi cư trú.", reason="Thiếu.")
        api.ask_supplement(
            dossier_id=dossier_id, items=[second], version=version_of(dossier_id), actor=there.specialist
        )
        api.decide_supplement(dossier_id=dossier_id, agree=True, version=version_of(dossier_id), actor=there.leader)
    # Asked anew after the rollback, it is asked under the law of that day: thirty days, counted from zero.
    last = correspondence.supplements_of(dossier_id)[-1]
    assert (last.answer_by, last.clock.value) == (at_local(2026, 12, 25, 17), "reset")


def test_a_second_new_date_is_of_the_rule_that_counted_from_acceptance_on(
    there: SmallProvince, roll_back: Callable[[], None]
) -> None:
    older = in_processing(there)
    roll_back()
    younger = in_processing(there)

    def extend(dossier_id: UUID, day: date) -> None:
        with frozen(WEDNESDAY_9):
            version = version_of(dossier_id)
            api.propose_extension(
                dossier_id=dossier_id, new_due_on=day, reason="Chờ xác minh.", version=version, actor=there.specialist
            )
            api.decide_extension(dossier_id=dossier_id, agree=True, version=version_of(dossier_id), actor=there.leader)

    for dossier_id in (older, younger):
        extend(dossier_id, date(2026, 12, 2))
    extend(older, date(2026, 12, 9))
    with pytest.raises(WrongStatus):
        extend(younger, date(2026, 12, 9))
    assert [one.state for one in correspondence.extensions_of(older)] == ["approved", "approved"]


def test_a_calendar_that_is_rolled_back_moves_the_dates_and_the_preview_says_which(
    there: SmallProvince, roll_back: Callable[[], None]
) -> None:
    dossier_id = in_processing(there)
    due = deadlines.find_clock(("dossier", dossier_id), ClockKind.PROCESSING)
    assert due is not None
    # Three working days; Tuesday is a holiday and Thursday the storm's day off.
    assert due.due_at == at_local(2026, 11, 30, 17)
    roll_back()
    # A promise stays until somebody decides to count again; the preview says what would move.
    assert deadlines.get_clock(due.id).due_at == at_local(2026, 11, 30, 17)
    moves = deadlines.preview_calendar_change(calendar_code="office").moves
    assert [(one.old_due_at, one.new_due_at) for one in moves if one.clock_id == due.id] == [
        (at_local(2026, 11, 30, 17), at_local(2026, 11, 27, 17))
    ]
    code = Dossier.objects.get(id=dossier_id).code
    assert deadlines.names_of(one.subject for one in moves)[("dossier", dossier_id)] == code
    deadlines.recompute(calendar_code="office", reason="Không còn nghỉ bão.", actor=system_actor())
    deliver_all()
    assert Dossier.objects.get(id=dossier_id).due_at == at_local(2026, 11, 27, 17)


def test_signed_or_over_nothing_moves(there: SmallProvince, roll_back: Callable[[], None]) -> None:
    dossier_id = in_processing(there)
    with frozen(at_local(2026, 11, 23, 11)):
        do(dossier_id, "eligible", there.specialist)
        do(dossier_id, "no_objection", there.specialist)
        do(dossier_id, "agreed", there.reviewer)
        do(dossier_id, "signed", there.leader)
    before = queries.result_of(dossier_id)
    roll_back()
    assert queries.result_of(dossier_id) == before
    deliver_all()
    assert status_of(dossier_id) is Status.RETURNED
    with frozen(WEDNESDAY_9):
        younger = file(there, MARITAL).id
        accept(there, younger)
        finish(there, younger)
    assert status_of(younger) is Status.FINISHED
