"""Who signs the apology hears of a dossier while the last day for a lawful one is still ahead; up the chain by rule.

November 2026: Monday 23rd works, Tuesday 24th is the Day of Vietnamese Culture, Wednesday 25th to Friday 27th work.
"""

from datetime import datetime
from uuid import UUID

import pytest

from tinhso.casework.dossiers import due_warnings
from tinhso.casework.dossiers.models import DueWarning
from tinhso.casework.dossiers.tasks import warn
from tinhso.casework.dossiers.testing import SmallProvince
from tinhso.casework.dossiers.tests.acts import MARITAL, accept, do, everything, file
from tinhso.casework.dossiers.tests.doors import signed_in
from tinhso.casework.dossiers.tests.test_supplements import WORDS, ask
from tinhso.engines.deadlines import api as deadlines
from tinhso.engines.deadlines.types import ClockKind
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import at_local, frozen

pytestmark = pytest.mark.django_db
MONDAY_9 = at_local(2026, 11, 23, 9)


def accepted(province: SmallProvince) -> UUID:
    """A dossier due on Friday 27/11/2026 at 17:00."""
    with frozen(MONDAY_9):
        filed = file(province, MARITAL)
        accept(province, filed.id)
    return filed.id


def told(actor: Actor, at: datetime) -> list[str]:
    with frozen(at):
        warn()
        return [line.words for line in due_warnings.for_actor(actor=actor)]


def test_the_leader_hears_two_working_days_before_with_the_last_lawful_day_ahead(province: SmallProvince):
    dossier_id = accepted(province)
    assert told(province.leader, at_local(2026, 11, 23, 17)) == []
    wednesday = at_local(2026, 11, 25, 8)
    words = "Hạn giải quyết hồ sơ: 17 giờ 00 phút, thứ Sáu ngày 27/11/2026"
    assert told(province.leader, wednesday) == [words]
    clock = deadlines.find_clock(("dossier", dossier_id), ClockKind.PROCESSING)
    assert clock is not None
    assert wednesday < deadlines.apology_by(clock) == at_local(2026, 11, 26, 17)
    with frozen(wednesday):
        page = signed_in(province.leader).get("/can-bo/buoi-sang/").content.decode()
    assert words in page


def test_whoever_holds_the_step_hears_first(province: SmallProvince):
    accepted(province)
    monday = at_local(2026, 11, 23, 10)
    assert told(province.specialist, monday) == ["Hạn giải quyết hồ sơ: 17 giờ 00 phút, thứ Sáu ngày 27/11/2026"]
    assert told(province.leader, monday) == []


def test_the_desk_hears_of_an_unanswered_filing_before_its_head_does(province: SmallProvince):
    with frozen(MONDAY_9):
        file(province, MARITAL)
    # Due on Wednesday at 9:30: four office hours before is Monday at 15:00, two is Wednesday at 7:30.
    assert told(province.desk, at_local(2026, 11, 23, 14)) == []
    assert len(told(province.desk, at_local(2026, 11, 23, 15))) == 1
    assert told(province.desk_head, at_local(2026, 11, 23, 16)) == []
    assert len(told(province.desk_head, at_local(2026, 11, 25, 7, 30))) == 1


def test_warned_once_until_the_due_time_changes_or_the_clock_stops(province: SmallProvince):
    dossier_id = accepted(province)
    wednesday = at_local(2026, 11, 25, 8)
    with frozen(wednesday):
        assert warn() > 0
        before = everything()
        assert warn() == 0
        assert everything() == before
        ask(dossier_id, province.specialist, WORDS)
    assert told(province.leader, at_local(2026, 11, 25, 8, 10)) == []
    assert not DueWarning.objects.filter(closed_at__isnull=True).exists()


def test_what_is_done_is_warned_of_no_more(province: SmallProvince):
    dossier_id = accepted(province)
    wednesday = at_local(2026, 11, 25, 8)
    assert len(told(province.leader, wednesday)) == 1
    with frozen(at_local(2026, 11, 25, 9)):
        do(dossier_id, "eligible", province.specialist)
        do(dossier_id, "agreed", province.reviewer)
        do(dossier_id, "signed", province.leader)
    assert told(province.leader, at_local(2026, 11, 25, 10)) == []
