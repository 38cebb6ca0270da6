"""People, organisations, papers: guarded, masked, logged, encrypted."""

from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from tinhso.foundation.access import api as access
from tinhso.foundation.access.errors import ActDenied
from tinhso.foundation.access.testing import audit_acts, read_purposes
from tinhso.foundation.identity import api, models
from tinhso.foundation.identity import testing as build
from tinhso.foundation.identity.actions.rotate_keys import encrypted_fields, rotate_keys
from tinhso.foundation.identity.errors import AlreadyRegistered, IdentityInvalid, PersonNotFound
from tinhso.foundation.identity.types import HolderRef, OrganisationKind, PaperInput, PaperKind, Right
from tinhso.kernel import clock
from tinhso.kernel.actor import Actor, system_actor
from tinhso.kernel.encryption import key_ring
from tinhso.kernel.errors import Denied
from tinhso.kernel.outbox.models import OutboxEvent

pytestmark = pytest.mark.django_db

SYSTEM = system_actor()
NUMBER = build.personal_number(1)


def clerk(acts: dict[str, str]) -> Actor:
    build.role("clerk", acts)
    build.province([("xa.mot-cua", "H99.101", ("clerk",))])
    return build.officer_actor(build.officer("a", "xa.mot-cua"), "xa.mot-cua")


def test_a_citizen_sees_the_own_card_whole() -> None:
    account = build.citizen()

    card = api.get_person(account.person_id, actor=build.citizen_actor(account), purpose="Hồ sơ của tôi", reveal=True)

    assert (card.personal_number, card.is_masked) == (NUMBER, False)


def test_nobody_sees_anothers_card() -> None:
    mine, other = build.citizen(), build.citizen("khac", serial=2)

    with pytest.raises(PersonNotFound):
        api.get_person(mine.person_id, actor=build.citizen_actor(other), purpose="x")

    assert read_purposes() == []
    assert api.find_person(personal_number=NUMBER, actor=build.citizen_actor(other), purpose="x") is None


def test_an_officer_sees_it_masked_unless_the_act_needs_it_whole() -> None:
    account = build.citizen()
    actor = clerk({"people.read": "province"})

    masked = api.find_person(personal_number=NUMBER, actor=actor, purpose="Tiếp nhận", reveal=True)
    build.role("clerk", {"people.read": "province", "people.reveal": "province"})
    whole = api.get_person(account.person_id, actor=actor, purpose="Tiếp nhận", reveal=True)

    assert masked is not None
    assert (masked.personal_number, masked.is_masked) == ("••••••••" + NUMBER[-4:], True)
    assert whole.personal_number == NUMBER
    reads = access.reads_of(HolderRef("person", account.person_id))
    assert [(read.purpose, read.post_id) for read in reads] == [("Tiếp nhận", actor.post_id)] * 2


def test_an_officer_without_the_act_is_told_so() -> None:
    build.citizen()
    with pytest.raises(Denied):
        api.find_person(personal_number=NUMBER, actor=clerk({}), purpose="x")


def test_a_newborn_has_no_number_and_a_guardian() -> None:
    mother = build.citizen()
    child = api.register_person(full_name="Bé Mẫu", born_on=date(2025, 5, 1), sex="male", actor=SYSTEM)
    api.set_guardian(
        ward_id=child.id, guardian_id=mother.person_id, relation="mother", valid_from=date(2025, 5, 1), actor=SYSTEM
    )

    card = api.get_person(child.id, actor=build.citizen_actor(mother), purpose="Hồ sơ của con", reveal=True)

    assert (card.personal_number, card.full_name) == ("", "Bé Mẫu")
    assert api.wards_of(mother.person_id) == (child.id,)
    by_name = partial(api.find_ward, full_name="Bé Mẫu")
    assert by_name([mother.person_id], born_on=date(2025, 5, 1)) == child.id
    assert by_name([mother.person_id], born_on=date(2025, 5, 2)) is None
    assert by_name([child.id], born_on=date(2025, 5, 1)) is None
    assert not api.has_personal_number(child.id)
    number = build.personal_number(9, born=2025, sex="male")
    with pytest.raises(ActDenied):
        api.give_number(person_id=child.id, personal_number=number, agency_id=None, actor=build.citizen_actor(mother))
    assert not api.has_personal_number(child.id)
    api.give_number(person_id=child.id, personal_number=number, agency_id=None, actor=SYSTEM)
    assert api.has_personal_number(child.id)
    with pytest.raises(AlreadyRegistered):
        api.give_number(
            person_id=child.id,
            personal_number=build.personal_number(8, born=2025, sex="male"),
            agency_id=None,
            actor=SYSTEM,
        )


def test_a_guardian_whose_time_is_over_sees_nothing() -> None:
    mother, day = build.citizen(), clock.today() - timedelta(days=1)
    child = api.register_person(full_name="Con Mẫu", born_on=date(2005, 5, 1), actor=SYSTEM)
    api.set_guardian(
        ward_id=child.id,
        guardian_id=mother.person_id,
        relation="mother",
        valid_from=date(2005, 5, 1),
        valid_to=day,
        actor=SYSTEM,
    )

    with pytest.raises(PersonNotFound):
        api.get_person(child.id, actor=build.citizen_actor(mother), purpose="x")


def test_a_foreigner_is_found_by_passport_and_an_old_card_finds_its_owner() -> None:
    actor = clerk({"people.read": "province"})
    foreigner = api.register_person(
        full_name="Sample Person",
        nationality="FR",
        papers=[PaperInput(PaperKind.PASSPORT, "12ab 34567", "FR")],
        actor=SYSTEM,
    )
    account = build.citizen()
    api.add_paper(
        person_id=account.person_id, paper=PaperInput(PaperKind.OLD_IDENTITY_CARD, "123 456 789"), actor=SYSTEM
    )

    by_passport = api.find_person(passport="12AB34567", country="FR", actor=actor, purpose="x")
    by_card = api.find_person(old_identity_card="123456789", actor=actor, purpose="x")

    assert by_passport is not None
    assert (by_passport.id, by_passport.papers[0].number) == (foreigner.id, "•••••4567")
    assert by_card is not None
    assert by_card.id == account.person_id
    assert api.find_person(passport="12AB34567", country="DE", actor=actor, purpose="x") is None


def test_a_family_shares_one_phone() -> None:
    first, second = build.citizen(), build.citizen("khac", serial=2)

    phones = {row.phone for row in models.Person.objects.filter(id__in=[first.person_id, second.person_id])}

    assert phones == {"0900000000"}


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"full_name": "  "}, "/full_name"),
        ({"personal_number": "09919000000"}, "/personal_number"),
        ({"personal_number": NUMBER, "born_on": date(1991, 1, 1)}, "/personal_number"),
        ({"born_on": date(2999, 1, 1)}, "/born_on"),
        ({"nationality": "vn"}, "/nationality"),
        ({"papers": [PaperInput(PaperKind.OLD_IDENTITY_CARD, "12345")]}, "/papers"),
    ],
)
def test_what_does_not_hold_is_refused_and_leaves_nothing(fields: dict[str, object], pointer: str) -> None:
    given: dict[str, Any] = {"full_name": "Trần Mẫu", "actor": SYSTEM, **fields}
    with pytest.raises(IdentityInvalid) as refused:
        api.register_person(**given)

    assert list(refused.value.fields) == [pointer]
    assert (models.Person.objects.count(), len(audit_acts()), OutboxEvent.objects.count()) == (0, 0, 0)


def test_the_same_number_twice_is_refused_and_leaves_nothing() -> None:
    build.citizen()
    before = (models.Person.objects.count(), len(audit_acts()), OutboxEvent.objects.count())

    with pytest.raises(AlreadyRegistered):
        api.register_person(full_name="Người Khác", personal_number=NUMBER, actor=SYSTEM)

    assert (models.Person.objects.count(), len(audit_acts()), OutboxEvent.objects.count()) == before


def test_a_citizen_may_not_register_people() -> None:
    account = build.citizen()
    with pytest.raises(ActDenied):
        api.register_person(full_name="Ai Đó", actor=build.citizen_actor(account))
    assert models.Person.objects.count() == 1


def test_tax_codes_by_kind_of_holder() -> None:
    company = api.register_organisation(
        name="Công ty Mẫu", kind=OrganisationKind.ENTERPRISE, tax_code="0100233488", actor=SYSTEM
    )
    shop = api.register_organisation(
        name="Hộ Mẫu", kind=OrganisationKind.HOUSEHOLD_BUSINESS, tax_code=NUMBER, actor=SYSTEM
    )
    with pytest.raises(IdentityInvalid):
        api.register_organisation(name="Sai", kind=OrganisationKind.ENTERPRISE, tax_code=NUMBER, actor=SYSTEM)

    actor = clerk({"people.read": "province"})
    assert api.get_organisation(company.id, actor=actor, purpose="x").tax_code == "0100233488"
    assert api.get_organisation(shop.id, actor=actor, purpose="x").tax_code == "••••••••" + NUMBER[-4:]
    found = api.find_organisation("0100-233488", actor=actor, purpose="x")
    assert found is not None
    assert found.id == company.id


def test_several_people_act_for_an_organisation_with_rights() -> None:
    first, second = build.citizen(), build.citizen("khac", serial=2)
    company = api.register_organisation(name="Công ty Mẫu", kind=OrganisationKind.ENTERPRISE, actor=SYSTEM)
    api.grant_membership(
        organisation_id=company.id,
        person_id=first.person_id,
        rights=[Right.MANAGE],
        valid_from=clock.today(),
        actor=SYSTEM,
    )
    api.grant_membership(
        organisation_id=company.id,
        person_id=second.person_id,
        rights=[Right.SUBMIT],
        valid_from=clock.today(),
        actor=build.citizen_actor(first),
    )

    assert api.rights_in(second.person_id, company.id) == frozenset({Right.SUBMIT})
    assert [one.id for one in api.organisations_of(second.person_id)] == [company.id]
    with pytest.raises(ActDenied):
        api.grant_membership(
            organisation_id=company.id,
            person_id=second.person_id,
            rights=[Right.MANAGE],
            valid_from=clock.today(),
            actor=build.citizen_actor(second),
        )


def raw_rows() -> str:
    """Everything that rests in the tables with encrypted fields."""
    texts = []
    for model, _ in encrypted_fields():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")
            texts.append(repr(cursor.fetchall()))
    return "".join(texts)


def test_identifiers_rest_encrypted_and_rotation_keeps_them_findable() -> None:
    account = build.citizen()
    officer = build.officer("b", totp_secret="JBSWY3DPEHPK3PXP")
    actor = clerk({"people.read": "province"})
    assert NUMBER not in raw_rows()
    assert "JBSWY3DPEHPK3PXP" not in repr(list(models.User.objects.values()))
    old = key_ring().current

    counts = rotate_keys(actor=SYSTEM)

    assert key_ring().current != old
    assert counts["identity.person"] >= 1
    assert f"'{old}:" not in raw_rows()
    found = api.find_person(personal_number=NUMBER, actor=actor, purpose="x")
    assert found is not None
    assert found.id == account.person_id
    assert (
        api.create_officer(username="b", password="", full_name="", posts=(), actor=SYSTEM).user_id == officer.user_id
    )


def test_names_cost_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    ids = [build.citizen(f"c{n}", serial=n).person_id for n in range(3)]

    with django_assert_num_queries(1):
        assert set(api.person_names(ids)) == set(ids)
