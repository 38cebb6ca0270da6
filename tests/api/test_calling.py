"""What every operation of the API shares, tried at one that is there: keys and tokens, minutes, repetition, pages, 304."""

import base64
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner
from django.test import Client, override_settings

from tinhso.config.cli import main
from tinhso.foundation.access import api as access
from tinhso.foundation.access.errors import NoClient, WrongClient
from tinhso.foundation.access.models import ApiClient, ApiKey, AuditEntry
from tinhso.foundation.access.types import ApiScope, ClientKeys
from tinhso.foundation.identity import testing
from tinhso.foundation.rest import api as rest
from tinhso.foundation.rest import paging
from tinhso.foundation.rest.actions.answer_once import answer_once
from tinhso.foundation.rest.errors import KeyReused, WrongCursor
from tinhso.foundation.rest.models import CallWindow, KeptAnswer
from tinhso.kernel.actor import Actor, Channel, system_actor
from tinhso.kernel.clock import frozen, now
from tinhso.kernel.ids import new_id

pytestmark = pytest.mark.django_db
LIST = "/api/v1/payments/orders?reference=ve-1"
TOKEN = "/identity/o/api/token"


def made(*scopes: str, code: str = "ben-xe", per_minute: int | None = None) -> ClientKeys:
    wanted = scopes or ("payments.read",)
    return access.create_client(
        code=code, title="Bến xe Mẫu", scopes=wanted, per_minute=per_minute, actor=system_actor()
    )


def client_id(code: str = "ben-xe") -> UUID:
    found = access.client_coded(code)
    assert found is not None
    return found.id


def call(key: str, **headers: str) -> Any:
    return Client().get(LIST, headers={"Authorization": f"Bearer {key}", **headers})


def token_of(key: str, **more: str) -> Any:
    basic = base64.b64encode(key.replace(".", ":", 1).encode()).decode()
    return Client().post(
        TOKEN, {"grant_type": "client_credentials", **more}, headers={"Authorization": f"Basic {basic}"}
    )


def test_a_key_becomes_a_token_that_opens_what_it_asked_for_and_no_more() -> None:
    keys = made("payments.read", "payments.refund")

    whole, narrow = token_of(keys.key).json(), token_of(keys.key, scope="payments.refund").json()

    assert (whole["token_type"], whole["expires_in"]) == ("Bearer", 3600)
    assert set(whole["scope"].split()) == {"payments.read", "payments.refund"}
    assert call(whole["access_token"]).status_code == 200
    assert call(narrow["access_token"]).json()["title"] == "wrong_scope"
    assert token_of(keys.key, scope="payments.create").json()["error"] == "invalid_scope"
    assert token_of(keys.key[:-1] + "x").status_code == 401


def test_a_token_ends_with_its_hour_its_key_and_its_scope() -> None:
    keys = made("payments.read", "payments.refund")
    token = token_of(keys.key).json()["access_token"]

    access.grant_client(
        client_id=client_id(), scopes=["payments.refund"], agency_ids=(), everywhere=False, actor=system_actor()
    )
    assert call(token).status_code == 403
    access.revoke_client_key(client_id=client_id(), prefix=keys.key.partition(".")[0], actor=system_actor())
    assert call(token).status_code == 401
    assert call(keys.key).status_code == 401


def test_a_new_key_takes_over_while_the_old_one_runs_out() -> None:
    old = made().key
    new = access.add_client_key(
        client_id=client_id(), title="Khóa thay", overlap=timedelta(hours=24), actor=system_actor()
    )

    assert [call(key).status_code for key in (old, new)] == [200, 200]
    with frozen(now() + timedelta(hours=25)):
        assert [call(key).status_code for key in (old, new)] == [401, 200]
    with frozen(now() + timedelta(days=366)):
        assert call(new).status_code == 401
    acts = list(AuditEntry.objects.order_by("at").values_list("act", flat=True))
    assert acts == ["clients.create", "clients.add_key"]
    assert old.partition(".")[2] not in "".join(AuditEntry.objects.values_list("detail", flat=True))


def test_at_most_five_keys_live() -> None:
    made()
    for _ in range(4):
        access.add_client_key(client_id=client_id(), title="", actor=system_actor())
    with pytest.raises(WrongClient):
        access.add_client_key(client_id=client_id(), title="", actor=system_actor())
    assert ApiKey.objects.count() == 5


def test_a_system_is_its_owners_and_the_administrators_and_nobody_elses() -> None:
    owner, stranger = (Actor(channel=Channel.ONLINE, person_id=new_id()) for _ in range(2))
    access.register_scope(ApiScope(code="payments.read", title="x", title_en="x", is_self_service=True))
    keys = access.register_client(code="cua-toi", title="Của tôi", scopes=["payments.read"], actor=owner)
    mine = client_id("cua-toi")

    assert call(keys.key).status_code == 200
    assert access.get_client(client_id=mine, actor=owner).code == "cua-toi"
    for act in (
        lambda: access.get_client(client_id=mine, actor=stranger),
        lambda: access.client_keys(client_id=mine, actor=stranger),
        lambda: access.add_client_key(client_id=mine, title="", actor=stranger),
        lambda: access.close_client(client_id=mine, actor=stranger),
    ):
        with pytest.raises(NoClient):
            act()
    assert (ApiKey.objects.count(), ApiClient.objects.get().closed_at) == (1, None)


def test_outside_a_sandbox_a_registration_opens_nothing_until_it_is_granted() -> None:
    owner = Actor(channel=Channel.ONLINE, person_id=new_id())
    with override_settings(DEMO=False):
        keys = access.register_client(code="cua-toi", title="Của tôi", scopes=["payments.read"], actor=owner)
    assert call(keys.key).status_code == 403
    assert access.list_clients()[0].asked_scopes == ("payments.read",)

    access.grant_client(
        client_id=client_id("cua-toi"), scopes=["payments.read"], agency_ids=(), everywhere=False, actor=system_actor()
    )
    assert call(keys.key).status_code == 200
    assert access.list_clients()[0].asked_scopes == ()


def test_the_command_names_who_looks_after_a_system_or_makes_none() -> None:
    owner = testing.citizen("phu-trach", serial=1)
    words = ["clients", "create", "--title", "Kho", "--scope", "payments.read", "--owner"]

    refused = CliRunner().invoke(main, [*words, "khong-co", "kho-la"], prog_name="tinhso")
    named = CliRunner().invoke(main, [*words, "phu-trach", "kho-so"], prog_name="tinhso")

    assert (refused.exit_code, "khong-co" in refused.output, access.client_coded("kho-la")) == (1, True, None)
    assert named.exit_code == 0, named.output
    assert [one.code for one in access.list_clients(owner_id=owner.person_id)] == ["kho-so"]


def test_an_unknown_scope_is_refused() -> None:
    with pytest.raises(WrongClient):
        made("payments.everything")
    assert ApiClient.objects.count() == 0


def test_calls_are_counted_by_the_minute_and_the_answer_says_how_many_are_left() -> None:
    keys, other = made(per_minute=2), made(code="khac", per_minute=2)
    with frozen(now().replace(second=15, microsecond=0)):
        told = [call(keys.key) for _ in range(3)]
        assert [one.status_code for one in told] == [200, 200, 429]
        assert [one["RateLimit-Remaining"] for one in told] == ["1", "0", "0"]
        assert (told[0]["RateLimit-Limit"], told[0]["RateLimit-Reset"]) == ("2", "45")
        assert (told[2]["Retry-After"], told[2]["Content-Type"]) == ("45", "application/problem+json")
        assert call(other.key).status_code == 200
    with frozen(now() + timedelta(minutes=1)):
        assert call(keys.key).status_code == 200
    with frozen(now() + timedelta(hours=1)):
        rest.sweep()
    assert CallWindow.objects.count() == 0


@override_settings(API_CALLS_PER_MINUTE=2)
def test_calls_without_a_key_are_counted_by_their_address() -> None:
    with frozen(now().replace(second=15, microsecond=0)):
        told = [Client(REMOTE_ADDR="198.51.100.7").get("/api/v1/event-types") for _ in range(3)]
        neighbour = Client(REMOTE_ADDR="198.51.100.8").get("/api/v1/event-types")

    assert [one.status_code for one in (*told, neighbour)] == [200, 200, 429, 200]
    assert [one["RateLimit-Remaining"] for one in told[:2]] == ["1", "0"]
    assert (told[2]["Retry-After"], told[2]["Content-Type"]) == ("45", "application/problem+json")
    # What is open to everybody costs nobody a write.
    assert CallWindow.objects.count() == 0


def test_an_act_is_done_once_for_a_key_and_a_refused_one_may_be_tried_again() -> None:
    done: list[int] = []

    def do() -> tuple[int, dict[str, Any]]:
        done.append(1)
        if len(done) == 1:
            raise NoClient
        return 201, {"number": len(done), "at": now()}

    def ask(request: bytes = b"a") -> Any:
        return answer_once(caller="client:1", key="mot-khoa-dai", request=request, do=do)

    with pytest.raises(NoClient):
        ask()
    assert KeptAnswer.objects.count() == 0
    (first, is_repeated), (second, was_repeated) = ask(), ask()
    assert (first[1]["number"], is_repeated, second[1]["number"], was_repeated) == (2, False, 2, True)
    with pytest.raises(KeyReused):
        ask(b"b")
    assert len(done) == 2
    with frozen(now() + timedelta(hours=49)):
        assert rest.sweep() == 1


def test_a_cursor_holds_for_its_own_list_only() -> None:
    numbers = list(range(7))

    def page(cursor: str = "", place: str = "a") -> rest.Page[int]:
        return rest.by_place(lambda n: numbers[:n], cursor=cursor, limit=3, place=place)

    one = page()
    two = page(one.next_cursor)
    three = page(two.next_cursor)
    assert [one.items, two.items, three.items, three.next_cursor] == [(0, 1, 2), (3, 4, 5), (6,), ""]
    time = paging.write_time(now(), new_id(), "a")
    for wrong, place in ((one.next_cursor, "b"), (one.next_cursor + "x", "a"), (time, "a")):
        with pytest.raises(WrongCursor):
            page(wrong, place)
    with pytest.raises(WrongCursor):
        paging.read_time(one.next_cursor, "a")


def test_what_did_not_change_is_not_sent_again() -> None:
    key = made().key
    first = call(key)
    same = call(key, **{"If-None-Match": first["ETag"]})
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", first["ETag"])
    assert call(key, **{"If-None-Match": '"khac"'}).status_code == 200
