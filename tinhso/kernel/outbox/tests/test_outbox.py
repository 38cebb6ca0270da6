"""Events: written with the act, delivered once, in order per aggregate; failures wait, die, are replayed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar
from uuid import UUID

import pytest
from django.db import transaction
from pytest_django.fixtures import DjangoAssertNumQueries

from tinhso.kernel.actor import system_actor
from tinhso.kernel.clock import frozen, now
from tinhso.kernel.event import Event
from tinhso.kernel.ids import new_id
from tinhso.kernel.outbox import api
from tinhso.kernel.outbox.delivery import MAX_ATTEMPTS, deliver_all, deliver_due, deliver_forever
from tinhso.kernel.outbox.models import Delivery, Inbox, OutboxEvent
from tinhso.kernel.outbox.types import EventRecord

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True, kw_only=True)
class Rang(Event):
    name: ClassVar[str] = "test.rang"
    number: int


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    monkeypatch.setattr(api, "_subscribers", {})
    heard: list[int] = []

    @api.subscribe("test.rang", name="test.hear")
    def hear(record: EventRecord) -> None:
        if record.payload["number"] < 0:
            raise ValueError("no")
        heard.append(record.payload["number"])

    return heard


def ring(aggregate: UUID, number: int) -> UUID:
    with transaction.atomic():
        return api.publish(Rang(number=number), aggregate=("bell", aggregate), actor=system_actor())


def test_an_event_of_a_rolled_back_act_never_happened(seen: list[int]):
    def ring_and_fail() -> None:
        with transaction.atomic():
            api.publish(Rang(number=1), aggregate=("bell", new_id()), actor=system_actor())
            raise RuntimeError("undo")

    with pytest.raises(RuntimeError, match="undo"):
        ring_and_fail()

    assert deliver_all() == 0
    assert seen == []
    assert OutboxEvent.objects.count() == Delivery.objects.count() == 0


def test_an_event_outside_a_transaction_is_refused(seen: list[int]):
    with pytest.raises(RuntimeError, match="transaction"):
        api.publish(Rang(number=1), aggregate=("bell", new_id()), actor=system_actor())


def test_events_of_an_aggregate_arrive_in_order_and_once(seen: list[int]):
    bell = new_id()
    for number in (1, 2, 3):
        ring(bell, number)

    assert deliver_all() == 3
    assert deliver_all() == 0
    assert seen == [1, 2, 3]
    assert [r.seq for r in api.events_of(("bell", bell))] == [1, 2, 3]
    assert Delivery.objects.count() == 0


def rounds(number: int) -> Callable[[], bool]:
    """Stop after so many rounds."""
    left = iter([False] * number)
    return lambda: next(left, True)


def test_the_loop_does_not_rest_after_a_round_with_work(seen: list[int]):
    ring(new_id(), 1)

    deliver_forever(stop=rounds(1), pause=3600)
    assert seen == [1]


def test_what_waits_for_another_try_is_looked_at_when_its_time_has_come(seen: list[int]):
    ring(new_id(), -1)
    deliver_forever(stop=rounds(1), pause=0)

    deliver_forever(stop=rounds(1), pause=0)
    assert [one.attempts for one in api.stuck_deliveries()] == [1]
    with frozen(now() + timedelta(seconds=2)):
        deliver_forever(stop=rounds(1), pause=0)
    assert [one.attempts for one in api.stuck_deliveries()] == [2]


def test_a_worker_without_work_asks_one_short_question_a_round(
    seen: list[int], django_assert_num_queries: DjangoAssertNumQueries
):
    with django_assert_num_queries(3) as asked:
        deliver_forever(stop=rounds(3), pause=0)

    assert all("LIMIT 1" in one["sql"] and "EXISTS" not in one["sql"] for one in asked.captured_queries)


def test_a_subscriber_that_already_ran_does_not_run_again(seen: list[int]):
    event_id = ring(new_id(), 7)
    Inbox.objects.create(event_id=event_id, subscriber="test.hear", at=now())

    assert deliver_all() == 1
    assert seen == []


def test_a_failure_backs_off_holds_its_aggregate_only_and_dies(seen: list[int]):
    bad, good = new_id(), new_id()
    ring(bad, -1)
    ring(bad, 2)
    ring(good, 3)

    deliver_due()
    assert seen == [3]

    at = now()
    for _ in range(MAX_ATTEMPTS):
        at += timedelta(hours=2)
        with frozen(at):
            deliver_due()
    (dead,) = api.stuck_deliveries()

    assert (dead.is_dead, dead.attempts, dead.waiting_behind) == (True, MAX_ATTEMPTS, 1)
    assert dead.last_error == "builtins.ValueError"
    assert seen == [3]


def test_skipping_a_dead_delivery_lets_the_next_one_go(seen: list[int]):
    bell = new_id()
    ring(bell, -1)
    ring(bell, 2)
    Delivery.objects.filter(seq=1).update(is_dead=True)
    (dead,) = api.stuck_deliveries()

    api.skip(dead.id)

    assert deliver_all() == 1
    assert seen == [2]


def test_replay_tries_the_dead_again(seen: list[int], monkeypatch: pytest.MonkeyPatch):
    ring(new_id(), 5)
    Delivery.objects.update(is_dead=True, attempts=8)
    assert deliver_all() == 0

    assert api.replay() == 1

    assert deliver_all() == 1
    assert seen == [5]


def test_what_a_failing_subscriber_wrote_is_undone(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(api, "_subscribers", {})

    @api.subscribe("test.rang", name="test.half")
    def half(record: EventRecord) -> None:
        Inbox.objects.create(event_id=new_id(), subscriber="trace", at=now())
        raise ValueError("half way")

    ring(new_id(), 1)
    deliver_due()

    assert Inbox.objects.count() == 0
