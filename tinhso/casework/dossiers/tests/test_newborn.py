"""A newborn without a number, through a whole birth: parents hold its papers, whoever only files does not; later it gets its number."""

from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from tinhso.casework.dossiers import api
from tinhso.casework.dossiers.errors import WrongStatus
from tinhso.casework.dossiers.testing import SmallProvince
from tinhso.casework.dossiers.tests.acts import application, everything
from tinhso.casework.dossiers.tests.desk_scene import come_in, do
from tinhso.casework.dossiers.types import ReturnMethod
from tinhso.foundation.access.errors import ActDenied
from tinhso.foundation.access.testing import audit_acts
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity import testing as build
from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel.actor import Actor
from tinhso.kernel.outbox.delivery import deliver_all
from tinhso.services.registers import api as registers
from tinhso.services.vault import api as vault
from tinhso.services.vault.types import VaultItem

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.one_database,
    pytest.mark.filterwarnings("ignore:No directory at"),
]
BIRTH = "1.001193"
# A girl born in 2026: 3 says female and the century, 26 the year.
NUMBER, A_BOYS = "086326000123", "086226000123"


def _signed(province: SmallProvince, by: Actor, **answers: Any) -> UUID:
    """The birth is filed by this person, granted and signed."""
    assert by.person_id is not None
    told = {**province.applications[BIRTH]["answers"], **answers}
    applicant = HolderRef("person", by.person_id)
    filing = application(province, BIRTH, applicant=applicant, answers=told, return_method=ReturnMethod.COUNTER)
    dossier_id = api.submit_dossier(application=filing, idempotency_key=None, actor=by).id
    for outcome, who in (
        ("accepted", province.desk),
        ("eligible", province.specialist),
        ("agreed", province.reviewer),
        ("signed", province.leader),
    ):
        do(dossier_id, outcome, who)
    return dossier_id


def _returned(province: SmallProvince, dossier_id: UUID) -> VaultItem:
    do(dossier_id, "returned", province.desk, identity_checked="Căn cước, đối chiếu ảnh")
    (item,) = vault.items_from(("dossier", dossier_id))
    return item


def _page(entry_id: UUID) -> str:
    return reverse("dossiers:number_holder", args=[entry_id])


def _written() -> dict[str, int]:
    """Everything but what was read, which is logged."""
    return {name: count for name, count in everything().items() if not name.startswith("access.Read")}


def _parents(province: SmallProvince) -> tuple[UUID, UUID]:
    answers = province.applications[BIRTH]["answers"]
    found = [identity.person_id_of_number(answers[who]["personal_number"]) for who in ("mother", "father")]
    assert found[0] is not None
    assert found[1] is not None
    return found[0], found[1]


def test_a_newborn_gets_its_number_later_and_its_papers_become_its_own(province: SmallProvince) -> None:
    dossier_id = _signed(province, province.citizen)
    (entry,) = registers.entries_of(("dossier", dossier_id))
    with pytest.raises(WrongStatus):
        api.number_holder(entry_id=entry.id, personal_number=NUMBER, actor=province.specialist)
    item = _returned(province, dossier_id)
    child = item.beneficiary_id
    assert child is not None
    assert item.holder == province.applicant
    assert identity.guardians_of(child) == _parents(province)
    _refused_to_others(province, entry.id)

    officer, page, line = come_in(province.specialist), _page(entry.id), reverse("dossiers:entry", args=[entry.id])
    assert "Người được cấp chưa có số định danh" in officer.get(line).content.decode()
    assert "Trần Bé An Mẫu" in officer.get(page).content.decode()
    before = _written()
    for wrong in ("", "12345", A_BOYS, province.applications[BIRTH]["answers"]["mother"]["personal_number"]):
        refused = officer.post(page, {"personal_number": wrong})
        assert refused.status_code == 422, wrong
        assert "govuk-error-summary" in refused.content.decode()
    assert _written() == before

    done = officer.post(page, {"personal_number": NUMBER})
    deliver_all()

    assert done.headers["Location"] == line
    assert identity.person_id_of_number(NUMBER) == child
    (own,) = vault.items_from(("dossier", dossier_id))
    assert (own.holder, own.beneficiary_id) == (HolderRef("person", child), None)
    assert audit_acts().count("people.number") == 1
    # A parent still sees it, and the child's next filing is prefilled from it.
    assert [one.id for one in vault.list_items(holder=own.holder, actor=province.citizen)] == [own.id]
    known = vault.known_values(holder=own.holder, actor=province.citizen)
    assert any("Trần Bé An Mẫu" in str(value.value) for value in known.values())
    assert officer.get(page).headers["Location"] == line
    assert "chưa có số định danh" not in officer.get(line).content.decode()


def _refused_to_others(province: SmallProvince, entry_id: UUID) -> None:
    before = _written()
    for who in (province.leader, province.reviewer):
        assert come_in(who).post(_page(entry_id), {"personal_number": NUMBER}).status_code == 403
        with pytest.raises(ActDenied):
            api.number_holder(entry_id=entry_id, personal_number=NUMBER, actor=who)
    assert come_in(province.desk).post(_page(entry_id), {"personal_number": NUMBER}).status_code in (403, 404)
    assert _written() == before


def test_whoever_only_files_is_no_guardian_and_a_child_is_made_once(province: SmallProvince) -> None:
    grandmother = build.citizen_actor(build.citizen("ba.noi"))
    item = _returned(province, _signed(province, grandmother, relation="grandparent"))
    again = _returned(province, _signed(province, province.citizen))

    assert item.beneficiary_id is not None
    assert identity.guardians_of(item.beneficiary_id) == _parents(province)
    assert item.holder == province.applicant
    assert grandmother.person_id is not None
    assert identity.wards_of(grandmother.person_id) == ()
    assert vault.list_items(holder=HolderRef("person", grandmother.person_id), actor=grandmother) == ()
    assert again.beneficiary_id == item.beneficiary_id
