"""Refunds: asked, approved by another person, sent once, confirmed or failed, never more than came."""

from datetime import timedelta
from typing import Any

import pytest

from tinhso.foundation.access.errors import ActDenied
from tinhso.foundation.access.testing import audit_acts
from tinhso.kernel.actor import system_actor
from tinhso.kernel.clock import frozen, now
from tinhso.kernel.errors import Denied
from tinhso.kernel.http import NoAnswer, NotSent
from tinhso.kernel.outbox.api import events_of
from tinhso.services.payments import api
from tinhso.services.payments.actions import give_back
from tinhso.services.payments.adapters import wire
from tinhso.services.payments.errors import RefundNotSo, SamePerson, WrongRefund
from tinhso.services.payments.models import RefundRow
from tinhso.services.payments.simulator import here
from tinhso.services.payments.tests.conftest import AMOUNT, Scene
from tinhso.services.payments.types import Order, Outcome, RefundState, Said

REASON = "Rút hồ sơ trước khi xử lý"


def settled(scene: Scene, channel: str = "bank") -> Order:
    order = scene.order()
    scene.pay(scene.start(order, channel))
    return api.get_order(order.id)


def ask(scene: Scene, order: Order, amount: int = AMOUNT) -> Any:
    return api.refund(order_id=order.id, amount_vnd=amount, reason=REASON, actor=scene.cashier)


def state(refund: Any) -> str:
    return RefundRow.objects.get(id=refund.id).state


@pytest.mark.parametrize("channel", ["qr", "bank", "national"])
def test_a_refund_goes_its_whole_way(scene: Scene, channel: str) -> None:
    order = settled(scene, channel)
    refund = ask(scene, order)
    assert state(refund) == "asked"
    assert api.send_refunds(actor=system_actor()) == 0
    api.decide_refund(refund_id=refund.id, approved=True, actor=scene.chief)

    assert api.send_refunds(actor=system_actor()) == 1

    assert (state(refund), api.get_order(order.id).refunded_vnd) == ("confirmed", AMOUNT)
    told = events_of(("payment", order.id))[-1]
    assert (told.name, told.payload["amount_vnd"], told.payload["whole"]) == ("refund.made", AMOUNT, True)
    assert {"payments.refund", "payments.approve_refund", "payments.refund_made"} <= set(audit_acts())


def test_parts_never_exceed_what_came(scene: Scene) -> None:
    order = settled(scene)
    ask(scene, order, AMOUNT - 1_000)
    with pytest.raises(WrongRefund, match="1000"):
        ask(scene, order, 1_001)
    ask(scene, order, 1_000)
    with pytest.raises(WrongRefund, match="hết"):
        ask(scene, order, 1)
    assert (RefundRow.objects.count(), api.get_order(order.id).refunded_vnd) == (2, AMOUNT)


@pytest.mark.parametrize("amount", [0, -1])
def test_no_amount_is_no_refund(scene: Scene, amount: int) -> None:
    with pytest.raises(WrongRefund):
        ask(scene, settled(scene), amount)
    assert RefundRow.objects.count() == 0


def test_who_asked_does_not_approve_and_who_may_not_does_neither(scene: Scene) -> None:
    order = settled(scene)
    own = api.refund(order_id=order.id, amount_vnd=1_000, reason=REASON, actor=scene.chief)
    with pytest.raises(SamePerson):
        api.decide_refund(refund_id=own.id, approved=True, actor=scene.chief)
    for actor in (scene.cashier, scene.clerk, scene.citizen):
        with pytest.raises(ActDenied):
            api.decide_refund(refund_id=own.id, approved=True, actor=actor)
    assert state(own) == "asked"
    with pytest.raises(ActDenied):
        api.refund(order_id=order.id, amount_vnd=1, reason=REASON, actor=scene.clerk)
    with pytest.raises(Denied):
        api.refund(order_id=order.id, amount_vnd=1, reason=REASON, actor=scene.citizen)
    assert RefundRow.objects.count() == 1


def test_a_refused_refund_frees_its_sum(scene: Scene) -> None:
    order = settled(scene)
    refund = ask(scene, order)
    with pytest.raises(WrongRefund):
        api.decide_refund(refund_id=refund.id, approved=False, actor=scene.chief)
    api.decide_refund(refund_id=refund.id, approved=False, reason="Không thuộc diện hoàn", actor=scene.chief)
    assert (state(refund), api.get_order(order.id).refunded_vnd) == ("refused", 0)
    with pytest.raises(RefundNotSo):
        api.decide_refund(refund_id=refund.id, approved=True, actor=scene.chief)


def approved(scene: Scene) -> Any:
    refund = ask(scene, settled(scene))
    return api.decide_refund(refund_id=refund.id, approved=True, actor=scene.chief)


def test_a_partner_that_was_not_reached_is_tried_again(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    refund = approved(scene)
    with monkeypatch.context() as down:
        down.setattr(wire, "post", _raise(NotSent("Không nối được.")))
        assert api.send_refunds(actor=system_actor()) == 0
    assert state(refund) == "approved"
    with frozen(now() + timedelta(minutes=2)):
        assert api.send_refunds(actor=system_actor()) == 1
    assert state(refund) == "confirmed"


def test_a_refund_whose_answer_was_lost_is_asked_about_and_not_sent_again(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    refund, sent = approved(scene), []
    carried_out = here.answer

    def lost(channel: Any, path: str, body: bytes, **_: Any) -> Any:
        sent.append(path)
        carried_out(channel, path, body)
        raise NoAnswer("Không trả lời.")

    with monkeypatch.context() as silent:
        silent.setattr(wire, "post", lost)
        api.send_refunds(actor=system_actor())
    assert (state(refund), sent) == ("sent", ["/refund"])

    def watched(channel: Any, path: str, body: bytes) -> Any:
        sent.append(path)
        return carried_out(channel, path, body)

    monkeypatch.setattr(here, "answer", watched)
    with frozen(now() + timedelta(minutes=2)):
        assert api.send_refunds(actor=system_actor()) == 1
    assert (state(refund), sent) == ("confirmed", ["/refund", "/query"])


def test_a_refund_that_fails_frees_its_sum_and_tells_an_operator(scene: Scene) -> None:
    order = settled(scene)
    refund = ask(scene, order)
    api.decide_refund(refund_id=refund.id, approved=True, actor=scene.chief)
    RefundRow.objects.update(state=RefundState.SENT.value)
    give_back.heard(
        refund.id, Said(reference="x", outcome=Outcome.FAILED, words="Tài khoản đã đóng"), actor=system_actor()
    )
    assert (state(refund), api.get_order(order.id).refunded_vnd, scene.cases()) == ("failed", 0, ["refund_failed"])


def test_a_second_payment_goes_back_by_its_own_receipt(scene: Scene) -> None:
    order = scene.order()
    attempt = scene.start(order)
    scene.pay(attempt)
    scene.pay(attempt, again=True)
    second = api.receipts_of(order.id)[1]
    refund = api.refund_receipt(receipt_id=second.id, amount_vnd=AMOUNT, reason=REASON, actor=scene.cashier)
    api.decide_refund(refund_id=refund.id, approved=True, actor=scene.chief)
    api.send_refunds(actor=system_actor())
    told = api.get_order(order.id)
    assert (told.state.value, told.received_vnd, told.refunded_vnd) == ("settled", 2 * AMOUNT, AMOUNT)


def _raise(error: Exception) -> Any:
    def raising(*_: Any, **__: Any) -> Any:
        raise error

    return raising
