from dataclasses import dataclass
from uuid import UUID

import pytest

from tinhso.foundation.identity import testing
from tinhso.foundation.identity.types import Account, HolderRef
from tinhso.kernel.actor import Actor


@dataclass(frozen=True)
class People:
    """A citizen with a vault, a stranger, an officer who may read vaults, one who may not, one who answers objections."""

    agency_id: UUID
    citizen: Account
    stranger: Account
    reader: Actor
    clerk: Actor
    keeper: Actor

    @property
    def holder(self) -> HolderRef:
        return HolderRef("person", self.citizen.person_id)

    @property
    def actor(self) -> Actor:
        return testing.citizen_actor(self.citizen)

    @property
    def other(self) -> Actor:
        return testing.citizen_actor(self.stranger)


@pytest.fixture
def people(db: None) -> People:
    reads = testing.role("vault-reader", {"vault.read": "province"})
    writes = testing.role("desk-clerk", {"dossiers.accept": "own"})
    answers = testing.role("data-keeper", {"vault.answer_objection": "province"})
    agencies = testing.province(
        [("bao-ve", "H99.101", (answers,)), ("doc", "H99.101", (reads,)), ("quay", "H99.101", (writes,))]
    )
    return People(
        agency_id=agencies["H99.101"],
        citizen=testing.citizen("yen", serial=1),
        stranger=testing.citizen("nguoi-la", serial=2),
        reader=testing.officer_actor(testing.officer("doc-kho", "doc"), "doc"),
        keeper=testing.officer_actor(testing.officer("giu-du-lieu", "bao-ve"), "bao-ve"),
        clerk=testing.officer_actor(testing.officer("tiep-nhan", "quay"), "quay"),
    )
