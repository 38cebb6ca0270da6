"""The event that a person got a number moves what the guardian held."""

from datetime import date

import pytest

from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity import testing
from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel.actor import system_actor
from tinhso.kernel.outbox.delivery import deliver_all
from tinhso.services.vault import api
from tinhso.services.vault.testing import item


@pytest.mark.django_db(transaction=True)
def test_documents_become_the_childs_own_when_it_has_a_number() -> None:
    agencies = testing.province()
    mother = testing.citizen("me", serial=5)
    child = identity.register_person(
        full_name="Nguyễn Thị Bé", born_on=date(2026, 11, 1), sex="female", actor=system_actor()
    )
    identity.set_guardian(
        ward_id=child.id,
        guardian_id=mother.person_id,
        relation="mother",
        valid_from=date(2026, 11, 1),
        actor=system_actor(),
    )
    held = item(HolderRef("person", child.id), issuer_agency_id=agencies["H99.101"])

    identity.give_number(
        person_id=child.id,
        personal_number=testing.personal_number(77, born=2026),
        agency_id=agencies["H99.101"],
        actor=system_actor(),
    )
    deliver_all()

    moved = api.items_from(held.source)[0]
    assert held.holder == HolderRef("person", mother.person_id)
    assert (moved.holder, moved.beneficiary_id) == (HolderRef("person", child.id), None)
