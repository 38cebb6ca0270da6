"""Who may open what: each door, each visitor; a denial is in the security log and nothing else is written."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from tinhso.casework.dossiers import api
from tinhso.casework.dossiers.models import Dossier
from tinhso.casework.dossiers.testing import SmallProvince, officer
from tinhso.casework.dossiers.tests.acts import (
    MARITAL,
    accept,
    application,
    everything,
    file,
    finish,
    open_task,
    organisation_ref,
    table,
)
from tinhso.casework.dossiers.tests.doors import signed_in, visitor
from tinhso.casework.dossiers.types import ReturnMethod
from tinhso.foundation.access.types import SecurityKind
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import OrganisationKind, Right
from tinhso.kernel.actor import Actor, Channel, system_actor
from tinhso.kernel.errors import Denied
from tinhso.kernel.outbox.delivery import deliver_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def neighbour(province: SmallProvince) -> Actor:
    """The one-stop officer of another commune."""
    post = next(p for p in identity.list_posts(role="one_stop_officer") if p.agency_id != province.receiving_id)
    return officer(post.code, "Láng Giềng Mẫu", "lang-gieng")


@pytest.fixture
def company(province: SmallProvince) -> UUID:
    """An organisation whose dossier the stranger may see but not file: they hold VIEW only."""
    organisation = identity.register_organisation(
        name="Công ty Mẫu", kind=OrganisationKind.ENTERPRISE, tax_code="1599990018", actor=system_actor()
    )
    for actor, right in ((province.citizen, Right.SUBMIT), (province.stranger, Right.VIEW)):
        assert actor.person_id is not None
        identity.grant_membership(
            organisation_id=organisation.id,
            person_id=actor.person_id,
            rights=[right],
            valid_from=date(2026, 1, 1),
            actor=system_actor(),
        )
    return organisation.id


def denials() -> int:
    return int(table("access.SecurityEntry").filter(kind=SecurityKind.DENIED.value).count())


def pages_of(dossier_id: UUID, paper_id: UUID, file_id: UUID) -> list[tuple[str, str]]:
    """Every address of one dossier: method and path."""
    return [
        ("get", f"/ho-so/{dossier_id}/"),
        ("get", f"/ho-so/{dossier_id}/da-nop/"),
        ("get", f"/ho-so/{dossier_id}/rut/"),
        ("post", f"/ho-so/{dossier_id}/rut/"),
        ("get", f"/ho-so/{dossier_id}/giay/{paper_id}/"),
        ("get", f"/ho-so/{dossier_id}/tep/{file_id}/"),
        ("get", f"/ho-so/{dossier_id}/ket-qua.pdf"),
        ("get", f"/api/v1/dossiers/{dossier_id}"),
    ]


def call(client: Client, method: str, path: str) -> Any:
    return client.get(path) if method == "get" else client.post(path, {"reason": "x"})


@pytest.mark.parametrize("who", ["anonymous", "stranger", "view_only_of_another", "officer_as_citizen"])
def test_a_dossier_is_not_there_for_who_has_nothing_to_do_with_it(province: SmallProvince, company: UUID, who: str):
    filed = file(province, return_method=ReturnMethod.COUNTER)
    accept(province, filed.id)
    finish(province, filed.id)
    deliver_all()
    visitors = {
        "stranger": province.stranger,
        "view_only_of_another": province.stranger,
        "officer_as_citizen": province.specialist,
    }
    client = signed_in(visitors[who]) if who in visitors else visitor()
    doors = pages_of(filed.id, UUID(int=1), UUID(int=2))
    if who == "officer_as_citizen":
        # On citizens' pages an officer is a citizen; only the API takes them as the officer of their post.
        doors = [door for door in doors if not door[1].startswith("/api/")]
    before, denied = everything(), denials()
    for method, path in doors:
        answer = call(client, method, path)
        if who == "anonymous":
            assert answer.status_code in (302, 401), path
            assert answer.status_code == 401 or "/ho-so/" not in answer["Location"].split("?")[0], path
        else:
            assert answer.status_code == 404, path
            assert filed.code not in answer.content.decode(), path
    assert everything() == before
    assert denials() == denied + (0 if who == "anonymous" else len(doors))


def test_an_unknown_dossier_and_a_hidden_one_look_the_same(province: SmallProvince):
    filed = file(province)
    client = signed_in(province.stranger)
    hidden = client.get(f"/api/v1/dossiers/{filed.id}")
    unknown = client.get(f"/api/v1/dossiers/{UUID(int=7)}")
    assert (hidden.status_code, hidden.content) == (unknown.status_code, unknown.content)
    # The log knows the difference: somebody tried another's door.
    assert denials() == 1


def test_view_only_reads_but_does_not_file_withdraw_or_answer(province: SmallProvince, company: UUID):
    filed = file(province, applicant=organisation_ref(company))
    client = signed_in(province.stranger)
    assert client.get(f"/api/v1/dossiers/{filed.id}").status_code == 200
    assert [row["id"] for row in client.get("/api/v1/dossiers").json()] == [str(filed.id)]

    before = everything()
    assert client.post(f"/ho-so/{filed.id}/rut/", {"reason": ""}).status_code in (403, 404)
    with pytest.raises(Denied):
        file(province, applicant=organisation_ref(company), actor=province.stranger)
    after = everything()
    # Reading is logged; nothing else was written.
    assert {k: v for k, v in after.items() if not k.startswith("access.")} == {
        k: v for k, v in before.items() if not k.startswith("access.")
    }
    assert after["access.AuditEntry"] == before["access.AuditEntry"]


def test_a_neighbouring_one_stop_sees_and_does_nothing(province: SmallProvince, neighbour: Actor):
    filed = file(province)
    task = open_task(filed.id)
    client = signed_in(neighbour)
    before, denied = everything(), denials()
    for method, path in [
        ("get", f"/can-bo/ho-so/{filed.id}/"),
        ("get", f"/api/v1/dossiers/{filed.id}"),
        ("post", f"/can-bo/viec/{task.id}/nhan/"),
    ]:
        assert call(client, method, path).status_code in (403, 404), path
    with pytest.raises(Denied):
        api.do_task(task_id=task.id, done=api.TaskDone(outcome="accepted"), version=1, actor=neighbour)
    with pytest.raises(Denied):
        api.take_task(task_id=task.id, actor=neighbour)
    assert everything() == before
    assert denials() == denied + 3


def test_the_wrong_role_reads_but_does_not_act(province: SmallProvince):
    filed = file(province)
    task = open_task(filed.id)
    before = everything()
    for who in (province.specialist, province.reviewer, province.leader):
        with pytest.raises(Denied):
            api.take_task(task_id=task.id, actor=who)
        with pytest.raises(Denied):
            api.do_task(task_id=task.id, done=api.TaskDone(outcome="accepted"), version=1, actor=who)
    assert everything() == before


def test_reading_is_logged_once_a_request_however_much_is_shown(province: SmallProvince):
    filed = file(province)
    for client, path in [
        (signed_in(province.citizen), f"/ho-so/{filed.id}/"),
        (signed_in(province.citizen), f"/api/v1/dossiers/{filed.id}"),
        (signed_in(province.desk), f"/can-bo/ho-so/{filed.id}/"),
        (signed_in(province.desk), f"/api/v1/dossiers/{filed.id}"),
    ]:
        before = table("access.ReadEntry").count()
        assert client.get(path).status_code == 200, path
        assert table("access.ReadEntry").count() == before + 1, path


def test_nobody_files_in_anothers_name(province: SmallProvince):
    before = everything()
    for actor in (province.stranger, Actor(channel=Channel.ONLINE)):
        filing = application(province)
        with pytest.raises(Denied):
            api.submit_dossier(application=filing, idempotency_key="k", actor=actor)
    assert everything() == before


def test_the_api_files_only_with_a_one_stop_that_takes_the_procedure(province: SmallProvince):
    client = signed_in(province.citizen)
    body = {
        "procedure": MARITAL,
        "agency": "H61.41.01",
        "answers": province.applications[MARITAL]["answers"],
    }
    headers = {"Idempotency-Key": "mot-khoa-du-dai"}
    before = everything()
    answer = client.post("/api/v1/dossiers", body, content_type="application/json", headers=headers)
    assert (answer.status_code, answer.json()["title"]) == (422, "not_offered")
    assert everything() == before

    body["agency"] = "H61.41.01.001"
    first = client.post("/api/v1/dossiers", body, content_type="application/json", headers=headers)
    again = client.post("/api/v1/dossiers", body, content_type="application/json", headers=headers)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    assert Dossier.objects.count() == 1
    # Somebody else's same key is another filing.
    other = signed_in(province.stranger).post(
        "/api/v1/dossiers", body, content_type="application/json", headers=headers
    )
    assert other.status_code == 201
    assert Dossier.objects.count() == 2
    before = everything()
    for change in ({"answers": {**body["answers"], "purpose": "other"}}, {"return_method": "counter"}):
        changed = client.post("/api/v1/dossiers", body | change, content_type="application/json", headers=headers)
        assert (changed.status_code, changed.json()["title"]) == (409, "key_reused")
        assert everything() == before


def test_posting_needs_the_token_against_forgery(province: SmallProvince):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.cookies = signed_in(province.citizen).cookies
    before = everything()
    answer = client.post("/api/v1/dossiers", {}, content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
    page = client.post(f"/ho-so/{UUID(int=1)}/rut/", {})
    assert page.status_code == 403
    assert everything() == before
