from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction

from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity import testing
from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel import clock
from tinhso.kernel.actor import system_actor
from tinhso.kernel.ids import new_id
from tinhso.kernel.outbox.api import events_of
from tinhso.services.vault import api
from tinhso.services.vault.errors import DepositInvalid, ItemNotFound, ItemNotValid
from tinhso.services.vault.models import Item
from tinhso.services.vault.testing import SMALL_PDF, item
from tinhso.services.vault.tests.conftest import People
from tinhso.services.vault.types import ItemState

AuditEntry: Any = apps.get_model("access", "AuditEntry")


def test_deposit_is_once_a_source_and_kind(people: People) -> None:
    source = ("dossier", new_id())

    first = item(people.holder, issuer_agency_id=people.agency_id, source=source)
    again = item(people.holder, issuer_agency_id=people.agency_id, source=source, title="Khác")

    assert again == first
    assert api.items_from(source) == (first,)
    assert AuditEntry.objects.filter(act="vault.deposit").count() == 1
    assert [event.name for event in events_of(("vault.item", first.id))] == ["vault.item_deposited"]
    assert len(first.token) >= 22


def test_data_rest_encrypted_and_are_read_as_paths(people: People) -> None:
    deposited = item(people.holder, issuer_agency_id=people.agency_id, data={"child": {"number": "099199000123"}})

    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM vault_item")
        stored = cursor.fetchone()[0]

    assert "099199000123" not in stored
    assert api.open_item(item_id=deposited.id, actor=people.actor, purpose="Xem").data == {
        "child.number": "099199000123"
    }


@pytest.mark.parametrize("changes", [{"title": " "}, {"result_code": ""}, {"valid_to": date(2026, 11, 1)}])
def test_an_item_that_cannot_be_is_refused(people: People, changes: dict[str, Any]) -> None:
    before = AuditEntry.objects.count()

    with pytest.raises(DepositInvalid):
        item(people.holder, issuer_agency_id=people.agency_id, **changes)

    assert (Item.objects.count(), AuditEntry.objects.count()) == (0, before)


def test_every_read_is_logged_with_its_purpose_and_shown_to_the_holder(people: People) -> None:
    deposited = item(people.holder, issuer_agency_id=people.agency_id)

    api.list_items(holder=people.holder, actor=people.actor)
    api.open_item(item_id=deposited.id, actor=people.reader, purpose="Thẩm định hồ sơ X")
    content = api.read_file(item_id=deposited.id, actor=people.reader, purpose="Thẩm định hồ sơ X").read()

    reads = access.reads_of(people.holder)
    assert [(read.purpose, read.post_id) for read in reads if read.target == ("vault.item", deposited.id)] == [
        ("Thẩm định hồ sơ X", people.reader.post_id),
        ("Thẩm định hồ sơ X", people.reader.post_id),
    ]
    assert "Xem danh sách kho dữ liệu" in {read.purpose for read in reads}
    assert content == SMALL_PDF


@pytest.mark.parametrize("who", ["other", "clerk"])
def test_another_person_finds_nothing_and_nothing_is_logged(people: People, who: str) -> None:
    deposited = item(people.holder, issuer_agency_id=people.agency_id)
    actor = getattr(people, who)
    before = access.reads_of(people.holder)

    for attempt in (
        lambda: api.open_item(item_id=deposited.id, actor=actor, purpose="Tò mò"),
        lambda: api.read_file(item_id=deposited.id, actor=actor, purpose="Tò mò"),
        lambda: api.list_items(holder=people.holder, actor=actor),
        lambda: api.find_items(holder=people.holder, result_code="giay_phep", actor=actor),
        lambda: api.known_values(holder=people.holder, actor=actor),
    ):
        with pytest.raises(ItemNotFound):
            attempt()

    assert access.reads_of(people.holder) == before


def test_known_values_come_from_the_newest_item_in_force(people: People) -> None:
    item(people.holder, issuer_agency_id=people.agency_id, number="01", issued_on=date(2025, 1, 2), data={"a": "cũ"})
    item(people.holder, issuer_agency_id=people.agency_id, number="02", issued_on=date(2026, 1, 2), data={"a": "mới"})
    gone = item(people.holder, issuer_agency_id=people.agency_id, number="03", data={"a": "đã thu hồi"})
    api.revoke(item_id=gone.id, actor=system_actor())

    known = api.known_values(holder=people.holder, actor=people.actor)

    assert {path: (v.value, v.source, v.as_of) for path, v in known.items()} == {
        "giay_phep.a": ("mới", "Kho dữ liệu: Giấy phép chặt hạ cây xanh số 02", date(2026, 1, 2)),
    }


def test_an_item_out_of_force_is_not_offered(people: People) -> None:
    item(people.holder, issuer_agency_id=people.agency_id, valid_to=date(2026, 12, 2))

    with clock.frozen(clock.at_local(2026, 12, 2, 23)):
        last_day = api.find_items(holder=people.holder, result_code="giay_phep", actor=people.actor)
    with clock.frozen(clock.at_local(2026, 12, 3)):
        after = api.find_items(holder=people.holder, result_code="giay_phep", actor=people.actor)
        listed = api.list_items(holder=people.holder, actor=people.actor)

    assert [found.state for found in last_day] == [ItemState.VALID]
    assert after == ()
    assert [found.state for found in listed] == [ItemState.EXPIRED]


def test_ended_once_is_ended(people: People) -> None:
    old = item(people.holder, issuer_agency_id=people.agency_id)
    new = item(people.holder, issuer_agency_id=people.agency_id)

    ended = api.supersede(item_id=old.id, by_item_id=new.id, actor=system_actor())

    assert ended.state is ItemState.SUPERSEDED
    with pytest.raises(ItemNotValid):
        api.revoke(item_id=old.id, actor=system_actor())
    assert Item.objects.get(id=old.id).state == "superseded"


def test_a_childs_document_is_held_by_the_guardian_until_it_has_a_number(people: People) -> None:
    with transaction.atomic():
        child = identity.register_person(full_name="Nguyễn Thị Bé", born_on=date(2026, 11, 1), actor=system_actor())
        identity.set_guardian(
            ward_id=child.id,
            guardian_id=people.citizen.person_id,
            relation="mother",
            valid_from=date(2026, 11, 1),
            actor=system_actor(),
        )
    its = HolderRef("person", child.id)

    held = item(its, issuer_agency_id=people.agency_id, result_code="khai_sinh")
    moved = api.transfer(item_id=held.id, to=its, actor=system_actor())

    assert (held.holder, held.beneficiary_id) == (people.holder, child.id)
    assert (moved.holder, moved.beneficiary_id) == (its, None)
    assert [found.id for found in api.list_items(holder=its, actor=people.actor)] == [held.id]
    assert api.list_items(holder=people.holder, actor=people.actor) == ()
    with pytest.raises(ItemNotFound):
        api.list_items(holder=its, actor=testing.citizen_actor(people.stranger))
    assert [e.name for e in events_of(("vault.item", held.id))] == ["vault.item_deposited", "vault.item_transferred"]


def test_public_facts_name_no_person(people: People) -> None:
    deposited = item(people.holder, issuer_agency_id=people.agency_id)
    before = access.reads_of(people.holder)

    facts = api.check_token(deposited.token)

    assert facts.issuer_name == "Ủy ban nhân dân xã Mẫu"
    assert facts.words == "Giấy tờ đang có hiệu lực."
    assert "Trần Thị Mẫu" not in str(facts)
    assert str(people.citizen.person_id) not in str(facts)
    assert access.reads_of(people.holder) == before
    with pytest.raises(ItemNotFound):
        api.check_token(deposited.token[:-1])
