"""Applicants learn what happens to their dossier, once, and in time to do something about it."""

from datetime import timedelta
from pathlib import Path

import pytest

from tinhso.casework.dossiers import api
from tinhso.casework.dossiers.models import Supplement
from tinhso.casework.dossiers.tasks import remind_supplements, remind_unclaimed
from tinhso.casework.dossiers.testing import SmallProvince
from tinhso.casework.dossiers.tests.acts import BIRTH, MARITAL, REASONS, accept, do, file, finish, table, version_of
from tinhso.casework.dossiers.tests.test_clocks import in_force
from tinhso.casework.dossiers.tests.test_supplements import WORDS, ask
from tinhso.casework.dossiers.types import FilingChannel, ReturnMethod
from tinhso.engines.deadlines import api as deadlines
from tinhso.kernel.actor import system_actor
from tinhso.kernel.clock import at_local, frozen
from tinhso.kernel.outbox.delivery import deliver_all
from tinhso.services.notifications.testing import apply_notices

MONDAY_9 = at_local(2026, 11, 23, 9)


@pytest.fixture
def telling(province: SmallProvince, tmp_path: Path) -> SmallProvince:
    """The small province with what the sample tells its people."""
    apply_notices(tmp_path)
    return province


def told(to: SmallProvince) -> list[str]:
    """The titles in the applicant's inbox, oldest first."""
    rows = table("notifications.Notice").filter(person_id=to.citizen.person_id).order_by("created_at", "id")
    return [row.texts["vi"][0] for row in rows]


def test_filed_accepted_and_decided_are_told_once_with_code_and_date(telling: SmallProvince) -> None:
    with frozen(MONDAY_9):
        filed = file(telling)
        deliver_all()
    with frozen(MONDAY_9 + timedelta(minutes=20)):
        accept(telling, filed.id)
        deliver_all()
        deliver_all()
    with frozen(MONDAY_9 + timedelta(hours=2)):
        finish(telling, filed.id)
        deliver_all()
    assert told(telling) == [
        f"Đã nhận hồ sơ {filed.code}",
        f"Hồ sơ {filed.code} đã được tiếp nhận",
        f"Hồ sơ {filed.code} đã có kết quả",
    ]
    accepted = table("notifications.Notice").get(template="dossier.accepted")
    assert accepted.link == f"/ho-so/{filed.id}/"
    assert accepted.texts["sms"].startswith(f"Ho so {filed.code} da duoc tiep nhan. Hen tra ket qua: ")
    assert "/11/2026" in accepted.texts["sms"]
    assert accepted.texts["sms"].isascii()


def test_who_stands_at_the_counter_is_not_told_of_the_own_filing(telling: SmallProvince) -> None:
    with frozen(MONDAY_9):
        file(telling, channel=FilingChannel.COUNTER, return_method=ReturnMethod.COUNTER, actor=telling.desk)
        deliver_all()
    assert told(telling) == []


def test_who_typed_it_in_at_the_counter_is_not_told_what_happens_to_an_applicants_dossier(
    telling: SmallProvince,
) -> None:
    with frozen(MONDAY_9):
        filed = file(telling, channel=FilingChannel.COUNTER, return_method=ReturnMethod.COUNTER, actor=telling.desk)
        accept(telling, filed.id)
        deliver_all()
    assert told(telling) == [f"Hồ sơ {filed.code} đã được tiếp nhận"]
    assert set(table("notifications.Notice").values_list("person_id", flat=True)) == {telling.citizen.person_id}


def test_a_refusal_at_intake_is_told(telling: SmallProvince) -> None:
    with frozen(MONDAY_9):
        filed = file(telling, BIRTH)
        do(filed.id, "not_accepted", telling.desk, reasons=REASONS)
        deliver_all()
    assert told(telling)[-1] == f"Hồ sơ {filed.code} không được tiếp nhận"


def test_a_changed_calendar_is_told_with_both_dates_their_weekdays_and_why(
    telling: SmallProvince, tmp_path: Path
) -> None:
    with frozen(at_local(2026, 11, 25, 9)):
        moved, waiting = file(telling), file(telling)
        accept(telling, moved.id)
        deliver_all()
    before = set(table("notifications.Notice").values_list("id", flat=True))
    (tmp_path / "storm").mkdir()
    in_force(tmp_path / "storm", MARITAL, day_off="2026-11-26")
    with frozen(at_local(2026, 11, 25, 11)):
        change = deadlines.recompute(calendar_code="office", reason="Nghỉ tránh bão.", actor=system_actor())
        deliver_all()
    promised = {move.subject[1] for move in change.moves if move.letter_due}
    notices = {row.subject_id: row for row in table("notifications.Notice").exclude(id__in=before)}

    # Whoever is promised a letter gets one: also who read when filing by when the desk answers.
    assert set(notices) == promised == {moved.id, waiting.id}
    assert notices[waiting.id].texts["sms"] == (
        f"Lich lam viec thay doi: ho so {waiting.code} duoc tra loi truoc 09 gio 30 phut, thu Sau ngay 27/11/2026."
    )
    assert notices[moved.id].texts["vi"] == [
        f"Hồ sơ {moved.code} đổi ngày hẹn trả",
        (
            "Lịch làm việc thay đổi: hồ sơ “Cấp Giấy xác nhận tình trạng hôn nhân” hẹn trả 17 giờ 00 phút, thứ Ba ngày 01/12/2026, "
            "không phải 17 giờ 00 phút, thứ Hai ngày 30/11/2026 như đã hẹn. Lý do: Nghỉ tránh bão."
        ),
    ]
    sms = notices[moved.id].texts["sms"]
    assert sms == f"Lich lam viec thay doi: ho so {moved.code} hen tra 17 gio 00 phut, thu Ba ngay 01/12/2026."
    assert (
        "no longer 17:00, Monday 30/11/2026. Reason, in Vietnamese: Nghỉ tránh bão." in notices[moved.id].texts["en"][1]
    )


def test_who_must_complete_a_dossier_hears_that_the_last_day_to_do_so_moved(
    telling: SmallProvince, tmp_path: Path
) -> None:
    with frozen(MONDAY_9):
        filed = file(telling)
        accept(telling, filed.id)
        ask(filed.id, telling.specialist, WORDS)
        deliver_all()
    (tmp_path / "storm").mkdir()
    in_force(tmp_path / "storm", MARITAL, day_off="2026-12-23")
    with frozen(at_local(2026, 11, 25, 9)):
        deadlines.recompute(calendar_code="office", reason="Nghỉ tránh bão.", actor=system_actor())
        deliver_all()
        deliver_all()

    (row,) = table("notifications.Notice").filter(template="dossier.answer_moved")
    assert row.texts["vi"][1].endswith(
        "bổ sung được đến 17 giờ 00 phút, thứ Năm ngày 24/12/2026. Lý do: Nghỉ tránh bão."
    )
    assert row.texts["sms"] == (
        f"Lich lam viec thay doi: ho so {filed.code} bo sung truoc 17 gio 00 phut, thu Nam ngay 24/12/2026."
    )


def test_nobody_else_is_told(telling: SmallProvince) -> None:
    with frozen(MONDAY_9):
        accept(telling, file(telling).id)
        deliver_all()
    people = set(table("notifications.Notice").values_list("person_id", flat=True))
    assert people == {telling.citizen.person_id}


def test_an_open_supplement_is_reminded_of_on_the_days_that_the_rule_names_and_no_more_once_answered(
    telling: SmallProvince,
) -> None:
    with frozen(MONDAY_9):
        filed = file(telling, BIRTH)
        ask(filed.id, telling.desk)
        deliver_all()
    assert told(telling)[-1] == f"Hồ sơ {filed.code} cần bạn bổ sung"
    row = Supplement.objects.get()
    assert row.answer_by is not None
    before = row.answer_by.replace(hour=2)
    seen = []
    for days in (5, 4, 3, 2, 1, 0, 0):
        with frozen(before - timedelta(days=days)):
            seen.append(remind_supplements())
    assert seen == [0, 0, 1, 0, 0, 1, 0]
    Supplement.objects.update(state="answered")
    with frozen(row.answer_by - timedelta(minutes=1)):
        assert remind_supplements() == 0


def test_a_result_that_waits_and_an_apology_are_told(telling: SmallProvince) -> None:
    with frozen(MONDAY_9):
        filed = file(telling, return_method=ReturnMethod.COUNTER)
        accept(telling, filed.id)
        finish(telling, filed.id)
        deliver_all()
    with frozen(MONDAY_9 + timedelta(days=8)):
        remind_unclaimed()
        deliver_all()
        told_of_result = told(telling)[-1]
        mishap_id = api.report_mishap(
            dossier_id=filed.id,
            kind="damaged",
            what="Rách",
            thing_id=None,
            version=version_of(filed.id),
            actor=telling.desk,
        )
        how = api.Settlement(
            responsible_agency_id=telling.receiving_id,
            responsible="Một cửa",
            remedy="other",
            made_good="Đã dán",
            cost_vnd=0,
        )
        api.settle_mishap(mishap_id=mishap_id, how=how, version=version_of(filed.id), actor=telling.leader)
        deliver_all()
    assert told_of_result == f"Kết quả hồ sơ {filed.code} đang chờ bạn"
    assert told(telling)[-1] == f"Thư xin lỗi về hồ sơ {filed.code}"
