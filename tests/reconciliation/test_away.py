"""What goes out: money that goes back, letters, notices. Each difference appears with both words, and goes once it is mended."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps

from tests.reconciliation.conftest import MORNING, NEXT_DAY, Scene, found, open_ones
from tinhso.casework.dossiers.testing import officer
from tinhso.flows.reconciliation.types import System
from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel.actor import Actor, system_actor
from tinhso.kernel.clock import frozen
from tinhso.kernel.outbox.delivery import deliver_all
from tinhso.services.fees import api as fees
from tinhso.services.national_portal import api as national_portal
from tinhso.services.notifications import api as notifications
from tinhso.services.payments import api as payments
from tinhso.services.payments.types import Order, Refund
from tinhso.services.post import api as post
from tinhso.services.post.types import Direction, NewOrder, OrderState, Party

SYSTEM = system_actor()


def rows(label: str) -> Any:
    return apps.get_model(label)._default_manager


@pytest.fixture
def chief(scene: Scene) -> Actor:
    """Who approves what goes back."""
    return officer("ttpvhcc.giam-doc", "Trưởng Thị Duyệt Mẫu")


def owed_back(scene: Scene) -> tuple[UUID, Order]:
    """An extract paid online whose due is no more: 24.000 đồng are owed back, and the gateway was asked for them."""
    dossier_id = scene.accepted()
    scene.goes_on()
    order = scene.pays_online(dossier_id)
    scene.goes_on()
    with frozen(MORNING + timedelta(hours=2)):
        fees.drop_due(due_id=scene.due_of(dossier_id), reason="Không phải thu.", actor=SYSTEM)
        deliver_all()
    return dossier_id, order


def decided(scene: Scene, refund: Refund, chief: Actor, *, approved: bool, days: int = 0) -> None:
    """Somebody decides; what is approved goes, and the bank says so."""
    with frozen(MORNING + timedelta(days=days, hours=3)):
        payments.decide_refund(refund_id=refund.id, approved=approved, reason="Sai số tài khoản.", actor=chief)
        if approved:
            payments.send_refunds(actor=SYSTEM)


def test_money_that_is_owed_back_too_long_is_named_until_it_went(scene: Scene, chief: Actor) -> None:
    _, order = owed_back(scene)
    (asked,) = payments.refunds_of(order.id)
    assert (scene.reconciles(days=9).agrees, found()) == (True, [])

    scene.reconciles(days=10)

    assert found() == [("refund.waits", "đang hoàn 24.000 đồng", "chờ duyệt 24.000 đồng")]
    decided(scene, asked, chief, approved=True)
    later(scene)
    assert (scene.reconciles(days=11).agrees, found()) == (True, [])


def test_a_refund_that_was_refused_is_named_until_another_one_went(scene: Scene, chief: Actor) -> None:
    _, order = owed_back(scene)
    (asked,) = payments.refunds_of(order.id)
    decided(scene, asked, chief, approved=False)

    scene.reconciles()

    assert found() == [("refund.failed", "đang hoàn 24.000 đồng", "không duyệt 24.000 đồng")]
    with frozen(NEXT_DAY):
        other = payments.refund(
            order_id=order.id, amount_vnd=24_000, reason="Lập lại, đúng tài khoản.", actor=scene.accountant
        )
    decided(scene, other, chief, approved=True, days=1)
    with frozen(NEXT_DAY + timedelta(hours=4)):
        deliver_all()
    assert (scene.reconciles(days=1).agrees, found()) == (True, [])
    assert [one.state for one in fees.refunds_by_id(rows("fees.Refund").values_list("id", flat=True)).values()] == [
        "paid"
    ]


def test_a_refund_that_the_record_missed_is_named_until_the_event_arrives(scene: Scene, chief: Actor) -> None:
    _, order = owed_back(scene)
    (asked,) = payments.refunds_of(order.id)
    decided(scene, asked, chief, approved=True)
    dead = rows("outbox.Delivery").filter(subscriber="fee_paid.refund_made")
    dead.update(is_dead=True)

    scene.reconciles()

    assert found() == [("refund.not_recorded", "đang hoàn 24.000 đồng", "đã hoàn 24.000 đồng")]
    dead.update(is_dead=False)
    later(scene)
    assert (scene.reconciles(days=1).agrees, found()) == (True, [])


def test_a_refund_that_only_the_record_has_is_named_until_it_is_made(scene: Scene, chief: Actor) -> None:
    _, order = owed_back(scene)
    (asked,) = payments.refunds_of(order.id)
    with frozen(MORNING + timedelta(hours=3)):
        (owed,) = fees.refunds(state="asked")
        fees.refund_paid(refund_id=owed.id, reference=str(asked.id), actor=SYSTEM)

    scene.reconciles()

    assert found() == [("refund.not_made", "đã hoàn 24.000 đồng", "chờ duyệt 24.000 đồng")]
    decided(scene, asked, chief, approved=True)
    scene.goes_on()
    assert (scene.reconciles(days=1).agrees, found()) == (True, [])


def test_a_refund_that_no_dossier_asked_for_is_named_until_what_it_was_for_is_no_more(
    scene: Scene, chief: Actor
) -> None:
    dossier_id = scene.accepted()
    scene.goes_on()
    order = scene.pays_online(dossier_id)
    scene.goes_on()
    with frozen(MORNING + timedelta(hours=2)):
        made = payments.refund(order_id=order.id, amount_vnd=24_000, reason="Hoàn ngoài hồ sơ.", actor=scene.accountant)
    decided(scene, made, chief, approved=True)
    scene.goes_on()

    refunds = next(one for one in scene.reconciles().outcomes if one.system is System.REFUNDS)

    assert found() == [("refund.unknown", "không có", f"đã hoàn 24.000 đồng của {order.code}")]
    assert refunds.sums == {"record": 0, "system": 24_000, "beside": 0}
    with frozen(NEXT_DAY):
        fees.drop_due(due_id=scene.due_of(dossier_id), reason="Không phải thu.", actor=SYSTEM)
        deliver_all()
    assert (scene.reconciles(days=1).agrees, found()) == (True, [])


@pytest.fixture
def mailed(scene: Scene, settings: Any) -> Iterator[tuple[UUID, UUID]]:
    """A dossier and its result's letter, which the post has taken in the morning; a step takes it an hour."""
    settings.POST_ADAPTER, settings.POST_DEMO_MINUTES = "demo", 60
    post.stand_in().behave()
    post.import_list(text="MAU00001\nMAU00002", actor=SYSTEM)
    dossier_id = scene.accepted()
    with frozen(MORNING):
        order_id = post.register(
            order=NewOrder(
                subject=("dossier", dossier_id),
                holder=HolderRef(kind="person", id=scene.province.applicant.id),
                reference=scene.code_of(dossier_id),
                direction=Direction.RETURN,
                agency_id=scene.province.receiving_id,
                home=Party(name="Lan Mẫu", phone="0900000001", address="Số 1 đường Minh Họa", unit_code="29551"),
                contents="Kết quả",
            ),
            waits=False,
            actor=SYSTEM,
        )
        post.send_due(actor=SYSTEM)
    scene.goes_on()
    yield dossier_id, order_id
    post.stand_in().behave()


def test_what_the_post_tells_and_nobody_read_is_named_until_it_is(scene: Scene, mailed: tuple[UUID, UUID]) -> None:
    with frozen(MORNING + timedelta(hours=3)):
        post.track(actor=SYSTEM)
    scene.goes_on()

    scene.reconciles()

    assert [one for one in found() if one[0] == "post.differs"] == [
        ("post.differs", "Đang trên đường", "60 (Trạng thái khác nhau.)")
    ]
    with frozen(NEXT_DAY):
        post.track(actor=SYSTEM)
    scene.reconciles()
    assert [one for one in found() if one[0] == "post.differs"] == []


def test_a_letter_that_arrived_while_its_dossier_did_not_end_is_named(scene: Scene, mailed: tuple[UUID, UUID]) -> None:
    dossier_id, _ = mailed
    with frozen(MORNING + timedelta(hours=6)):
        post.track(actor=SYSTEM)
        deliver_all()

    scene.reconciles()

    (one,) = [one for one in open_ones() if one.system.value == "post"]
    assert (one.code.value, one.theirs, one.dossier_id) == (
        "post.delivered_not_returned", "Đã giao, MAU00001", dossier_id,
    )  # fmt: skip
    ended(scene, dossier_id)
    scene.reconciles(days=1)
    assert [one for one in found() if one[0].startswith("post.")] == []


def test_a_dossier_that_says_returned_while_its_letter_is_out_is_named(scene: Scene, mailed: tuple[UUID, UUID]) -> None:
    dossier_id, _ = mailed
    with frozen(MORNING + timedelta(hours=3)):
        post.track(actor=SYSTEM)
    ended(scene, dossier_id)

    scene.reconciles()

    assert [one for one in found() if one[0] != "post.differs"] == [
        ("post.returned_not_delivered", "Đã trả kết quả", "Đang trên đường, MAU00001")
    ]
    with frozen(NEXT_DAY):
        post.track(actor=SYSTEM)
        assert post.orders_of(("dossier", dossier_id))[0].state is OrderState.DELIVERED
        deliver_all()
    scene.reconciles(days=1)
    assert found() == []


def ended(scene: Scene, dossier_id: UUID) -> None:
    """Signed and returned at the desk, paid before."""
    scene.pays_online(dossier_id)
    scene.goes_on()
    people = scene.province
    with frozen(MORNING + timedelta(hours=4)):
        for outcome, who in (("eligible", people.specialist), ("agreed", people.reviewer), ("signed", people.leader)):
            scene.press(dossier_id, outcome, who)
        deliver_all()
    later(scene)


def later(scene: Scene) -> None:
    """The evening: what the day left for the portal goes, and the notices."""
    with frozen(MORNING + timedelta(hours=8)):
        national_portal.send_due()
        deliver_all()
        notifications.send_due(actor=SYSTEM)


def test_a_notice_that_did_not_leave_is_named_until_it_does(scene: Scene) -> None:
    scene.accepted()
    with frozen(MORNING + timedelta(hours=1)):
        deliver_all()
        national_portal.send_due()
        deliver_all()

    scene.reconciles()

    assert [one[:2] for one in found()] == [("notice.waits", "Mới đăng ký"), ("notice.waits", "Được tiếp nhận")]
    scene.goes_on()
    assert (scene.reconciles(days=1).agrees, found()) == (True, [])
