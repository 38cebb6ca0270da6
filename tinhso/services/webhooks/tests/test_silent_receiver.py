"""A receiver that is down: its owner is told, it is held, and it goes on from where it stopped."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tinhso.kernel.clock import frozen, now
from tinhso.kernel.ids import new_id
from tinhso.kernel.outbox.models import OutboxEvent
from tinhso.services.webhooks import api, queries
from tinhso.services.webhooks.actions import deliver as delivering
from tinhso.services.webhooks.errors import NoSubscription
from tinhso.services.webhooks.models import DeliveryRow, SubscriptionRow
from tinhso.services.webhooks.tests.conftest import World, another

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def rounds(at: datetime) -> None:
    with frozen(at):
        while api.send_due():
            pass


def told() -> list[dict[str, Any]]:
    """What was said about the receiver, in order."""
    rows = OutboxEvent.objects.filter(name="webhooks.receiver_silent").order_by("seq")
    return [row.payload for row in rows]


def down_for(world: World, start: datetime, hours: int) -> None:
    """The receiver answers nothing good for so long."""
    world.receiver.status = 503
    for hour in range(hours + 1):
        rounds(start + hour * HOUR)


def test_an_owner_is_told_once_after_the_rules_hour_and_again_when_the_receiver_is_held(world: World) -> None:
    made = world.subscribe()
    world.happens()
    start = now()

    down_for(world, start, 30)

    row = SubscriptionRow.objects.get(id=made.subscription.id)
    assert (row.state, row.failing_since) == ("held", start)
    assert [one["state"] for one in told()] == ["active", "held"]
    assert {one["subscription_id"] for one in told()} == {str(row.id)}
    # Nothing more is tried, and nothing is lost.
    calls = len(world.receiver.got)
    rounds(start + 60 * HOUR)
    assert len(world.receiver.got) == calls
    assert list(DeliveryRow.objects.values_list("state", flat=True)) == ["waiting"]


def test_what_was_held_goes_on_from_where_it_stopped_in_its_order(world: World) -> None:
    made = world.subscribe()
    pot = new_id()
    start = now()
    first = world.happens(pot)
    down_for(world, start, 30)
    with frozen(start + 40 * HOUR):
        second, third = world.happens(pot), world.happens(pot)
    with frozen(start + 100 * HOUR):
        # Longer than a delivery is tried, shorter than it can be replayed.
        api.sweep()
    world.receiver.got.clear()
    world.receiver.status = 204

    with frozen(start + 101 * HOUR):
        api.pause_subscription(**world.mine(made), is_paused=False)
    rounds(start + 101 * HOUR)

    assert world.receiver.ids == [str(one.id) for one in (first, second, third)]
    row = SubscriptionRow.objects.get()
    assert (row.state, row.failures, row.failing_since, row.warned_at) == ("active", 0, None, None)


def test_a_receiver_that_is_back_in_time_is_neither_held_nor_told_of(world: World) -> None:
    world.subscribe()
    world.happens()
    start = now()
    world.receiver.answers = [500, 500]

    for minutes in (0, 1, 10, 30):
        rounds(start + timedelta(minutes=minutes))
    world.happens()
    rounds(start + 50 * HOUR)

    assert SubscriptionRow.objects.get().state == "active"
    assert told() == []


def test_a_second_outage_is_told_of_again(world: World) -> None:
    world.subscribe()
    world.happens()
    start = now()
    down_for(world, start, 5)
    world.receiver.status = 204
    rounds(start + 10 * HOUR)
    with frozen(start + 20 * HOUR):
        world.happens()

    down_for(world, start + 20 * HOUR, 5)

    assert [one["state"] for one in told()] == ["active", "active"]


def test_a_receiver_that_wants_no_more_is_told_of_at_once(world: World) -> None:
    world.subscribe()
    world.happens()
    world.receiver.answers = [410]

    rounds(now())

    assert [one["state"] for one in told()] == ["gone"]


def test_only_whose_system_it_is_lets_it_go_on(world: World) -> None:
    made = world.subscribe()
    world.happens()
    down_for(world, now(), 30)
    other = another(world.receiver, "he-khac", new_id())

    with pytest.raises(NoSubscription):
        api.pause_subscription(
            client_id=world.client.id, subscription_id=made.subscription.id, is_paused=False, actor=other.actor
        )
    assert SubscriptionRow.objects.get().state == "held"


def test_what_a_silent_receiver_could_not_be_told_again_is_given_up(world: World) -> None:
    world.subscribe()
    world.happens()
    start = now()
    down_for(world, start, 30)

    with frozen(start + timedelta(days=91)):
        delivering.give_up_held(queries.rule())

    assert list(DeliveryRow.objects.values_list("state", "words")) == [("dead", "Bên nhận không trả lời quá lâu.")]
