"""Ten thousand messages, twice, late, out of order, forged, wrong or about nothing: nothing charged twice, nothing lost.

A reference model that knows no database decides what every order must have in the end.
"""

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from tinhso.kernel.actor import anonymous_actor
from tinhso.kernel.clock import now
from tinhso.kernel.outbox.models import OutboxEvent
from tinhso.services.payments import api
from tinhso.services.payments.actions import take_message
from tinhso.services.payments.errors import Forged, Unreadable
from tinhso.services.payments.models import AttemptRow, CaseRow, OrderRow, ReceiptRow
from tinhso.services.payments.simulator.bank import Entry, Script
from tinhso.services.payments.tests.conftest import Scene
from tinhso.services.payments.types import Attempt, Order

ORDERS, MESSAGES, SEED = 240, 10_000, 20261130
CHANNELS = ("qr", "bank", "national")
Message = tuple[str, bytes, dict[str, str], Entry | None]


@dataclass
class Expected:
    """What an order must be: the first exact sum settles it, every other one is kept beside it."""

    amount: int
    is_settled: bool = False
    received: int = 0
    cases: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def take(self, entry: Entry) -> None:
        if entry.transaction in self.seen:
            return
        self.seen.add(entry.transaction)
        self.received += entry.amount_vnd
        if self.is_settled:
            self.cases.append("overpaid")
        elif entry.amount_vnd == self.amount:
            self.is_settled = True
        else:
            self.cases.append("wrong_amount")


class Play:
    """Orders, what their payers really did, and the messages about it."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.chance = random.Random(SEED)
        self.model: dict[str, Expected] = {}
        self.orders: dict[str, Order] = {}
        self.messages: list[Message] = []
        self.lost: list[tuple[str, Entry]] = []
        self.unknown: set[str] = set()

    def prepare(self) -> None:
        for number in range(ORDERS):
            order = self.scene.order(self.chance.randrange(1_000, 900_000), key=f"o{number}")
            attempt = self.scene.start(order, self.chance.choice(CHANNELS))
            self.orders[attempt.reference] = order
            self.model[attempt.reference] = Expected(order.amount_vnd)
            self._paid(attempt, order)
        for _ in range(40):
            channel = self.chance.choice(CHANNELS)
            entry = self.scene.bank(channel).pay(f"TT{self.chance.randrange(10**12):013d}", 7_000)
            self.unknown.add(entry.transaction)
            self._send(channel, entry, known=False)
        genuine = [one for one in self.messages if one[3] is not None]
        while len(self.messages) < MESSAGES:
            self.messages.append(self._forged(genuine) if self.chance.random() < 0.5 else self.chance.choice(genuine))
        self.chance.shuffle(self.messages)

    def _paid(self, attempt: Attempt, order: Order) -> None:
        """What the payer did: nothing, once, another sum, twice, or first failing."""
        bank, amount = self.scene.bank(attempt.channel), order.amount_vnd
        sums = self.chance.choice(
            [(), (amount,), (amount,), (amount,), (amount - 1,), (amount, amount), (amount + 5, amount)]
        )
        if self.chance.random() < 0.2:
            for body, headers in bank.notices(bank.fail(attempt.reference, amount)):
                self.messages.append((attempt.channel, body, headers, None))
        for paid in sums:
            entry = bank.pay(attempt.reference, paid, again=True)
            if len(sums) == 1 and self.chance.random() < 0.15:
                self.lost.append((attempt.reference, entry))
            else:
                self._send(attempt.channel, entry)

    def _send(self, channel: str, entry: Entry, *, known: bool = True) -> None:
        for body, headers in self.scene.bank(channel).notices(entry):
            self.messages.append((channel, body, headers, entry))

    def _forged(self, genuine: list[Message]) -> Message:
        """Another sum, another transaction or another order under a signature that is not the bank's, or plain noise."""
        channel, body, headers, entry = self.chance.choice(genuine)
        assert entry is not None
        if self.chance.random() < 0.3:
            cut = self.chance.randrange(len(body))
            return channel, body[:cut] + bytes([body[cut] ^ 1]) + body[cut + 1 :], headers, None
        bank = self.scene.bank(channel)
        kept, bank.script = bank.script, Script(forged=True)
        changed = replace(entry, amount_vnd=entry.amount_vnd + 1, transaction=f"FT{self.chance.randrange(10**9)}")
        ((body, headers),) = bank.notices(changed)
        bank.script = kept
        return channel, body, headers, None

    def deliver(self) -> int:
        """How many were believed."""
        believed = 0
        for channel, body, headers, entry in self.messages:
            try:
                api.take_message(channel=channel, body=body, headers=headers, actor=anonymous_actor())
            except (Forged, Unreadable):
                assert entry is None, "a genuine message was turned away"
                continue
            believed += 1
            if entry is not None and entry.reference in self.model:
                self.model[entry.reference].take(entry)
        return believed

    def differences(self) -> Iterator[tuple[str, object, object]]:
        cases = defaultdict[str, list[str]](list)
        for row in (
            CaseRow.objects.exclude(order=None).select_related("receipt__attempt").order_by("receipt__recorded_at")
        ):
            assert row.receipt is not None
            assert row.receipt.attempt is not None
            cases[row.receipt.attempt.reference].append(row.kind)
        settling = set(OutboxEvent.objects.filter(name="payment.settled").values_list("aggregate_id", flat=True))
        for reference, wanted in self.model.items():
            kept = OrderRow.objects.get(id=self.orders[reference].id)
            got = (kept.state == "settled", kept.received_vnd, kept.id in settling, sorted(cases[reference]))
            due = (wanted.is_settled, wanted.received, wanted.is_settled, sorted(wanted.cases))
            if got != due:
                yield reference, due, got


@pytest.fixture
def play(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Play:
    monkeypatch.setattr(take_message, "_MOST_FORGED", 10**9)
    return Play(scene)


def test_ten_thousand_messages_never_charge_twice_nor_lose_one(play: Play) -> None:
    play.prepare()
    at = now()
    assert len(play.messages) == MESSAGES

    believed = play.deliver()

    assert 4_000 < believed < MESSAGES
    assert list(play.differences()) == []
    # What no message told is found by asking, and asking again finds nothing twice.
    assert len(play.lost) > 5
    for reference, entry in play.lost:
        play.model[reference].take(entry)
    for minutes in (2, 10, 90):
        play.scene.round_at(at + timedelta(minutes=minutes))
    assert list(play.differences()) == []
    receipts = ReceiptRow.objects.all()
    told = sum(one.received for one in play.model.values()) + 7_000 * len(play.unknown)
    assert sum(receipts.values_list("amount_vnd", flat=True)) == told
    assert receipts.filter(verdict="unknown_order").count() == len(play.unknown)
    assert OutboxEvent.objects.filter(name="payment.settled").count() == sum(o.is_settled for o in play.model.values())
    assert AttemptRow.objects.exclude(ask_at=None).count() == 0
