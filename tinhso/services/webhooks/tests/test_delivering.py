"""What another system gets: its events, signed, in order, again until it has them; and nothing that is not its own."""

import ipaddress
import json
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tinhso.foundation.access import api as access
from tinhso.kernel import http
from tinhso.kernel.actor import Actor, Channel, system_actor
from tinhso.kernel.clock import frozen, now
from tinhso.kernel.ids import new_id
from tinhso.services.webhooks import api, queries
from tinhso.services.webhooks.errors import NoEvent, NoSubscription, WrongReplay, WrongSubscription
from tinhso.services.webhooks.models import AttemptRow, DeliveryRow, SubscriptionRow
from tinhso.services.webhooks.tests.conftest import HIDDEN, World, another
from tinhso.services.webhooks.types import DeliveryState, Mode, State

pytestmark = pytest.mark.django_db


def states() -> list[str]:
    return list(DeliveryRow.objects.order_by("created_at", "seq", "round").values_list("state", flat=True))


def deliver(at: Any = None) -> int:
    """Rounds until nothing is due."""
    with frozen(at or now()):
        total = 0
        while sent := api.send_due():
            total += sent
        return total


def test_an_event_arrives_as_a_cloud_event_in_the_mode_that_was_chosen(world: World) -> None:
    world.subscribe()
    world.subscribe(mode=Mode.BINARY)
    record = world.happens(shelf=7)
    assert deliver() == 2

    whole = next((h, json.loads(b)) for h, b in world.receiver.got if "cloudevents" in h["content-type"])
    parts = next((h, json.loads(b)) for h, b in world.receiver.got if "ce-id" in h)
    data = {"agency_id": str(world.agency_id), "shelf": 7}
    assert whole[1]["data"] == parts[1] == data
    assert whole[1] | {"data": 0} == {
        "specversion": "1.0",
        "id": str(record.id),
        "source": "http://localhost:8000/api/v1/events",
        "type": "thing.moved",
        "subject": f"thing/{record.aggregate_id}",
        "time": record.at.isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "dataschema": "http://localhost:8000/api/v1/event-types/thing.moved?version=1",
        "sequence": "1",
        "sequencetype": "Integer",
        "data": 0,
    }
    assert parts[0]["content-type"] == "application/json"
    named = {name: value for name, value in whole[1].items() if name not in ("data", "datacontenttype")}
    assert {f"ce-{name}": value for name, value in named.items()}.items() <= parts[0].items()


def test_events_of_one_subject_come_in_order_while_others_go_on(world: World) -> None:
    world.subscribe()
    pot, pan = new_id(), new_id()
    first, second = world.happens(pot), world.happens(pot)
    world.receiver.answers = [500]
    start = now()
    assert deliver(start) == 1
    other = world.happens(pan)
    assert deliver(start + timedelta(seconds=2)) == 1
    assert world.receiver.ids == [str(first.id), str(other.id)]

    assert deliver(start + timedelta(seconds=60)) == 2
    assert world.receiver.ids == [str(one.id) for one in (first, other, first, second)]
    assert states() == ["done"] * 3
    row = DeliveryRow.objects.get(event_id=first.id)
    told = [(one.http_status, one.words) for one in queries.attempts_of(row.id)]
    assert told == [(204, ""), (500, "Bên nhận trả lời mã 500.")]


def test_the_same_event_told_twice_by_the_outbox_is_one_delivery(world: World) -> None:
    world.subscribe()
    api.fan_out(world.happens())
    assert deliver() == 1


def test_a_system_hears_only_of_its_agencies_and_of_what_is_open(world: World) -> None:
    world.subscribe()
    world.happens(agency=new_id())
    hidden = new_id()
    HIDDEN.add(hidden)
    world.happens(hidden)
    stranger = another(world.receiver, "khac", new_id())
    stranger.subscribe("*")
    mine = world.happens()
    assert deliver() == 1
    assert world.receiver.ids == [str(mine.id)]
    with pytest.raises(NoEvent):
        api.get_event(stranger.client, mine.id)


def test_what_a_system_may_no_longer_see_is_not_sent_even_if_it_waits(world: World) -> None:
    world.subscribe()
    world.happens()
    access.grant_client(
        client_id=world.client.id, scopes=["webhooks.manage"], agency_ids=(), everywhere=False, actor=system_actor()
    )
    assert deliver() == 0
    assert (states(), world.receiver.got) == (["dead"], [])


def test_tries_grow_apart_and_end_after_the_rules_hours(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    # A rule that holds no silent receiver: each delivery is tried to its own end.
    never_held = replace(queries.rule(), hold_hours=0)
    monkeypatch.setattr(queries, "rule", lambda: never_held)
    world.subscribe()
    first = world.happens()
    world.receiver.status = 500
    at = start = now()
    gaps = []
    while states() == ["waiting"]:
        assert deliver(at) == 1
        due = DeliveryRow.objects.get().next_at
        gaps.append(round((due - at).total_seconds()))
        at = due
    assert gaps[:8] == [5, 30, 120, 600, 1800, 3600, 7200, 14400]
    assert set(gaps[8:-1]) == {14400}
    ended = DeliveryRow.objects.get().done_at
    assert ended is not None
    assert timedelta(hours=72) <= ended - start < timedelta(hours=77)

    # What comes after is told; the gap shows in `sequence`, and can be told again.
    world.receiver.status = 204
    with frozen(at):
        second = world.happens(first.aggregate_id)
    deliver(at)
    assert (json.loads(world.receiver.got[-1][1])["sequence"], states()) == ("2", ["dead", "done"])
    subscription = SubscriptionRow.objects.get()
    with frozen(at):
        made = api.replay_dead(client_id=world.client.id, subscription_id=subscription.id, actor=world.actor)
        again = api.replay_dead(client_id=world.client.id, subscription_id=subscription.id, actor=world.actor)
    deliver(at)
    assert (made, world.receiver.ids[-2:]) == (1, [str(second.id), str(first.id)])
    assert world.receiver.got[-1][0]["webhook-replay"] == "true"
    assert again == 0


@pytest.mark.parametrize(
    ("status", "headers", "body", "words"),
    [
        (200, {"Content-Type": "text/html"}, b"<html>dang nhap</html>", "một trang web"),
        (302, {"Location": "http://127.0.0.1:1/"}, b"", "chuyển hướng"),
        (200, {"Content-Type": "application/octet-stream"}, b"x" * 3_000_000, "dài quá"),
        (401, {"Content-Type": "application/json"}, b'{"error": "signature"}', "mã 401"),
    ],
)
def test_an_answer_that_is_no_receipt_is_a_failure_and_is_told(
    world: World, status: int, headers: dict[str, str], body: bytes, words: str
) -> None:
    world.subscribe()
    world.happens()
    world.receiver.status, world.receiver.headers, world.receiver.body = status, headers, body
    deliver()
    row = DeliveryRow.objects.get()
    assert (row.state, words in row.words) == ("waiting", True), row.words
    answer = queries.attempts_of(row.id)[0].answer
    assert len(answer) <= 300
    assert answer == (body.decode()[:300] if status != 200 or b"html" in body else "")


def test_a_receiver_that_is_gone_is_left_alone(world: World) -> None:
    made = world.subscribe()
    world.happens()
    world.happens()
    world.receiver.status = 410
    deliver()
    assert (SubscriptionRow.objects.get().state, states()) == ("gone", ["dead", "dead"])
    world.happens()
    assert DeliveryRow.objects.count() == 2
    wanted = api.Wanted(url=world.receiver.url, events=["*"])
    back = api.change_subscription(
        client_id=world.client.id, subscription_id=made.subscription.id, wanted=wanted, actor=world.actor
    )
    assert back.state is State.ACTIVE


def test_a_busy_receiver_says_how_long_to_wait(world: World) -> None:
    world.subscribe()
    world.happens()
    world.receiver.status, world.receiver.headers = 429, {"Retry-After": "900"}
    at = now()
    deliver(at)
    assert round((DeliveryRow.objects.get().next_at - at).total_seconds()) == 900


def test_who_does_not_answer_is_asked_with_one_delivery_at_a_time(world: World) -> None:
    world.subscribe()
    for _ in range(6):
        world.happens()
    world.receiver.status = 503
    at = now()
    with frozen(at):
        assert api.send_due() == 6
    with frozen(at + timedelta(seconds=6)):
        assert api.send_due() == 1
    world.receiver.status = 204
    with frozen(at + timedelta(minutes=5)):
        assert [api.send_due() for _ in range(3)] == [1, 5, 0]


def test_a_sender_killed_after_the_call_sends_again_and_never_loses(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.subscribe()
    record = world.happens()
    with monkeypatch.context() as killed:
        killed.setattr("tinhso.services.webhooks.actions.deliver._settle", _dies)
        with pytest.raises(SystemExit):
            api.send_due()
    assert states() == ["waiting"]
    assert deliver() == 0
    assert deliver(now() + timedelta(seconds=14)) == 1
    assert (world.receiver.ids, states()) == ([str(record.id)] * 2, ["done"])


def _dies(*_: object) -> None:
    raise SystemExit


def test_a_pause_holds_back_and_a_removed_subscription_forgets_its_secret(world: World) -> None:
    made = world.subscribe()
    mine = world.mine(made)
    api.pause_subscription(**mine, is_paused=True)
    world.happens()
    assert deliver() == 0
    api.pause_subscription(**mine, is_paused=False)
    assert deliver() == 1
    world.happens()
    api.remove_subscription(**mine)
    row = SubscriptionRow.objects.get()
    assert (states(), row.secret, row.old_secret) == (["done", "dead"], "", "")
    with pytest.raises(NoSubscription):
        api.get_subscription(**mine)


def test_events_of_a_time_are_told_again_in_order(world: World) -> None:
    pot, begin = new_id(), now()
    records = [world.happens(pot) for _ in range(3)]
    made = world.subscribe()
    mine = world.mine(made)
    assert deliver() == 0
    assert api.replay_time(**mine, since=begin, until=now() + timedelta(seconds=1)) == 3
    assert deliver() == 3
    assert world.receiver.ids == [str(one.id) for one in records]
    assert api.replay_events(**mine, event_ids=[records[1].id]) == 1
    assert deliver() == 1
    with pytest.raises(WrongReplay):
        api.replay_time(**mine, since=begin, until=begin)
    with pytest.raises(WrongReplay):
        api.replay_time(**mine, since=begin - timedelta(days=91), until=begin)
    with pytest.raises(NoEvent):
        api.replay_events(**mine, event_ids=[records[0].id, world.happens(agency=new_id()).id])
    assert DeliveryRow.objects.count() == 4


def test_who_was_away_reads_on_from_the_last_cursor(world: World) -> None:
    stranger = new_id()
    records = [world.happens(agency=None if n % 2 else stranger) for n in range(6)]
    with frozen(now() + timedelta(minutes=1)):
        found, after = _past(world, None, 2)
        rest, end = _past(world, after, 2)
        nothing, same = _past(world, end, 2)
    mine = [str(one.id) for one in records[1::2]]
    assert [found + rest, nothing, same] == [mine, [], end]
    # What may still be written beside it is not told yet.
    world.happens()
    assert _past(world, end, 2)[0] == []


def _past(world: World, after: Any, limit: int) -> tuple[list[str], Any]:
    found, last = api.past_events(
        world.client, patterns=(), since=now() - timedelta(days=1), until=now(), after=after, limit=limit
    )
    return [one.attributes["id"] for one in found], last


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("ftp://a.example.vn/", "https"),
        ("https://10.1.2.3/nhan", "nội bộ"),
        ("https://[::ffff:192.168.1.1]/", "nội bộ"),
        ("https://169.254.169.254/latest/meta-data", "nội bộ"),
        ("https://a:b@example.vn/", "tên đăng nhập"),
        ("https://example.vn:22/", "cổng"),
        ("https://exa mple.vn/", "không đọc được"),
        ("http://8.8.8.8/", "nội bộ"),
    ],
)
def test_an_address_inside_is_refused_when_it_is_given(world: World, url: str, words: str) -> None:
    with pytest.raises(WrongSubscription) as refused:
        world.subscribe(url=url)
    assert words in refused.value.fields["/url"]
    assert SubscriptionRow.objects.count() == 0


def test_a_name_that_leads_inside_is_refused_at_the_moment_of_calling(
    world: World, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever owns a name can let it lead anywhere later: what counts is where the call would go."""
    world.subscribe(url="http://localhost:9999/su-kien")
    settings.WEBHOOK_NETWORKS = ["10.0.0.0/8"]
    world.happens()
    deliver()
    row = DeliveryRow.objects.get()
    assert (row.state, row.http_status, "mạng nội bộ" in row.words) == ("waiting", 0, True)


@pytest.mark.parametrize(
    ("address", "is_public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("10.0.0.1", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::", False),
    ],
)
def test_what_is_public(address: str, is_public: bool) -> None:
    assert http.is_public(ipaddress.ip_address(address)) is is_public


def test_an_unknown_event_or_one_out_of_reach_is_refused(world: World) -> None:
    for events in (("dossier.finished",), ("khong.co",), ()):
        wanted = api.Wanted(url=world.receiver.url, events=events)
        with pytest.raises(WrongSubscription):
            api.create_subscription(client_id=world.client.id, wanted=wanted, actor=world.actor)
    wanted = api.Wanted(url=world.receiver.url, events=["*"], agency_ids=[new_id()])
    with pytest.raises(WrongSubscription) as refused:
        api.create_subscription(client_id=world.client.id, wanted=wanted, actor=world.actor)
    assert list(refused.value.fields) == ["/agency_ids"]
    assert SubscriptionRow.objects.count() == 0


def test_a_subscription_is_nobody_elses(world: World) -> None:
    made = world.subscribe()
    stranger = another(world.receiver, "khac", world.agency_id)
    owner = Actor(channel=Channel.ONLINE, person_id=new_id())
    acts: tuple[Callable[..., object], ...] = (
        api.get_subscription,
        api.remove_subscription,
        api.rotate_secret,
        api.replay_dead,
        api.ping,
    )
    for actor in (stranger.actor, owner):
        for act in acts:
            with pytest.raises(NoSubscription):
                act(**world.mine(made, actor))
    with pytest.raises(NoSubscription):
        api.get_subscription(client_id=stranger.client.id, subscription_id=made.subscription.id, actor=stranger.actor)
    assert SubscriptionRow.objects.get().state == "active"


def test_no_secret_rests_in_clear_or_is_logged(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    made = world.subscribe()
    world.happens()
    deliver()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT secret, url FROM webhooks_subscription")
        stored = "".join(map(str, cursor.fetchone()))
    assert made.secret not in stored
    assert world.receiver.url not in stored
    assert made.secret not in caplog.text + repr(made)


def test_old_lines_of_the_log_go_and_what_waits_stays(world: World) -> None:
    made = world.subscribe()
    world.happens()
    deliver()
    api.pause_subscription(
        client_id=world.client.id, subscription_id=made.subscription.id, is_paused=True, actor=world.actor
    )
    with frozen(now() + timedelta(days=29)):
        world.happens()
    with frozen(now() + timedelta(days=31)):
        assert api.sweep() == 1
    assert (states(), AttemptRow.objects.count()) == (["waiting"], 0)
    with frozen(now() + timedelta(days=33)):
        api.sweep()
    assert states() == [DeliveryState.DEAD.value]


def test_a_round_with_nothing_to_do_costs_one_statement(world: World, django_assert_max_num_queries: Any) -> None:
    assert api.send_due() == 0
    with django_assert_max_num_queries(1):
        api.send_due()
