"""Filed at any one-stop of the province (phi địa giới): who decides, whose code and clock, who sees it, where it is returned."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import pytest
from django.core.cache import cache
from django.db import transaction
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from tinhso.casework.dossiers import api, places, queries, worklists
from tinhso.casework.dossiers.errors import HiddenDossier, NotOffered
from tinhso.casework.dossiers.models import Dossier
from tinhso.casework.dossiers.testing import SmallProvince, load_small_province, officer
from tinhso.casework.dossiers.tests.acts import MARITAL, do, everything, file, open_task
from tinhso.casework.dossiers.tests.desk_scene import come_in
from tinhso.casework.dossiers.types import FilingChannel, ReturnMethod, Status
from tinhso.engines.deadlines import api as deadlines
from tinhso.engines.deadlines.types import ClockKind
from tinhso.engines.procedures import api as procedures
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import at_local, frozen
from tinhso.kernel.errors import Denied

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]
RESIDENCE = "1.004222"
ACCEPTED_AT = at_local(2026, 11, 23, 8, 0)


@pytest.fixture(scope="module")
def standing_province(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SmallProvince]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_small_province(tmp_path_factory.mktemp("definitions"), procedures=(MARITAL, RESIDENCE))
        transaction.set_rollback(True)


@pytest.fixture
def province(standing_province: SmallProvince, db: None) -> SmallProvince:
    cache.clear()
    return standing_province


@pytest.fixture
def desk_elsewhere(province: SmallProvince) -> Actor:
    """The desk of Phước Hậu, which is not under Long Châu."""
    return officer("phuoc-hau.mot-cua", "Phạm Thị Cửa Hậu Mẫu")


@pytest.fixture
def desk_far(province: SmallProvince) -> Actor:
    """The desk of Trà Ôn, where the applicant fetches the result."""
    return officer("tra-on.mot-cua", "Phạm Thị Cửa Ôn Mẫu")


def filed_elsewhere(province: SmallProvince, desk: Actor, *, fetched_at: Actor | None = None) -> UUID:
    """For Long Châu, filed and accepted at another commune's desk on Monday morning."""
    assert desk.agency_id is not None
    with frozen(ACCEPTED_AT):
        filed = file(
            province,
            actor=desk,
            receiving_agency_id=desk.agency_id,
            owner_agency_id=province.owner_id,
            channel=FilingChannel.COUNTER,
            return_method=ReturnMethod.COUNTER,
            return_agency_id=fetched_at.agency_id if fetched_at else None,
        )
        do(filed.id, "accepted", desk)
    return filed.id


def sees(dossier_id: UUID, actor: Actor) -> bool:
    try:
        queries.get_dossier(dossier_id, actor=actor, purpose="Xem")
    except HiddenDossier:
        return False
    return True


def test_the_code_is_the_receivers_and_the_decision_the_owners(
    province: SmallProvince, desk_elsewhere: Actor, desk_far: Actor
) -> None:
    dossier_id = filed_elsewhere(province, desk_elsewhere)

    row = Dossier.objects.get(id=dossier_id)
    receiving = identity.get_agency(row.receiving_agency_id)
    assert receiving.code == "H61.41.02.001"
    assert row.code.startswith(f"{receiving.legacy_code}-261123-")
    assert identity.get_agency(row.owner_agency_id).code == "H61.41.01"
    (clock,) = [c for c in deadlines.get_clocks(("dossier", dossier_id)) if c.kind is ClockKind.PROCESSING]
    assert clock.agency_code == "H61.41.01"
    (item,) = worklists.page_of(worklists.ListQuery(), actor=province.specialist).items
    assert item.dossier_id == dossier_id
    assert [sees(dossier_id, who) for who in (desk_elsewhere, province.specialist, province.leader, desk_far)] == [
        True,
        True,
        True,
        False,
    ]
    # Long Châu's own desk has nothing to do with it: neither its list nor its page.
    assert not sees(dossier_id, province.desk)


def test_it_is_decided_by_the_owner_and_given_back_where_it_was_filed(
    province: SmallProvince, desk_elsewhere: Actor
) -> None:
    dossier_id = filed_elsewhere(province, desk_elsewhere)
    with frozen(ACCEPTED_AT):
        with pytest.raises(Denied):
            do(dossier_id, "eligible", officer("phuoc-hau.ho-tich", "Trần Thị Tịch Hậu Mẫu"))
        do(dossier_id, "eligible", province.specialist)
        do(dossier_id, "agreed", province.reviewer)
        do(dossier_id, "signed", province.leader)
        with pytest.raises(Denied):
            do(dossier_id, "returned", province.desk, identity_checked="CCCD")
        do(dossier_id, "returned", desk_elsewhere, identity_checked="CCCD")

    assert Dossier.objects.get(id=dossier_id).status == Status.RETURNED


def test_it_is_given_back_at_the_one_stop_that_the_applicant_chose(
    province: SmallProvince, desk_elsewhere: Actor, desk_far: Actor
) -> None:
    dossier_id = filed_elsewhere(province, desk_elsewhere, fetched_at=desk_far)
    assert sees(dossier_id, desk_far)
    with frozen(ACCEPTED_AT):
        do(dossier_id, "eligible", province.specialist)
        do(dossier_id, "agreed", province.reviewer)
        do(dossier_id, "signed", province.leader)

        (item,) = worklists.page_of(worklists.ListQuery(view="return"), actor=desk_far).items
        assert item.dossier_id == dossier_id
        assert worklists.page_of(worklists.ListQuery(view="return"), actor=desk_elsewhere).items == ()
        with pytest.raises(Denied):
            do(dossier_id, "returned", desk_elsewhere, identity_checked="CCCD")
        page = come_in(desk_far).get(reverse("dossiers:hand_back", args=[dossier_id]))
        assert page.status_code == 200
        do(dossier_id, "returned", desk_far, identity_checked="CCCD")

    told = come_in(province.citizen).get(reverse("dossiers:detail", args=[dossier_id])).content.decode()
    assert "Trung tâm Phục vụ hành chính công xã Trà Ôn" in told


def test_a_procedure_that_is_not_taken_anywhere_is_not(province: SmallProvince, desk_elsewhere: Actor) -> None:
    before = everything()
    assert desk_elsewhere.agency_id is not None

    with pytest.raises(NotOffered):
        api.begin_at_counter(
            procedure_code=RESIDENCE, applicant=province.applicant, owner_agency_id=province.owner_id,
            actor=desk_elsewhere,
        )  # fmt: skip
    procedure = replace(procedures.get_procedure(MARITAL), anywhere_in_province=False)
    with pytest.raises(NotOffered, match="chỉ nộp được ở nơi có cơ quan giải quyết"):
        places.owner_of(identity.get_agency(desk_elsewhere.agency_id), procedure, province.owner_id)
    assert places.owner_of(identity.get_agency(province.receiving_id), procedure, None).id == province.owner_id
    assert api.other_deciders(procedure, receiving_agency_id=desk_elsewhere.agency_id) == ()

    assert everything() == before


def test_a_result_is_fetched_only_at_a_one_stop(province: SmallProvince, desk_elsewhere: Actor) -> None:
    before = everything()

    with pytest.raises(NotOffered, match="không phải bộ phận một cửa"):
        file(
            province,
            channel=FilingChannel.ONLINE,
            return_method=ReturnMethod.COUNTER,
            return_agency_id=province.owner_id,
        )

    assert everything() == before


def test_a_communes_desk_begins_a_dossier_of_another_commune(province: SmallProvince, desk_elsewhere: Actor) -> None:
    client = come_in(desk_elsewhere)
    intake = reverse("dossiers:intake")

    assert "Ủy ban nhân dân phường Long Châu" in client.get(intake).content.decode()
    begun = client.post(intake, {"number": "086195000073", "procedure": MARITAL, "elsewhere": str(province.owner_id)})
    assert begun.status_code == 302
    page = client.get(begun["Location"]).content.decode()
    assert "giải quyết tại Ủy ban nhân dân phường Long Châu" in page
    assert "Nhận bản giấy ở nơi khác" in page

    refused = client.post(
        intake, {"number": "086195000073", "procedure": RESIDENCE, "elsewhere": str(province.owner_id)}
    )
    assert refused.status_code == 422


def test_the_open_step_is_the_owners_from_acceptance_on(province: SmallProvince, desk_elsewhere: Actor) -> None:
    dossier_id = filed_elsewhere(province, desk_elsewhere)

    assert open_task(dossier_id).place == "owner"
    assert {item.agency_id for item in queries.items_of(dossier_id)} == {province.owner_id}
