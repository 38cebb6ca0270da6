"""Results that nobody fetches: listed by age, reminded by rule, put away as the definition says, still found."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.urls import reverse

from tinhso.casework.dossiers import api, unclaimed
from tinhso.casework.dossiers.errors import WrongStatus
from tinhso.casework.dossiers.tasks import remind_unclaimed
from tinhso.casework.dossiers.testing import SmallProvince, officer
from tinhso.casework.dossiers.tests.acts import everything
from tinhso.casework.dossiers.tests.desk_scene import come_in, do, file_birth, version_of
from tinhso.foundation.access.errors import ActDenied
from tinhso.kernel import clock
from tinhso.kernel.errors import Denied, Invalid
from tinhso.kernel.outbox.api import events_of
from tinhso.services.custody import api as custody
from tinhso.services.custody.types import NewThing, ThingKind, ThingState

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]

START = clock.at_local(2026, 12, 3, 9)


def _ready(province: SmallProvince) -> UUID:
    with clock.frozen(START):
        dossier_id = file_birth(province)
        do(dossier_id, "accepted", province.desk)
        do(dossier_id, "eligible", province.specialist)
        do(dossier_id, "agreed", province.reviewer)
        do(dossier_id, "signed", province.leader)
    return dossier_id


def _after(days: int) -> datetime:
    return START + timedelta(days=days)


def _reminders(dossier_id: UUID) -> list[tuple[int, int]]:
    events = [one for one in events_of(("dossier", dossier_id)) if one.name == "dossier.result_unclaimed"]
    return [(one.payload["reminder"], one.payload["waiting_days"]) for one in events]


def test_an_applicant_is_reminded_when_the_rule_says_and_no_oftener(province: SmallProvince) -> None:
    dossier_id = _ready(province)

    for day in (*range(1, 60, 2), 100, 200):
        with clock.frozen(_after(day)):
            remind_unclaimed()

    assert _reminders(dossier_id) == [(1, 7), (2, 23), (3, 39)]


def test_who_fetched_the_result_is_not_reminded(province: SmallProvince) -> None:
    dossier_id = _ready(province)
    with clock.frozen(_after(1)):
        do(dossier_id, "returned", province.desk, identity_checked="Căn cước")

    with clock.frozen(_after(30)):
        assert remind_unclaimed() == 0

    assert _reminders(dossier_id) == []


def test_the_desk_lists_what_waits_by_age_and_others_nothing(province: SmallProvince) -> None:
    dossier_id = _ready(province)

    with clock.frozen(_after(181)):
        (line,), more = unclaimed.of_desk(actor=province.desk)
        with pytest.raises(ActDenied):
            unclaimed.of_desk(actor=province.specialist)
        elsewhere, _ = unclaimed.of_desk(actor=officer("phuoc-hau.mot-cua", "Nơi Khác Mẫu"))

    assert (line.dossier_id, line.waiting_days, line.archive_is_due, more) == (dossier_id, 181, True, False)
    assert elsewhere == ()


def test_after_the_rules_days_it_goes_to_the_archive_with_its_paper_and_is_found_at_the_desk(
    province: SmallProvince,
) -> None:
    dossier_id = _ready(province)
    with clock.frozen(_after(181)):
        paper = NewThing(kind=ThingKind.RESULT, code="ban-giay", title="Giấy khai sinh, bản chính")
        api.take_in_paper(dossier_id=dossier_id, thing=paper, words="In tại quầy", actor=province.desk)
        desk = come_in(province.desk)

        desk.post(reverse("dossiers:unclaimed"), {"ho-so": str(dossier_id), "where": "Kho A, hộp 12"})

        page = desk.get(reverse("dossiers:hand_back", args=[dossier_id])).content.decode()
        assert unclaimed.of_desk(actor=province.desk) == ((), False)
        (kept,), _ = unclaimed.of_desk(actor=province.desk, archived=True)
    assert "Kho A, hộp 12" in page
    assert kept.archived_words == "Kho A, hộp 12"
    assert custody.things_of(("dossier", dossier_id))[0].state is ThingState.ARCHIVED
    assert events_of(("dossier", dossier_id))[-1].name == "dossier.result_archived"


def test_it_is_not_put_away_early_without_a_place_or_by_others(province: SmallProvince) -> None:
    dossier_id = _ready(province)
    before = everything()

    with clock.frozen(_after(179)), pytest.raises(WrongStatus):
        _archive(dossier_id, "Kho A", province)
    with clock.frozen(_after(181)):
        with pytest.raises(Invalid):
            _archive(dossier_id, " ", province)
        with pytest.raises(Denied):
            api.archive_unclaimed(
                dossier_id=dossier_id, where="Kho A", version=version_of(dossier_id), actor=province.specialist
            )

    assert everything() == before


def _archive(dossier_id: UUID, where: str, province: SmallProvince) -> None:
    api.archive_unclaimed(dossier_id=dossier_id, where=where, version=version_of(dossier_id), actor=province.desk)
