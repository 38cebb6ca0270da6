"""An officer files online in the own agency's name, follows it as its applicant, and nobody else of the agency does."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.core.cache import cache
from django.db import transaction
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from tinhso.casework.dossiers import api, queries
from tinhso.casework.dossiers.errors import HiddenDossier
from tinhso.casework.dossiers.models import Dossier
from tinhso.casework.dossiers.testing import SmallProvince, load_small_province
from tinhso.casework.dossiers.tests.acts import PDF, do, everything, file, status_of, table
from tinhso.casework.dossiers.tests.desk_scene import come_in
from tinhso.casework.dossiers.types import FilingChannel, Status
from tinhso.engines.forms import api as forms
from tinhso.foundation.access.errors import ActDenied
from tinhso.foundation.files import api as files
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import HolderRef, OrganisationKind
from tinhso.kernel.actor import Actor, Channel
from tinhso.kernel.clock import at_local, frozen
from tinhso.kernel.errors import Denied
from tinhso.kernel.outbox.models import OutboxEvent

TREE = "1.002693"
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]


@pytest.fixture(scope="module")
def standing_town(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SmallProvince]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_small_province(tmp_path_factory.mktemp("definitions"), procedures=(TREE,))
        transaction.set_rollback(True)


@pytest.fixture
def town(standing_town: SmallProvince, db: None) -> Iterator[SmallProvince]:
    cache.clear()
    with frozen(at_local(2026, 11, 23, 9)):
        yield standing_town


def agency_of(actor: Actor) -> HolderRef:
    assert actor.agency_id is not None
    return HolderRef(kind="organisation", id=actor.agency_id)


def private(actor: Actor) -> Actor:
    """The same person outside the staff pages: no post acts there."""
    return replace(actor, channel=Channel.ONLINE, post_id=None, agency_id=None)


def trees(town: SmallProvince, actor: Actor, **changes: Any) -> UUID:
    """The commune wants its own trees felled; filed online at the one-stop of the commune."""
    identity.register_agency(agency_id=town.owner_id, actor=private(town.leader))
    photo = files.store(content=PDF, name="cay.pdf", media_type="application/pdf", actor=actor)
    agency = identity.get_agency(town.owner_id).name
    answers = {
        **town.applications[TREE]["answers"],
        "owner_kind": "organisation",
        "organisation": {"name": agency, "tax_code": "1599990018"},
    }
    given = {"applicant": agency_of(town.leader), "answers": answers, "papers": {"photos": (photo.id,)}, **changes}
    return file(town, TREE, actor=actor, **given).id


def test_the_page_offers_the_own_agency_alone_and_fills_in_its_name(town: SmallProvince) -> None:
    browser, address = come_in(town.leader), reverse("dossiers:apply", args=[TREE])
    page = browser.get(address).content.decode()
    name = identity.get_agency(town.owner_id).name
    assert name in page
    assert "Cơ quan của bạn, theo vị trí bạn giữ" in page

    begun = browser.post(address, {"applicant": f"organisation:{town.owner_id}", "agency": str(town.receiving_id)})

    assert begun.status_code == 302, begun.content.decode()
    assert browser.get(begun["Location"], follow=True).status_code == 200
    (draft,) = forms.list_drafts(("organisation", town.owner_id))
    known = forms.get_draft(draft.id, actor=private(town.leader)).answers
    assert known["organisation"]["name"] == name
    assert known["requester"]["full_name"] == "Nguyễn Văn Lãnh Mẫu"
    card = table("identity.Organisation").get(id=town.owner_id)
    assert (card.name, card.kind) == (name, OrganisationKind.AGENCY.value)


def test_it_is_filed_online_counted_as_an_agencys_and_followed_by_who_files_for_it(town: SmallProvince) -> None:
    dossier_id = trees(town, private(town.leader))

    row = Dossier.objects.get(id=dossier_id)
    assert (row.channel, row.applicant_class, row.filed_by_id) == ("online", "agency", town.leader.person_id)
    told = OutboxEvent.objects.get(name="dossier.submitted", aggregate_id=str(dossier_id)).payload
    assert told["channel"] == "online"
    browser = come_in(town.leader)
    assert row.code in browser.get(reverse("dossiers:mine")).content.decode()
    assert browser.get(reverse("dossiers:detail", args=[dossier_id])).status_code == 200
    # Accepted at the desk, asked for more: the agency answers as any applicant does.
    do(dossier_id, "accepted", town.desk)
    api.withdraw_dossier(dossier_id=dossier_id, reason="Cây đã đổ.", actor=private(town.leader))
    assert status_of(dossier_id) is Status.WITHDRAWN


def test_without_the_second_factor_nothing_is_begun_in_the_agencys_name(town: SmallProvince) -> None:
    browser, address = come_in(town.leader), reverse("dossiers:apply", args=[TREE])
    session = browser.session
    del session["identity.second_factor"]
    session.save()

    answer = browser.post(address, {"applicant": f"organisation:{town.owner_id}", "agency": str(town.receiving_id)})

    assert answer.status_code == 302
    assert answer["Location"].startswith(("/tai-khoan/", "/accounts/", "/dang-nhap/"))
    assert forms.list_drafts(("organisation", town.owner_id)) == ()


def test_an_officer_without_the_right_files_nothing_and_sees_nothing(town: SmallProvince) -> None:
    dossier_id = trees(town, private(town.leader))
    before = everything()

    for actor in map(private, (town.reviewer, town.specialist, town.desk)):
        with pytest.raises(ActDenied):
            api.begin(
                procedure_code=TREE,
                applicant=agency_of(town.leader),
                receiving_agency_id=town.receiving_id,
                actor=actor,
            )
        with pytest.raises(HiddenDossier):
            api.withdraw_dossier(dossier_id=dossier_id, reason="", actor=actor)
        with pytest.raises(Denied):
            file(town, TREE, actor=actor, applicant=agency_of(town.leader))
    assert everything() == before
    assert come_in(town.reviewer).get(reverse("dossiers:detail", args=[dossier_id])).status_code == 404


def test_another_agencys_name_is_refused_and_a_post_that_ended_gives_no_right(town: SmallProvince) -> None:
    other = identity.find_agency("H61.16")
    assert other is not None
    assert town.leader.person_id is not None
    holder = HolderRef(kind="organisation", id=other.id)
    before = everything()
    with pytest.raises(ActDenied):
        api.begin(
            procedure_code=TREE, applicant=holder, receiving_agency_id=town.receiving_id, actor=private(town.leader)
        )
    assert everything() == before
    rights = identity.rights_in(town.leader.person_id, town.owner_id)
    assert {one.value for one in rights} == {"view", "submit"}
    assert identity.rights_in(town.leader.person_id, town.owner_id, on=date(2025, 12, 1)) == frozenset()
    assert identity.rights_in(town.leader.person_id, other.id) == frozenset()


def test_at_the_counter_an_agency_is_named_by_its_code_or_name_and_is_nobodys_passport(town: SmallProvince) -> None:
    desk, address, agency = come_in(town.desk), reverse("dossiers:intake"), identity.get_agency(town.owner_id)
    for named in (agency.code, agency.code.lower(), agency.name):
        page = desk.post(address, {"number": named, "procedure": ""}).content.decode()
        assert agency.name in page, named
        assert "Họ và tên" not in page, named
    assert not table("identity.Organisation").filter(id=town.owner_id).exists()

    assert desk.post(address, {"number": agency.code, "procedure": TREE}).status_code == 302

    card = table("identity.Organisation").get(id=town.owner_id)
    assert (card.name, card.kind) == (agency.name, OrganisationKind.AGENCY.value)
    assert len(forms.list_drafts(("organisation", town.owner_id))) == 1
    dossier_id = trees(town, town.desk, channel=FilingChannel.COUNTER)
    assert Dossier.objects.get(id=dossier_id).applicant_class == "agency"
    # Without a tax code its own code is the number whose end the desk asks for when the result is fetched.
    assert queries.number_ends_with(dossier_id, agency.code.replace(".", "")[-4:])
    assert not queries.number_ends_with(dossier_id, "")


def test_who_takes_nothing_in_makes_no_card_of_an_agency(town: SmallProvince) -> None:
    before = everything()
    for actor in (town.reviewer, private(town.reviewer)):
        with pytest.raises(ActDenied):
            identity.register_agency(agency_id=town.owner_id, actor=actor)
    assert everything() == before


def test_a_company_that_nobody_knows_is_registered_at_the_desk_in_the_same_press(town: SmallProvince) -> None:
    desk, address = come_in(town.desk), reverse("dossiers:intake")
    typed = {"number": "0100109106", "procedure": TREE}
    first = desk.post(address, typed)
    assert first.status_code == 200
    assert "Chưa có tổ chức này trong hệ thống" in first.content.decode()
    before = everything()
    bare = desk.post(address, {**typed, "dang-ky": "1"})
    assert bare.status_code == 422
    for wanted in ("Nhập tên như trên giấy đăng ký", "Chọn loại tổ chức", "Ghi tên xã, phường"):
        assert wanted in bare.content.decode()
    assert desk.post(address, {**typed, "number": "0100109107"}).status_code == 422
    assert everything() == before

    papers = {"dang-ky": "1", "org_name": "Công ty Cây xanh Mẫu", "kind": "enterprise", "place": "long chau"}
    assert desk.post(address, {**typed, **papers}).status_code == 302

    card = identity.find_organisation("0100109106", actor=town.desk, purpose="Kiểm thử")
    assert card is not None
    assert (card.name, card.kind, card.tax_code) == ("Công ty Cây xanh Mẫu", OrganisationKind.ENTERPRISE, "0100109106")
    assert len(forms.list_drafts(("organisation", card.id))) == 1
    # The next time it is known.
    assert "Công ty Cây xanh Mẫu" in desk.post(address, {"number": "0100109106"}).content.decode()


def test_the_counter_adds_a_whole_list_of_trees_at_once_or_tells_each_wrong_line(town: SmallProvince) -> None:
    desk = come_in(town.desk)
    assert desk.post(reverse("dossiers:intake"), {"number": "086195000073", "procedure": TREE}).status_code == 302
    (draft,) = forms.list_drafts(("person", town.applicant.id))
    page = reverse("dossiers:intake_form", args=[draft.id])
    wrong = {"luu": "1", "co-cay": "1", "ds-cay": "Bàng\t9\t45\t1\nPhượng vĩ\tcao\t38\t2"}

    refused = desk.post(page, wrong)
    assert "Dòng 2" in refused.content.decode()
    assert not forms.get_draft(draft.id, actor=town.desk).answers.get("trees")
    desk.post(page, {**wrong, "ds-cay": "Bàng\t9\t45\t1\nPhượng vĩ\t7,5\t38\t2"})

    assert forms.get_draft(draft.id, actor=town.desk).answers["trees"] == [
        {"species": "Bàng", "height_m": 9, "diameter_cm": 45, "count": 1},
        {"species": "Phượng vĩ", "height_m": 7.5, "diameter_cm": 38, "count": 2},
    ]
