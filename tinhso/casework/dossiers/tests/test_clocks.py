"""What the applicant is promised and what officers see, in the hours of the office (07:30–11:30, 13:30–17:00).

November 2026: Monday 23rd works, Tuesday 24th is the Day of Vietnamese Culture, Wednesday 25th works.
"""

from datetime import datetime
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from tinhso.casework.dossiers import api, queries
from tinhso.casework.dossiers.models import Dossier, StatusChange, WorkItem
from tinhso.casework.dossiers.testing import SHARED, SmallProvince
from tinhso.casework.dossiers.tests.acts import BIRTH, MARITAL, accept, application, do, everything, file, finish
from tinhso.casework.dossiers.types import FilingChannel
from tinhso.engines.deadlines import api as deadlines
from tinhso.engines.deadlines.types import ClockKind, ClockState, Punctuality
from tinhso.foundation.definitions import api as definitions
from tinhso.kernel.actor import system_actor
from tinhso.kernel.clock import at_local, frozen
from tinhso.kernel.outbox.delivery import deliver_all
from tinhso.kernel.outbox.models import OutboxEvent

pytestmark = pytest.mark.django_db


def clock(dossier_id, kind: ClockKind):
    (found,) = [one for one in deadlines.get_clocks(("dossier", dossier_id)) if one.kind is kind]
    return found


def code_day(code: str) -> str:
    return code.split("-")[1]


def in_force(folder: Path, procedure: str, *, overrides: bool = False, day_off: str = "") -> None:
    """Apply the sample again with the province's shortened terms, or with one more day off."""
    source = settings.DEFINITIONS_DIR
    for name in (*SHARED, *(["overrides"] if overrides else [])):
        if name != "calendars":
            (folder / name).symlink_to(source / name)
    (folder / "calendars").mkdir()
    for path in (source / "calendars").glob("*.yaml"):
        more = f"days_off:\n  - {{day: {day_off}, title: Bão}}\n" if day_off and path.stem == "office" else ""
        (folder / "calendars" / path.name).write_text(path.read_text("utf-8") + more, "utf-8")
    (folder / "units").mkdir()
    for path in source.glob("units/86_*.yaml"):
        (folder / "units" / path.name).symlink_to(path)
    for path in source.glob("procedures/*/*/"):
        if path.name == procedure:
            (folder / "procedures" / path.parent.name).mkdir(parents=True, exist_ok=True)
            (folder / "procedures" / path.parent.name / path.name).symlink_to(path)
    definitions.apply_folder(folder, actor=system_actor())


@pytest.mark.parametrize(
    ("filed_at", "answer_due"),
    [
        # A day has 7.5 office hours: the last half hour is on the next working day, or the first on this one.
        (at_local(2026, 11, 23, 7, 30), at_local(2026, 11, 25, 8, 0)),
        (at_local(2026, 11, 23, 16, 30), at_local(2026, 11, 25, 17, 0)),
        # Filed on Saturday night: counted from Monday's opening.
        (at_local(2026, 11, 21, 23, 59), at_local(2026, 11, 25, 8, 0)),
    ],
)
def test_a_filing_is_answered_within_eight_working_hours(
    province: SmallProvince, filed_at: datetime, answer_due: datetime
):
    with frozen(filed_at):
        filed = file(province)
    intake = clock(filed.id, ClockKind.INTAKE_ANSWER)
    assert (intake.due_at, filed.answer_due_at) == (answer_due, answer_due)
    with frozen(at_local(2026, 11, 25, 7, 45)):
        accept(province, filed.id)
    assert clock(filed.id, ClockKind.INTAKE_ANSWER).state is ClockState.FINISHED


@pytest.mark.parametrize(
    ("accepted_at", "due_at"),
    [
        (at_local(2026, 11, 23, 8, 30), at_local(2026, 11, 23, 17, 0)),
        (at_local(2026, 11, 23, 14, 59), at_local(2026, 11, 23, 17, 0)),
        (at_local(2026, 11, 23, 15, 1), at_local(2026, 11, 25, 17, 0)),
        (at_local(2026, 11, 27, 16, 59), at_local(2026, 11, 30, 17, 0)),
    ],
)
def test_same_day_until_three_in_the_afternoon_else_the_next_working_day(
    province: SmallProvince, accepted_at: datetime, due_at: datetime
):
    with frozen(at_local(2026, 11, 23, 8)):
        filed = file(province, BIRTH)
    with frozen(accepted_at):
        accept(province, filed.id)
    dossier = Dossier.objects.get(id=filed.id)
    assert dossier.due_at == due_at
    assert set(WorkItem.objects.filter(dossier=dossier, is_open=True).values_list("dossier_due_at", flat=True)) == {
        due_at
    }


def test_fifteen_o_clock_does_not_move_a_term_in_working_days(province: SmallProvince):
    due = []
    for hour in (8, 16):
        with frozen(at_local(2026, 11, 23, hour)):
            filed = file(province, MARITAL)
            accept(province, filed.id)
        due.append(Dossier.objects.get(id=filed.id).due_at)
    assert due == [at_local(2026, 11, 27, 17, 0)] * 2


def test_what_the_law_allows_and_what_the_province_promises_stand_side_by_side(province: SmallProvince, tmp_path: Path):
    in_force(tmp_path, MARITAL, overrides=True)
    with frozen(at_local(2026, 11, 23, 9)):
        filed = file(province, MARITAL)
        accept(province, filed.id)
    row = Dossier.objects.get(id=filed.id)
    assert (row.statutory_due_at, row.due_at) == (at_local(2026, 11, 27, 17, 0), at_local(2026, 11, 26, 17, 0))
    with frozen(at_local(2026, 11, 27, 9)):
        finish(province, filed.id)
    # Within the law, later than promised: late.
    assert deadlines.punctuality_of(clock(filed.id, ClockKind.PROCESSING)) is Punctuality.LATE


def test_what_a_running_dossier_was_promised_stays_when_the_terms_change(province: SmallProvince, tmp_path: Path):
    with frozen(at_local(2026, 11, 23, 9)):
        filed = file(province, MARITAL)
        accept(province, filed.id)
        waiting = file(province, MARITAL)
    before = Dossier.objects.get(id=filed.id).due_at
    in_force(tmp_path, MARITAL, overrides=True)
    with frozen(at_local(2026, 11, 23, 10)):
        do(filed.id, "eligible", province.specialist)
        accept(province, waiting.id)
    assert Dossier.objects.get(id=filed.id).due_at == before
    # Terms are pinned at acceptance, not at filing.
    assert Dossier.objects.get(id=waiting.id).due_at == at_local(2026, 11, 26, 17, 0)


def test_a_new_day_off_moves_the_dossier_its_lists_and_tells_so(province: SmallProvince, tmp_path: Path):
    with frozen(at_local(2026, 11, 25, 9)):
        filed, early = file(province, MARITAL), file(province, MARITAL)
        accept(province, filed.id)
        accept(province, early.id)
        finish(province, early.id)
        deliver_all()
    item = WorkItem.objects.get(dossier_id=filed.id, is_open=True)
    assert item.due_at == at_local(2026, 11, 26, 17, 0)
    version, kept = Dossier.objects.get(id=filed.id).version, Dossier.objects.get(id=early.id).due_at

    in_force(tmp_path, MARITAL, day_off="2026-11-26")
    with frozen(at_local(2026, 11, 25, 11)):
        change = deadlines.recompute(calendar_code="office", reason="Nghỉ tránh bão.", actor=system_actor())
        deliver_all()

    assert [(move.kind, move.subject[1], move.letter_due) for move in change.moves] == [
        (ClockKind.PROCESSING, filed.id, True),
        (ClockKind.STEP, filed.id, False),
    ]
    row = Dossier.objects.get(id=filed.id)
    assert (row.statutory_due_at, row.due_at, row.version) == (
        at_local(2026, 12, 1, 17, 0),
        at_local(2026, 12, 1, 17, 0),
        version,
    )
    item.refresh_from_db()
    assert (item.dossier_due_at, item.due_at, item.order_at) == (
        at_local(2026, 12, 1, 17, 0),
        at_local(2026, 11, 27, 17, 0),
        at_local(2026, 11, 27, 17, 0),
    )
    assert StatusChange.objects.filter(dossier=row).latest("seq").words == (
        "Lịch làm việc thay đổi: hẹn trả 17 giờ 00 phút, thứ Ba ngày 01/12/2026, trước là 17 giờ 00 phút, thứ Hai ngày 30/11/2026."
    )
    event = OutboxEvent.objects.get(name="dossier.due_moved")
    assert event.aggregate_id == filed.id
    # What is finished keeps the date it was measured against.
    assert Dossier.objects.get(id=early.id).due_at == kept

    before = everything()
    moved = clock(filed.id, ClockKind.PROCESSING).id
    assert api.follow_calendar(clock_id=moved, cause_id=event.id, actor=system_actor()) is False
    assert everything() == before


def test_the_code_bears_the_day_of_the_province_not_of_greenwich(province: SmallProvince):
    with frozen(at_local(2026, 11, 23, 23, 59)):
        late = file(province)
    with frozen(at_local(2026, 11, 24, 0, 1)):
        early = file(province)
    assert [late.code, early.code] == ["001.01.41.H61-261123-0001", "001.01.41.H61-261124-0001"]
    rows = {row.code: row.submitted_on for row in Dossier.objects.all()}
    assert [str(rows[late.code]), str(rows[early.code])] == ["2026-11-23", "2026-11-24"]


def test_the_pattern_of_the_code_is_the_law_of_the_day(province: SmallProvince, tmp_path: Path):
    """TT 01/2018 before 15 September 2025, the new pattern from that day on: a definition, dated."""
    source = settings.DEFINITIONS_DIR
    folder = tmp_path / "later"
    folder.mkdir()
    for name in (*SHARED, "units"):
        if name != "rules":
            (folder / name).symlink_to(source / name)
    (folder / "rules").mkdir()
    for name in ("counting", "papers"):
        (folder / "rules" / name).symlink_to(source / "rules" / name)
    codes = folder / "rules" / "dossier_codes"
    codes.mkdir()
    for path in (source / "rules" / "dossier_codes").glob("*.yaml"):
        body = yaml.safe_load(path.read_text("utf-8"))
        if str(body["effective_from"]) == "2025-09-15":
            body["pattern"] = "{agency}-{yyyymmdd}-{seq:7}"
        (codes / path.name).write_text(yaml.safe_dump(body, allow_unicode=True), "utf-8")
    (folder / "procedures").mkdir()
    for path in source.glob(f"procedures/*/{MARITAL}"):
        (folder / "procedures" / path.parent.name).mkdir()
        (folder / "procedures" / path.parent.name / path.name).symlink_to(path)
    definitions.apply_folder(folder, actor=system_actor())

    with frozen(at_local(2025, 9, 14, 23, 59)):
        old = file(province)
    with frozen(at_local(2025, 9, 15, 0, 1)):
        new = file(province)
    assert [old.code, new.code] == ["001.01.41.H61-250914-0001", "H61.41.01.001-20250915-0000001"]


def test_a_counter_filing_has_no_intake_answer_clock(province: SmallProvince):
    filing = application(province, channel=FilingChannel.COUNTER)
    filed = api.submit_dossier(application=filing, idempotency_key=None, actor=province.desk)
    assert filed.answer_due_at is None
    # The desk answers on the spot; what is measured is the step itself.
    assert [(one.kind, one.key) for one in deadlines.get_clocks(("dossier", filed.id))] == [(ClockKind.STEP, "accept")]
    assert queries.trace(filed.id)[0]["status"] == 1
