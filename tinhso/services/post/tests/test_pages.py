"""The pages of letters and the operator's commands: what each trade sees and may press, and nobody else."""

import json
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tinhso.kernel.actor import Actor, system_actor
from tinhso.services.post import api
from tinhso.services.post.commands import group
from tinhso.services.post.testing import HOME, PostScene
from tinhso.services.post.types import Direction, OrderState

pytestmark = pytest.mark.django_db
LIST = "/can-bo/buu-chinh/"


def client_of(actor: Actor) -> Client:
    client = Client()
    assert actor.user_id is not None
    user = get_user_model().objects.get(id=actor.user_id)
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["identity.second_factor"] = str(user.pk)
    session.save()
    return client


def sent(scene: PostScene, number: int = 1, **changes: Any) -> UUID:
    order_id = scene.register(number, **changes)
    api.send_due(actor=system_actor())
    return order_id


def test_the_list_costs_the_same_however_long_it_is(scene: PostScene) -> None:
    desk = client_of(scene.desk)
    costs = []
    for numbers in (range(1, 2), range(2, 8)):
        for number in numbers:
            scene.register(number)
        desk.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            told = desk.get(LIST).content.decode()
        costs.append(len(queries))
    assert costs[0] == costs[1]
    assert told.count("Chờ báo bưu điện") == 7
    assert HOME.name not in told


def test_the_postman_sees_the_address_carries_and_is_logged(scene: PostScene) -> None:
    order_id = sent(scene, direction=Direction.COLLECT)
    postman = client_of(scene.postman)
    page = f"{LIST}{order_id}/"
    told = postman.get(page).content.decode()
    assert HOME.address in told
    reads = apps.get_model("access.ReadEntry")._default_manager.filter(person_id=scene.postman.person_id)
    assert reads.count() == 1

    assert postman.post(page, {"viec": "huy", "reason": "x"}).status_code == 403
    assert postman.post(page, {"viec": "nhan"}).status_code == 302
    assert scene.state(order_id) is OrderState.ON_THE_WAY
    assert client_of(scene.neighbour).get(page).status_code == 404


def test_the_desk_calls_off_with_a_reason_and_imports_nothing(scene: PostScene) -> None:
    order_id = scene.register()
    desk = client_of(scene.desk)
    assert desk.post(f"{LIST}{order_id}/", {"viec": "huy", "reason": " "}).status_code == 422
    assert desk.post(LIST, {"first": "EB000000014VN", "last": "EB000000014VN"}).status_code == 403
    assert desk.post(f"{LIST}{order_id}/", {"viec": "huy", "reason": "Người dân đến nhận"}).status_code == 302
    assert scene.state(order_id) is OrderState.CANCELLED

    manager = client_of(scene.manager)
    assert manager.post(LIST, {"first": "?", "last": "?"}).status_code == 422
    assert manager.post(LIST, {"first": "EB000000014VN", "last": "EB000000059VN"}).status_code == 302
    assert [pool.free for pool in api.pools()] == [15]


def test_the_operator_reads_imports_and_compares(scene: PostScene) -> None:
    scene.register()
    run = CliRunner().invoke
    assert json.loads(run(group, ["track", "--json"]).output) == {"sent": 1, "rows": 0}
    low = run(group, ["pool", "--first", "EB000000014VN", "--last", "EB000000059VN", "--json"])
    assert (low.exit_code, json.loads(low.output)["imported"]) == (1, 5)
    assert json.loads(low.output)["pools"][0] == {
        "customer_code": "TINHMAU", "free": 14, "used": 1, "cancelled": 0, "warn_below": 50, "is_low": True,
    }  # fmt: skip
    same = run(group, ["compare", "--json"])
    assert (same.exit_code, json.loads(same.output)["differences"]) == (0, [])
    assert run(group, ["pool", "--first", "EB1"]).exit_code == 1
