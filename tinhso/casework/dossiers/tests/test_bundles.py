"""One form, several procedures, one tracking number: filed together or not at all, then each on its own way."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.urls import reverse
from PIL import Image
from pytest_django.plugin import DjangoDbBlocker

from tinhso.casework.dossiers import api, bundles, queries
from tinhso.casework.dossiers.errors import HiddenDossier, NotOffered
from tinhso.casework.dossiers.models import Bundle, Dossier
from tinhso.casework.dossiers.testing import SmallProvince, load_small_province
from tinhso.casework.dossiers.tests.acts import BIRTH, MARITAL, accept, everything
from tinhso.casework.dossiers.tests.desk_scene import come_in
from tinhso.casework.dossiers.types import ReturnMethod
from tinhso.engines.deadlines import api as deadlines
from tinhso.engines.forms import api as forms
from tinhso.foundation.definitions import api as definitions
from tinhso.kernel.actor import system_actor
from tinhso.kernel.clock import at_local, frozen
from tinhso.kernel.errors import DomainError, Invalid
from tinhso.services.fees import api as fees
from tinhso.services.fees.types import ClaimInput

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]
EXTRACT = "2.000635"
FILED_AT = at_local(2026, 11, 23, 8, 0)


@pytest.fixture(scope="module")
def standing_province(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SmallProvince]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield _province(tmp_path_factory.mktemp("definitions"))
        transaction.set_rollback(True)


def _province(folder: Path) -> SmallProvince:
    province = load_small_province(folder, procedures=(BIRTH, EXTRACT, MARITAL))
    (folder / "bundles").symlink_to(settings.DEFINITIONS_DIR / "bundles")
    definitions.apply_folder(folder, actor=system_actor())
    return province


@pytest.fixture
def province(standing_province: SmallProvince, db: None) -> Iterator[SmallProvince]:
    cache.clear()
    with frozen(FILED_AT):
        yield standing_province
    cache.clear()


def _photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (600, 800), "white").save(out, "JPEG")
    return out.getvalue()


def draft(province: SmallProvince, code: str = BIRTH) -> UUID:
    """The one form, filled in with its papers; another form is left empty."""
    draft_id = api.begin(
        procedure_code=code,
        applicant=province.applicant,
        receiving_agency_id=province.receiving_id,
        actor=province.citizen,
    )
    if code != BIRTH:
        return draft_id
    answers = province.applications[code]["answers"]
    for topic in forms.form_of(forms.get_draft(draft_id, actor=province.citizen).procedure_version_id).topics:
        values = {one.field.path: _at(answers, one.field.path) for one in topic.asked}
        forms.save_topic(draft_id=draft_id, topic=topic.code, values=values, actor=province.citizen)
    forms.attach_paper(
        draft_id=draft_id, component_code="birth_notice", uploads=[("chung-sinh.jpg", _photo())], actor=province.citizen
    )
    return draft_id


def _at(answers: dict[str, Any], path: str) -> Any:
    value: Any = answers
    for part in path.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def file(province: SmallProvince, draft_id: UUID) -> Bundle:
    bundle_id = api.file_bundle(
        draft_id=draft_id, bundle_code="co-con", return_method=ReturnMethod.ONLINE, actor=province.citizen
    )
    return Bundle.objects.get(id=bundle_id)


def test_one_form_becomes_a_dossier_of_each_procedure_with_its_own_code_and_answers(province: SmallProvince) -> None:
    bundle = file(province, draft(province))

    birth, extract = (Dossier.objects.get(bundle_id=bundle.id, procedure_code=code) for code in (BIRTH, EXTRACT))
    assert bundle.code == "001.01.41.H61-261123-LT0001"
    assert (birth.code, extract.code) == ("001.01.41.H61-261123-0001", "001.01.41.H61-261123-0002")
    child = birth.answers["child"]
    assert extract.answers["event"] == "birth"
    assert extract.answers["subject"] == {"full_name": child["full_name"], "born_on": child["born_on"]}
    assert extract.answers["requester"]["full_name"] == birth.answers["requester"]["full_name"]
    assert (list(birth.papers), extract.papers) == (["birth_notice"], {})


def test_filed_twice_is_filed_once(province: SmallProvince) -> None:
    draft_id = draft(province)
    first = file(province, draft_id)
    before = everything()

    assert file(province, draft_id).id == first.id
    assert everything() == before


def test_a_member_that_cannot_be_filed_leaves_nothing(province: SmallProvince) -> None:
    """Without its paper the birth is refused; the extract, which needs none, is not filed either."""
    draft_id = draft(province)
    (paper,) = forms.get_draft(draft_id, actor=province.citizen).files["birth_notice"]
    forms.remove_paper(draft_id=draft_id, paper_id=paper.id, actor=province.citizen)
    before = everything()

    with pytest.raises(Invalid):
        file(province, draft_id)

    assert everything() == before


def test_a_form_of_another_procedure_is_refused(province: SmallProvince) -> None:
    draft_id = draft(province, MARITAL)
    before = everything()

    with pytest.raises(NotOffered):
        file(province, draft_id)

    assert everything() == before


def test_each_member_goes_its_own_way_with_its_own_clock(province: SmallProvince) -> None:
    bundle = file(province, draft(province))
    birth, extract = (Dossier.objects.get(bundle_id=bundle.id, procedure_code=code) for code in (BIRTH, EXTRACT))

    accept(province, birth.id)

    birth.refresh_from_db()
    extract.refresh_from_db()
    assert (birth.accepted_at, extract.accepted_at) == (FILED_AT, None)
    assert {clock.subject[1] for one in (birth, extract) for clock in deadlines.get_clocks(("dossier", one.id))} == {
        birth.id,
        extract.id,
    }
    (told,) = [one for one in queries.track_bundle(code=bundle.code, last_four="0073") if one.code == birth.code]
    assert told.accepted_at == FILED_AT
    assert len(queries.track_bundle(code=bundle.code, last_four="0073")) == 2
    assert queries.track_bundle(code=bundle.code, last_four="0074") == ()


def test_the_applicant_alone_opens_the_bundle(province: SmallProvince) -> None:
    bundle = file(province, draft(province))

    found = bundles.get_bundle(bundle.id, actor=province.citizen, purpose="Xem")
    assert [one.procedure_code for one in found.dossiers] == [BIRTH, EXTRACT]
    for other in (province.stranger, province.desk):
        with pytest.raises(HiddenDossier):
            bundles.get_bundle(bundle.id, actor=other, purpose="Xem")


def test_the_way_of_a_bundle_through_the_pages(province: SmallProvince) -> None:
    draft_id = draft(province)
    client = come_in(province.citizen)
    declare = reverse("dossiers:declare", args=[draft_id])
    assert "Bộ hồ sơ “Có con”" in client.get(declare).content.decode()

    filed = client.post(declare, {"declared": "yes", "return_method": "online", "bundle": "co-con"})
    bundle = Bundle.objects.get(draft_id=draft_id)
    assert (filed.status_code, filed["Location"]) == (302, reverse("dossiers:bundle", args=[bundle.id]))
    page = client.get(filed["Location"]).content.decode()
    assert bundle.code in page
    assert page.count("/ho-so/01") == 2
    assert "thẻ bảo hiểm y tế" in page

    birth, copy = Dossier.objects.filter(bundle_id=bundle.id).order_by("code")
    seen = come_in(province.desk).get(reverse("dossiers:work", args=[birth.id])).content.decode()
    assert f"Thuộc bộ hồ sơ “Có con”</strong>, mã {bundle.code}" in seen
    assert reverse("dossiers:work", args=[copy.id]) in seen
    tracked = come_in(None).post(reverse("dossiers:track"), {"code": bundle.code, "last_four": "0073"})
    assert tracked.status_code == 200
    assert "Nguyễn Thị Lan Mẫu" not in tracked.content.decode()
    assert all(one.code in tracked.content.decode() for one in Dossier.objects.filter(bundle_id=bundle.id))
    # The same draft cannot be filed a second time alone.
    again = client.post(declare, {"declared": "yes", "return_method": "online"})
    assert again.status_code == 302
    assert Dossier.objects.count() == 2


def test_another_person_cannot_file_the_draft_as_a_bundle(province: SmallProvince) -> None:
    draft_id = draft(province)
    before = everything()

    with pytest.raises(DomainError):
        api.file_bundle(
            draft_id=draft_id, bundle_code="co-con", return_method=ReturnMethod.ONLINE, actor=province.stranger
        )

    assert everything() == before


def test_programs_file_a_bundle_once_and_read_each_member_with_its_owner(province: SmallProvince) -> None:
    draft_id = draft(province)
    browser = come_in(province.citizen)
    body = {"draft": str(draft_id), "bundle": "co-con", "return_method": "online"}

    def post(client: Any, given: dict[str, str]) -> Any:
        return client.post("/api/v1/bundles", given, content_type="application/json")

    before = everything()
    assert post(come_in(province.stranger), body).status_code == 404
    assert post(come_in(None), body).status_code == 401
    assert post(browser, {**body, "bundle": "khong-co"}).status_code == 404
    assert everything() == before
    first = post(browser, body)
    assert first.status_code == 201
    told = first.json()
    assert [one["procedure"] for one in told["dossiers"]] == [BIRTH, EXTRACT]
    assert {one["owner"] for one in told["dossiers"]} == {"H61.41.01"}
    assert len({one["code"] for one in told["dossiers"]}) == 2
    assert [one["title"] for one in told["elsewhere"]] == [
        "Đăng ký thường trú cho con",
        "Cấp thẻ bảo hiểm y tế cho trẻ em dưới 6 tuổi",
    ]
    counted = everything()
    again = post(browser, body)
    assert (again.status_code, again.json()["id"], everything()["dossiers"]) == (200, told["id"], counted["dossiers"])
    # Each member goes its own way, and reading says so.
    accept(province, UUID(told["dossiers"][0]["id"]))
    read = browser.get(f"/api/v1/bundles/{told['id']}").json()
    assert [one["status"] for one in read["dossiers"]] == [4, 1]
    assert come_in(province.stranger).get(f"/api/v1/bundles/{told['id']}").status_code == 404
    assert come_in(province.desk).get(f"/api/v1/bundles/{told['id']}").status_code == 404


def test_one_procedure_of_a_bundle_is_exempt_by_its_own_paper(province: SmallProvince) -> None:
    draft_id = draft(province)
    client = come_in(province.citizen)
    declare = reverse("dossiers:declare", args=[draft_id])
    box = {"exemption-1": "poor", "evidence-1": ""}
    sent = {"declared": "yes", "return_method": "online", "bundle": "co-con"}
    assert "16.000 đồng" in client.get(declare).content.decode()
    refused = client.post(declare, {**sent, **box})
    assert (refused.status_code, 'id="evidence-1-error"' in refused.content.decode()) == (422, True)
    with pytest.raises(Invalid):
        api.file_bundle(
            draft_id=draft_id, bundle_code="co-con", return_method=ReturnMethod.ONLINE,
            claims={MARITAL: ClaimInput(exemption="poor", evidence="Sổ 1")}, actor=province.citizen,
        )  # fmt: skip
    assert Dossier.objects.count() == Bundle.objects.count() == 0

    client.post(declare, {**sent, **box, "evidence-1": "Sổ hộ nghèo số 12"})

    birth, extract = Dossier.objects.order_by("code")
    assert [(one.exemption, one.evidence) for one in fees.claims_of(("dossier", extract.id))] == [
        ("poor", "Sổ hộ nghèo số 12")
    ]
    assert fees.claims_of(("dossier", birth.id)) == ()


def test_a_bundle_by_post_has_a_letter_for_each_result_and_papers_are_fetched_once(province: SmallProvince) -> None:
    home = {"name": "Nguyễn Thị Lan Mẫu", "phone": "0900000001", "address": "Số 1 đường Minh Họa", "unit_code": "29551"}
    body = {"draft": str(draft(province)), "bundle": "co-con", "return_method": "postal"}
    browser = come_in(province.citizen)
    refused = browser.post("/api/v1/bundles", body, content_type="application/json")
    assert (refused.status_code, Dossier.objects.count(), Bundle.objects.count()) == (422, 0, 0)

    filed = browser.post(
        "/api/v1/bundles", {**body, "mailing": {**home, "collects": True}}, content_type="application/json"
    ).json()

    told = [browser.get(f"/api/v1/dossiers/{one['id']}/letters").json() for one in filed["dossiers"]]
    assert [sorted((one["direction"], one["state"]) for one in letters) for letters in told] == [
        [("collect", "to_send"), ("return", "planned")],
        [("return", "planned")],
    ]
    assert "Minh Họa" not in str(told)
    owed = [browser.get(f"/api/v1/dossiers/{one['id']}/dues").json() for one in filed["dossiers"]]
    assert [one["left_vnd"] for one in owed] == [52_000, 26_000]
    assert {due["kind"] for one in owed for due in one["items"]} == {"postal"}
    for what in ("letters", "dues"):
        address = f"/api/v1/dossiers/{filed['dossiers'][0]['id']}/{what}"
        assert come_in(province.stranger).get(address).status_code == 404
        assert come_in(None).get(address).status_code == 401


def test_programs_claim_an_exemption_for_a_procedure_of_the_bundle_and_are_told_where_it_is_wrong(
    province: SmallProvince,
) -> None:
    body = {"draft": str(draft(province)), "bundle": "co-con", "return_method": "online"}
    browser = come_in(province.citizen)

    def post(code: str, paper: str) -> Any:
        given = {**body, "exemptions": {EXTRACT: {"code": code, "evidence": paper}}}
        return browser.post("/api/v1/bundles", given, content_type="application/json")

    unknown, bare = post("rich", "Sổ 12"), post("poor", " ")
    assert [(one.status_code, [each["pointer"] for each in one.json()["errors"]]) for one in (unknown, bare)] == [
        (422, ["/exemptions/code"]),
        (422, ["/exemptions/evidence"]),
    ]
    assert "poor (" in unknown.json()["errors"][0]["detail"]
    assert Dossier.objects.count() == Bundle.objects.count() == 0

    filed = post("poor", "Sổ hộ nghèo số 12")

    (claim,) = fees.claims_of(("dossier", UUID(filed.json()["dossiers"][1]["id"])))
    assert (claim.exemption, claim.evidence) == ("poor", "Sổ hộ nghèo số 12")
