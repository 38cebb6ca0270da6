"""Online filings first in the intake list, where a dated definition says so; agencies are counted apart."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tinhso.casework.dossiers import intake_order, worklists
from tinhso.casework.dossiers.intake_order import IntakeOrder
from tinhso.casework.dossiers.models import WorkItem
from tinhso.casework.dossiers.testing import SmallProvince
from tinhso.casework.dossiers.tests.acts import file
from tinhso.casework.dossiers.tests.desk_scene import come_in, file_birth
from tinhso.casework.dossiers.types import FilingChannel
from tinhso.casework.dossiers.worklists import ListQuery
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import HolderRef, OrganisationKind, Right
from tinhso.kernel.actor import system_actor
from tinhso.kernel.clock import now, today
from tinhso.kernel.outbox.api import events_of

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]
INTAKE = ListQuery(view="intake")


def mixed(province: SmallProvince) -> None:
    """Two filings by post that are due first, then three online ones."""
    for number in range(5):
        filed = (
            file(province, actor=province.desk, channel=FilingChannel.POSTAL).id if number < 2 else file_birth(province)
        )
        WorkItem.objects.filter(dossier_id=filed).update(order_at=now() + timedelta(hours=number))


def channels(query: ListQuery, province: SmallProvince, *, limit: int = 50) -> list[bool]:
    """Whether each row of the list is online, page after page."""
    found, cursor = [], ""
    for _ in range(10):
        page = worklists.page_of(query, actor=province.desk, cursor=cursor, limit=limit)
        found += [WorkItem.objects.get(task_id=item.task_id).is_online for item in page.items]
        cursor = page.next_cursor
        if not cursor:
            break
    return found


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 50])
def test_online_filings_come_first_page_after_page(province: SmallProvince, limit: int) -> None:
    mixed(province)

    assert channels(INTAKE, province, limit=limit) == [True, True, True, False, False]
    # Elsewhere, and in an order that the officer chose, the list is as it was.
    assert channels(ListQuery(), province) == [False, False, True, True, True]


def test_next_and_previous_go_the_way_of_the_list(province: SmallProvince) -> None:
    mixed(province)
    ids = [item.dossier_id for item in worklists.page_of(INTAKE, actor=province.desk).items]

    near = [worklists.neighbours(one, INTAKE, actor=province.desk) for one in ids]

    assert [one.next for one in near] == [*ids[1:], None]
    assert [one.previous for one in near] == [None, *ids[:-1]]


def test_the_list_says_by_which_decision(province: SmallProvince) -> None:
    mixed(province)
    desk = come_in(province.desk)

    words = "Hồ sơ nộp trực tuyến được xem trước, theo 118/2025/NĐ-CP"

    assert words in desk.get(reverse("dossiers:worklist") + "?loc=intake").content.decode()
    assert words not in desk.get(reverse("dossiers:worklist")).content.decode()


def test_where_nothing_is_decided_the_due_time_orders(province: SmallProvince, monkeypatch: pytest.MonkeyPatch) -> None:
    mixed(province)
    assert intake_order.order_at(province.owner_id, on=today()) == IntakeOrder(document="118/2025/NĐ-CP")
    monkeypatch.setattr(worklists, "order_at", lambda *_, **__: IntakeOrder())

    assert channels(INTAKE, province) == [False, False, True, True, True]


def test_an_agency_as_applicant_is_counted_apart_and_files_like_any_organisation(province: SmallProvince) -> None:
    school = identity.register_organisation(
        name="Phòng Văn hóa Mẫu", kind=OrganisationKind.AGENCY, tax_code="1599990018", actor=system_actor()
    )
    assert province.citizen.person_id is not None
    identity.grant_membership(
        organisation_id=school.id,
        person_id=province.citizen.person_id,
        rights=[Right.SUBMIT],
        valid_from=today(),
        actor=system_actor(),
    )
    agency = HolderRef(kind="organisation", id=school.id)

    online = file(province, applicant=agency)
    counter = file(province, applicant=agency, actor=province.desk, channel=FilingChannel.COUNTER)
    person = file(province)

    told = [events_of(("dossier", one.id))[0].payload["applicant_kind"] for one in (online, counter, person)]
    assert told == ["agency", "agency", "person"]
