"""An order is paid once, however its partner speaks; every attempt has a known end within ten minutes."""

from datetime import timedelta

import pytest

from tinhso.foundation.access.testing import audit_acts
from tinhso.kernel.actor import anonymous_actor, system_actor
from tinhso.kernel.clock import frozen, now
from tinhso.kernel.errors import Denied
from tinhso.kernel.outbox.api import events_of
from tinhso.services.payments import api
from tinhso.services.payments.errors import EarlierUnclear, Forged, KeyReused, NoChannel, OrderClosed, WrongOrder
from tinhso.services.payments.models import AttemptRow, MessageRow, OrderRow, ReceiptRow
from tinhso.services.payments.simulator.bank import Script
from tinhso.services.payments.tests.conftest import ACCOUNT, AMOUNT, OTHER_ACCOUNT, Scene
from tinhso.services.payments.types import Line, Order, Payer

EACH = pytest.mark.parametrize("channel", ["qr", "bank", "national"])


def events(order: Order) -> list[str]:
    return [event.name for event in events_of(("payment", order.id))]


def test_the_same_key_is_the_same_order_and_another_order_under_it_is_refused(scene: Scene) -> None:
    first = scene.order(key="k1")
    again = api.create_order(
        lines=first.lines,
        payer=Payer(holder=scene.me, name="Trần Thị Mẫu", personal_number="099190000001", address="Ấp Một"),
        reference=first.reference,
        purpose=first.purpose,
        idempotency_key="k1",
        actor=scene.citizen,
    )
    assert again == first
    with pytest.raises(KeyReused):
        scene.order(amount=1, key="k1")
    assert OrderRow.objects.count() == 1


@pytest.mark.parametrize(
    ("lines", "pointer"),
    [
        ((), "/lines"),
        ((Line(code="a", title="Phí", amount_vnd=0, beneficiary=ACCOUNT),), "/lines/0/amount_vnd"),
        ((Line(code="a", title="", amount_vnd=1, beneficiary=ACCOUNT),), "/lines/0/title"),
    ],
)
def test_an_order_that_does_not_hold_is_refused_by_its_place(
    scene: Scene, lines: tuple[Line, ...], pointer: str
) -> None:
    with pytest.raises(WrongOrder) as refused:
        api.create_order(
            lines=lines, payer=Payer(), reference="r", purpose="p", idempotency_key="k", actor=scene.citizen
        )
    assert pointer in refused.value.fields
    assert OrderRow.objects.count() == 0


def test_nobody_unknown_writes_an_order(scene: Scene) -> None:
    with pytest.raises(Denied):
        api.create_order(
            lines=(Line(code="a", title="Phí", amount_vnd=1, beneficiary=ACCOUNT),),
            payer=Payer(), reference="r", purpose="p", idempotency_key="k", actor=anonymous_actor(),
        )  # fmt: skip
    assert OrderRow.objects.count() == 0


@EACH
def test_the_whole_amount_settles_the_order_and_tells_it_once(scene: Scene, channel: str) -> None:
    order = scene.order()
    attempt = scene.start(order, channel)
    assert attempt.state.value == "waiting"
    scene.pay(attempt)

    assert (scene.state(order), scene.attempt_state(attempt), events(order)) == (
        ("settled", AMOUNT), "paid", ["payment.settled"],
    )  # fmt: skip
    assert scene.cases() == []
    assert "payments.take_money" in audit_acts()


@EACH
def test_a_notice_that_comes_twice_counts_once(scene: Scene, channel: str) -> None:
    order = scene.order()
    attempt = scene.start(order, channel)
    scene.bank(channel).script = Script(tells=2)
    scene.pay(attempt)
    scene.pay(attempt)

    assert scene.state(order) == ("settled", AMOUNT)
    assert ReceiptRow.objects.count() == 1
    assert MessageRow.objects.get().times == 4
    assert events(order) == ["payment.settled"]


@EACH
def test_a_forged_notice_changes_nothing(scene: Scene, channel: str) -> None:
    order = scene.order()
    attempt = scene.start(order, channel)
    scene.bank(channel).script = Script(forged=True)
    with pytest.raises(Forged):
        scene.pay(attempt)

    assert scene.state(order) == ("open", 0)
    assert (ReceiptRow.objects.count(), MessageRow.objects.count(), scene.attempt_state(attempt)) == (0, 0, "waiting")


@EACH
def test_a_tampered_amount_breaks_the_signature(scene: Scene, channel: str) -> None:
    order = scene.order()
    attempt = scene.start(order, channel)
    ((body, headers),) = scene.bank(channel).notices(scene.bank(channel).pay(attempt.reference, 1_000))
    changed = body.replace(b"1000", b"80000")
    assert changed != body
    with pytest.raises(Forged):
        api.take_message(channel=channel, body=changed, headers=headers, actor=anonymous_actor())
    assert scene.state(order) == ("open", 0)


@EACH
def test_another_amount_does_not_settle_but_is_kept_for_an_operator(scene: Scene, channel: str) -> None:
    order = scene.order()
    scene.pay(scene.start(order, channel), AMOUNT - 1)

    assert scene.state(order) == ("open", AMOUNT - 1)
    assert scene.cases() == ["wrong_amount"]
    assert events(order) == []


@EACH
def test_a_lost_notice_is_found_by_asking(scene: Scene, channel: str) -> None:
    order, at = scene.order(), now()
    attempt = scene.start(order, channel)
    scene.bank(channel).script = Script(tells=0)
    scene.pay(attempt)
    assert scene.state(order) == ("open", 0)

    scene.rounds(1, since=at)
    assert scene.state(order) == ("settled", AMOUNT)

    scene.bank(channel).script = Script()
    scene.tell(scene.bank(channel).pay(attempt.reference, AMOUNT), channel)
    assert (scene.state(order), ReceiptRow.objects.count()) == (("settled", AMOUNT), 1)


@EACH
def test_an_attempt_that_nobody_pays_is_over_within_ten_minutes(scene: Scene, channel: str) -> None:
    order, at = scene.order(), now()
    attempt = scene.start(order, channel)
    scene.rounds(10, since=at)

    assert scene.attempt_state(attempt) == "expired"
    assert events(order) == ["payment.failed"]
    scene.round_at(at + timedelta(minutes=80))
    assert AttemptRow.objects.exclude(ask_at=None).count() == 0


@EACH
def test_money_that_comes_after_the_end_of_its_attempt_settles_the_open_order(scene: Scene, channel: str) -> None:
    order, at = scene.order(), now()
    attempt = scene.start(order, channel)
    scene.rounds(10, since=at)
    scene.pay(attempt)

    assert (scene.state(order), scene.attempt_state(attempt)) == (("settled", AMOUNT), "paid")
    assert events(order) == ["payment.failed", "payment.settled"]


@EACH
def test_money_after_a_failure_whose_notice_is_lost_is_found_at_the_end(scene: Scene, channel: str) -> None:
    """Refused once, then paid on the bank's page, and nobody tells of the second."""
    order, at = scene.order(), now()
    attempt = scene.start(order, channel)
    if channel != "qr":
        scene.tell(scene.bank(channel).fail(attempt.reference, AMOUNT), channel)
        assert scene.attempt_state(attempt) == "failed"
    scene.bank(channel).pay(attempt.reference, AMOUNT, again=True)
    scene.rounds(10, since=at)
    assert scene.state(order) == ("settled", AMOUNT)


def test_two_real_payments_are_never_merged(scene: Scene) -> None:
    order = scene.order()
    attempt = scene.start(order)
    scene.pay(attempt)
    scene.pay(attempt, again=True)

    assert scene.state(order) == ("settled", 2 * AMOUNT)
    assert scene.cases() == ["overpaid"]
    assert [(one.verdict.value, one.amount_vnd) for one in api.receipts_of(order.id)] == [
        ("settles", AMOUNT), ("overpaid", AMOUNT),
    ]  # fmt: skip
    assert events(order) == ["payment.settled"]


def test_one_transaction_told_with_two_amounts_is_a_contradiction(scene: Scene) -> None:
    order = scene.order()
    attempt = scene.start(order)
    entry = scene.bank().pay(attempt.reference, AMOUNT)
    scene.tell(entry)
    scene.bank().script = Script(wrong_amount=5)
    scene.tell(entry)

    assert (scene.state(order), scene.cases()) == (("settled", AMOUNT), ["contradiction"])


def test_a_failure_told_after_the_money_does_not_take_it_away(scene: Scene) -> None:
    order = scene.order()
    attempt = scene.start(order)
    scene.pay(attempt)
    scene.tell(scene.bank().fail(attempt.reference, AMOUNT))
    assert (scene.state(order), scene.attempt_state(attempt)) == (("settled", AMOUNT), "paid")


def test_money_for_nothing_we_know_is_kept_for_an_operator(scene: Scene) -> None:
    scene.tell(scene.bank().pay("TT0000000000000", 5_000))
    assert (scene.cases(), ReceiptRow.objects.get().order_id) == (["unknown_order"], None)


def test_a_clock_apart_decides_nothing(scene: Scene) -> None:
    order = scene.order()
    attempt = scene.start(order)
    scene.bank().script = Script(clock_off=timedelta(days=3))
    scene.pay(attempt)
    assert scene.state(order) == ("settled", AMOUNT)
    assert ReceiptRow.objects.get().paid_at <= now()


def test_a_cancelled_order_is_not_paid_and_its_money_goes_to_an_operator(scene: Scene) -> None:
    order = scene.order()
    attempt = scene.start(order)
    api.cancel_order(order_id=order.id, reason="Miễn lệ phí", actor=scene.cashier)
    with pytest.raises(OrderClosed):
        scene.start(order, "qr")
    scene.pay(attempt)
    assert (scene.state(order), scene.cases()) == (("cancelled", AMOUNT), ["after_end"])


def test_a_paid_order_is_not_cancelled(scene: Scene) -> None:
    order = scene.order()
    scene.pay(scene.start(order))
    with pytest.raises(OrderClosed):
        api.cancel_order(order_id=order.id, reason="Miễn lệ phí", actor=scene.cashier)
    assert scene.state(order) == ("settled", AMOUNT)


def test_an_order_past_its_day_expires_when_no_attempt_is_left(scene: Scene) -> None:
    at = now()
    order = scene.order(expires_at=at + timedelta(minutes=3))
    attempt = scene.start(order)
    scene.rounds(5, since=at)
    assert scene.state(order)[0] == "open"
    scene.rounds(11, since=at)
    assert (scene.state(order)[0], scene.attempt_state(attempt)) == ("expired", "expired")


def test_pressing_again_gives_the_same_attempt(scene: Scene) -> None:
    order = scene.order()
    assert scene.start(order, "qr") == scene.start(order, "qr")
    assert AttemptRow.objects.count() == 1


def test_another_way_ends_the_first_one_after_asking_it(scene: Scene) -> None:
    order = scene.order()
    first = scene.start(order, "qr")
    second = scene.start(order, "bank")
    assert (scene.attempt_state(first), scene.attempt_state(second)) == ("expired", "waiting")


def test_another_way_is_refused_when_the_first_one_was_paid_meanwhile(scene: Scene) -> None:
    order = scene.order()
    first = scene.start(order, "qr")
    scene.bank("qr").pay(first.reference, AMOUNT)
    with pytest.raises(OrderClosed):
        scene.start(order, "bank")
    assert (scene.state(order), AttemptRow.objects.count()) == (("settled", AMOUNT), 1)


def test_several_accounts_go_only_where_one_account_collects(scene: Scene) -> None:
    lines = tuple(
        Line(code=to.account, title="Phí", amount_vnd=1_000, beneficiary=to) for to in (ACCOUNT, OTHER_ACCOUNT)
    )
    order = scene.order(lines=lines)
    with pytest.raises(NoChannel):
        scene.start(order, "qr")
    scene.channels(collecting={"bank": "970403", "account": "0012345678", "holder": "Kho bạc Mẫu"})
    assert "0012345678" in scene.start(order, "qr").qr


def test_a_killed_start_is_asked_about_like_any_other(scene: Scene) -> None:
    """Killed between the row and the partner's answer: nothing is lost, nothing hangs."""
    order, at = scene.order(), now()
    attempt = scene.start(order)
    AttemptRow.objects.update(state="created", address="")
    with pytest.raises(EarlierUnclear):
        scene.start(order)
    scene.bank().pay(attempt.reference, AMOUNT)
    scene.rounds(1, since=at)
    assert scene.state(order) == ("settled", AMOUNT)


def test_many_forged_messages_are_turned_away_unread(scene: Scene) -> None:
    attempt = scene.start(scene.order())
    scene.bank().script = Script(forged=True)
    for _ in range(30):
        with pytest.raises(Forged):
            scene.pay(attempt)
    with pytest.raises(Exception, match="Quá nhiều"):
        scene.pay(attempt)


def test_the_round_takes_what_is_due_and_nothing_twice(scene: Scene) -> None:
    at = now()
    scene.start(scene.order())
    with frozen(at + timedelta(seconds=61)):
        api.follow_up(actor=system_actor())
        first = AttemptRow.objects.get().asked
        api.follow_up(actor=system_actor())
    assert (first, AttemptRow.objects.get().asked) == (1, 1)
