"""Another system collects through the gateway: its key, its accounts, its own orders; its events are offered to it alone."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from django.db import connection
from django.test import Client

from tinhso.foundation.access import api as access
from tinhso.foundation.access.errors import WrongClient
from tinhso.foundation.definitions import api as definitions
from tinhso.kernel.actor import system_actor
from tinhso.kernel.outbox import api as outbox
from tinhso.kernel.outbox.types import Audience
from tinhso.services.payments import api, offers
from tinhso.services.payments.commands import group
from tinhso.services.payments.models import OrderRow, RefundRow
from tinhso.services.payments.tests.conftest import BASIS, Scene

ALL = ("payments.create", "payments.read", "payments.refund")


class Caller:
    """A client with its key."""

    def __init__(self, scene: Scene, code: str, *, scopes: tuple[str, ...] = ALL) -> None:
        keys = access.create_client(code=code, title="Bến xe Mẫu", scopes=scopes, actor=system_actor())
        self.key = keys.key
        made = access.client_coded(code)
        assert made is not None
        self.client_id = made.id
        place = scene.folder / "payments" / "clients"
        place.mkdir(exist_ok=True)
        basis = {name: BASIS[name] for name in ("effective_from", "legal_basis")}
        account = {"code": "chinh", "bank": "970403", "account": "0011012345678", "holder": "Bến xe Mẫu"}
        body = {
            "code": code,
            "title": "Bến xe Mẫu",
            **basis,
            "accounts": [account],
            "returns": ["https://ben-xe.example.vn/"],
        }
        (place / f"{code}.yaml").write_text(yaml.safe_dump(body), "utf-8")
        definitions.apply_folder(scene.folder, actor=system_actor())

    def post(self, path: str, body: Any, *, key: str = "mot-khoa-du-dai", bearer: str | None = None) -> Any:
        headers = {"Authorization": f"Bearer {self.key if bearer is None else bearer}", "Idempotency-Key": key}
        return Client().post(
            f"/api/v1/payments{path}", json.dumps(body), content_type="application/json", headers=headers
        )

    def get(self, path: str) -> Any:
        return Client().get(f"/api/v1/payments{path}", headers={"Authorization": f"Bearer {self.key}"})


def wanted(**more: Any) -> dict[str, Any]:
    line = {"code": "ve", "title": "Vé gửi xe", "amount_vnd": 120_000, "account": "chinh"}
    return {"reference": "ve-1", "purpose": "Vé gửi xe tháng", "lines": [line], **more}


def test_an_order_is_made_once_paid_and_read_by_its_own_client(scene: Scene) -> None:
    caller, stranger = Caller(scene, "ben-xe"), Caller(scene, "khac")
    made = caller.post("/orders", wanted())
    again = caller.post("/orders", wanted())
    assert (made.status_code, again.status_code, again.json()["id"]) == (201, 200, made.json()["id"])
    assert caller.post("/orders", wanted(reference="ve-2")).status_code == 409
    order = api.get_order(OrderRow.objects.get().id)
    assert made.json()["pay_url"].endswith(f"/thanh-toan/{order.token}/")

    scene.pay(scene.start(order), 120_000)

    told = caller.get(f"/orders/{order.id}").json()
    assert (told["state"], told["received_vnd"], told["receipts"][0]["verdict"]) == ("settled", 120_000, "settles")
    assert [one["id"] for one in caller.get("/orders?reference=ve-1").json()["items"]] == [str(order.id)]
    assert stranger.get(f"/orders/{order.id}").status_code == 404
    assert stranger.get("/orders?reference=ve-1").json() == {"items": [], "next_cursor": ""}
    assert stranger.post(f"/orders/{order.id}/cancel", {"reason": "Khách đổi ý"}).status_code == 404
    assert stranger.post(f"/orders/{order.id}/refunds", {"amount_vnd": 1, "reason": "Khách đổi ý"}).status_code == 404
    assert (OrderRow.objects.count(), RefundRow.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (wanted(lines=[{**wanted()["lines"][0], "account": "cua-nguoi-khac"}]), "/lines/0/account"),
        (wanted(return_url="https://lua-dao.example.vn/"), "/return_url"),
        (wanted(return_url="https://ben-xe.example.vn.lua-dao.vn/"), "/return_url"),
    ],
)
def test_money_and_payer_go_only_where_the_definition_says(scene: Scene, body: dict[str, Any], pointer: str) -> None:
    answer = Caller(scene, "ben-xe").post("/orders", body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert OrderRow.objects.count() == 0


def test_a_wrong_key_a_closed_client_and_a_missing_scope_open_nothing(scene: Scene) -> None:
    caller, reader = Caller(scene, "ben-xe"), Caller(scene, "doc", scopes=("payments.read",))
    for bearer in ("", "ben-xe", "ben-xe.sai", f"khac.{caller.key.partition('.')[2]}"):
        assert caller.post("/orders", wanted(), bearer=bearer).status_code == 401
    assert reader.post("/orders", wanted()).status_code == 403
    access.close_client(client_id=caller.client_id, actor=system_actor())
    assert caller.post("/orders", wanted()).status_code == 401
    assert OrderRow.objects.count() == 0


def test_many_wrong_keys_are_turned_away(scene: Scene) -> None:
    caller = Caller(scene, "ben-xe")
    statuses = [caller.post("/orders", wanted(), bearer="ben-xe.sai").status_code for _ in range(31)]
    assert (statuses[:30], statuses[30]) == ([401] * 30, 429)


def test_a_client_cancels_what_is_unpaid_and_asks_for_a_refund_of_what_is_paid(scene: Scene) -> None:
    caller = Caller(scene, "ben-xe")
    one, two = (caller.post("/orders", wanted(reference=r), key=f"khoa-{r}-dai").json()["id"] for r in ("a", "b"))
    assert caller.post(f"/orders/{one}/cancel", {"reason": "Khách đổi ý"}).json()["state"] == "cancelled"
    too_early = caller.post(f"/orders/{two}/refunds", {"amount_vnd": 1, "reason": "Khách đổi ý"}, key="hoan-som-1")
    assert too_early.status_code == 422
    order = api.get_order(OrderRow.objects.get(reference="b").id)
    scene.pay(scene.start(order), 120_000)
    assert caller.post(f"/orders/{two}/cancel", {"reason": "Khách đổi ý"}, key="huy-muon-1").status_code == 409
    part = {"amount_vnd": 20_000, "reason": "Trả lại một phần"}
    asked = caller.post(f"/orders/{two}/refunds", part, key="hoan-mot-phan")
    # Sent again after a lost answer: the same refund, not a second one.
    again = caller.post(f"/orders/{two}/refunds", part, key="hoan-mot-phan")
    assert (again.status_code, again.json(), again["Idempotent-Replayed"]) == (201, asked.json(), "true")
    assert (asked.status_code, asked.json()["refunds"][0]["state"]) == (201, "asked")
    refund = RefundRow.objects.get()
    api.decide_refund(refund_id=refund.id, approved=True, actor=scene.chief)
    assert api.send_refunds(actor=system_actor()) == 1
    assert caller.get(f"/orders/{two}").json()["refunded_vnd"] == 20_000


def test_what_became_of_an_order_is_open_to_its_own_client_alone(scene: Scene) -> None:
    Caller(scene, "ben-xe").post("/orders", wanted())
    order = api.get_order(OrderRow.objects.get().id)
    scene.tell(scene.bank().fail(scene.start(order).reference, 120_000))
    scene.pay(scene.start(order), 120_000)

    told = outbox.events_of(("payment", order.id))

    offered = {one.event.name: one for one in offers.EVENTS}
    assert [one.name for one in told] == ["payment.failed", "payment.settled"]
    assert {(offered[one.name].audience, offered[one.name].scope) for one in told} == {
        (Audience.CLIENT, "payments.read")
    }
    assert {one.payload["client"] for one in told} == {"ben-xe"}


def test_a_code_is_given_once(scene: Scene) -> None:
    Caller(scene, "ben-xe")
    for code, scopes in (("ben-xe", ALL), ("Bến", ALL), ("moi", ())):
        with pytest.raises(WrongClient):
            access.create_client(code=code, title="x", scopes=scopes, actor=system_actor())
    assert [one.code for one in access.list_clients()] == ["ben-xe"]


def test_the_commands_tell_what_waits_and_ask(scene: Scene) -> None:
    order = scene.order()
    attempt = scene.start(order)
    run = CliRunner()
    pending = json.loads(run.invoke(group, ["pending", "--json"]).output)
    assert [one["reference"] for one in pending["attempts"]] == [attempt.reference]
    scene.bank().pay(attempt.reference, order.amount_vnd)
    asked = json.loads(run.invoke(group, ["query", attempt.reference, "--json"]).output)
    assert (asked["state"], asked["received_vnd"]) == ("settled", order.amount_vnd)
    assert run.invoke(group, ["query", "DH0"]).exit_code == 1
    assert json.loads(run.invoke(group, ["reconcile", "--json"]).output) == {
        "imported": None,
        "differences": [],
    }
    assert run.invoke(group, ["check"]).exit_code == 0


@pytest.mark.django_db(transaction=True)
def test_one_order_sent_six_times_at_once_with_one_key_is_one_order(scene: Scene) -> None:
    caller, gate = Caller(scene, "ben-xe"), threading.Barrier(6)

    def send(_: int) -> tuple[int, str]:
        try:
            gate.wait(timeout=60)
            answer = caller.post("/orders", wanted())
            return answer.status_code, answer.json()["id"]
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(send, range(6)))

    assert sorted(status for status, _ in answers) == [200] * 5 + [201]
    assert {order_id for _, order_id in answers} == {str(OrderRow.objects.get().id)}
