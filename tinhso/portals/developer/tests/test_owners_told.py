"""Whoever owns a system that takes no events gets a letter that leads to its log; without an owner, its administrators do."""

from pathlib import Path
from uuid import UUID

import pytest
from django.apps import apps
from django.urls import reverse

from tinhso.foundation.access import api as access
from tinhso.foundation.access.types import ApiScope
from tinhso.foundation.identity import testing
from tinhso.kernel.actor import Actor, system_actor
from tinhso.kernel.clock import now
from tinhso.kernel.ids import new_id
from tinhso.kernel.outbox.types import EventRecord
from tinhso.portals.developer.subscribers import silent
from tinhso.services.notifications.testing import apply_notices


@pytest.fixture(autouse=True)
def province(db: None, tmp_path: Path) -> None:
    apply_notices(tmp_path)
    access.register_scope(ApiScope(code="things.read", title="Đồ vật", title_en="Things"))


def happens(client_id: UUID, state: str) -> EventRecord:
    subscription = new_id()
    payload = {
        "client_id": str(client_id), "subscription_id": str(subscription), "state": state,
        "since": "2026-11-30T01:05:00+00:00",
    }  # fmt: skip
    return EventRecord(
        id=new_id(), name="webhooks.receiver_silent", version=1, aggregate_kind="webhooks.subscription",
        aggregate_id=subscription, seq=1, at=now(), payload=payload, person_id=None, post_id=None, agency_id=None,
        channel="system", request_id=new_id(),
    )  # fmt: skip


def owned_by(actor: Actor) -> UUID:
    keys = access.register_client(code="kho-so", title="Kho dữ liệu", scopes=("things.read",), actor=actor)
    client = access.client_coded("kho-so")
    assert client is not None
    assert keys.key
    return client.id


@pytest.mark.parametrize(
    ("state", "title"),
    [
        ("active", "Hệ thống “Kho dữ liệu” không nhận sự kiện"),
        ("held", "Đã tạm ngừng gửi sự kiện đến “Kho dữ liệu”"),
        ("gone", "Hệ thống “Kho dữ liệu” báo không nhận sự kiện nữa"),
    ],
)
def test_the_owner_is_told_once_what_is_wrong_since_when_and_where_the_log_is(state: str, title: str) -> None:
    owner = testing.citizen("chu", serial=1)
    client_id = owned_by(testing.citizen_actor(owner))
    record = happens(client_id, state)

    silent(record)
    silent(record)

    (notice,) = apps.get_model("notifications", "Notice")._default_manager.all()
    assert (notice.person_id, notice.texts["vi"][0]) == (owner.person_id, title)
    assert notice.link == reverse("developer:subscription", args=[client_id, record.aggregate_id])
    if state != "gone":
        assert "08:05 30/11/2026" in notice.texts["vi"][1]


def made(owner_id: UUID | None = None) -> UUID:
    """By an administrator; the id of the system."""
    access.create_client(
        code="kho-so",
        title="Kho dữ liệu",
        scopes=("things.read",),
        everywhere=True,
        owner_id=owner_id,
        actor=system_actor(),
    )
    client = access.client_coded("kho-so")
    assert client is not None
    return client.id


def told(record: EventRecord) -> list[tuple[UUID, str]]:
    silent(record)
    silent(record)
    notices = apps.get_model("notifications", "Notice")._default_manager.all()
    return sorted((one.person_id, one.link) for one in notices)


def test_of_a_system_without_an_owner_those_who_manage_all_systems_are_told_and_no_other_officer() -> None:
    testing.role("ca-tinh", {"clients.manage": "province"})
    testing.role("rieng-so", {"clients.manage": "own"})
    testing.province((("qt", "H99", ("ca-tinh",)), ("so", "H99.13", ("rieng-so",))))
    administrators = [testing.officer("qt-1", "qt"), testing.officer("qt-2", "qt")]
    testing.officer("so-1", "so")
    client_id = made()
    record = happens(client_id, "held")

    page = reverse("developer:staff_subscription", args=[client_id, record.aggregate_id])
    assert told(record) == sorted((one.person_id, page) for one in administrators)


def test_who_is_named_as_looking_after_a_system_is_its_owner_and_told_alone() -> None:
    testing.role("ca-tinh", {"clients.manage": "province"})
    testing.province((("qt", "H99", ("ca-tinh",)),))
    testing.officer("qt-1", "qt")
    owner = testing.citizen("phu-trach", serial=1)
    client_id = made(owner.person_id)
    record = happens(client_id, "active")

    page = reverse("developer:subscription", args=[client_id, record.aggregate_id])
    assert told(record) == [(owner.person_id, page)]
    assert access.get_client(client_id=client_id, actor=testing.citizen_actor(owner)).code == "kho-so"
