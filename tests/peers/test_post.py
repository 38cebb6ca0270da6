"""The post behind the axis, over real HTTP, misbehaving: one letter for one order, and every word of it read once."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.cache import cache

from tinhso.kernel.actor import system_actor
from tinhso.kernel.clock import frozen
from tinhso.lab.peers.post.faults import Fault
from tinhso.lab.peers.post.office import FIELDS, Office
from tinhso.lab.peers.post.server import PostServer, serving
from tinhso.services.post import api
from tinhso.services.post.adapters import lgsp
from tinhso.services.post.adapters.carriers import carriers
from tinhso.services.post.testing import PostScene, set_scene
from tinhso.services.post.types import Direction, OrderState

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 30, 1, 5, 9, tzinfo=UTC)
SYSTEM = system_actor()
# Whatever leaves the outcome open: the order is told again with the same number.
OPEN_ENDED = (
    Fault.LOST, Fault.LATE, Fault.DOUBTFUL, Fault.TWICE, Fault.EXPIRED, Fault.DOWN, Fault.HTML, Fault.BROKEN_JSON,
    Fault.NO_STATUS, Fault.FLOOD, Fault.DRIP,
)  # fmt: skip


@pytest.fixture
def peer(db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PostServer]:
    """The simulated post on a port, and our client set to it as an operator would; short limits."""
    secret = tmp_path / "khoa"
    secret.write_text("bi-mat\n", "utf-8")
    monkeypatch.setattr(lgsp, "_SECONDS", 1.0)
    cache.clear()
    with serving(Office(key="tinh-mau", secret="bi-mat", customer="TINHMAU")) as server:
        server.seconds = 2.0
        settings.POST_ADAPTER, settings.POST_URL = "lgsp", server.address
        settings.POST_CUSTOMER_KEY, settings.POST_SECRET_FILE = "tinh-mau", str(secret)
        carriers.forget()
        yield server
        carriers.forget()


@pytest.fixture
def scene(peer: PostServer, tmp_path: Path) -> PostScene:
    with frozen(AT):
        found = set_scene(tmp_path / "definitions")
        found.numbers(4)
        return found


def rounds(*, first: int = 0, count: int = 1) -> None:
    """Rounds of the worker, half an hour and a minute apart: every back-off is over."""
    for number in range(first, first + count):
        with frozen(AT + timedelta(minutes=31 * number)):
            api.send_due(actor=SYSTEM)


def registered(scene: PostScene, **changes: Any) -> UUID:
    with frozen(AT):
        return scene.register(**changes)


def tracked(minutes: int = 60) -> int:
    with frozen(AT + timedelta(minutes=minutes)):
        return api.track(actor=SYSTEM)


def test_an_order_has_exactly_the_fields_of_the_field_in_both_directions(peer: PostServer, scene: PostScene) -> None:
    back, fetched = registered(scene), registered(scene, number=2, direction=Direction.COLLECT)
    rounds()

    by_waybill = peer.office.orders
    result, papers = by_waybill[scene.order(back).waybill], by_waybill[scene.order(fetched).waybill]
    assert set(result) == set(papers) == FIELDS
    assert {name: result[name] for name in ("CustomerCode", "OrderNumber", "CODAmount", "FlagConfig")} == {
        "CustomerCode": "TINHMAU", "OrderNumber": "000.00.01.H99-261130-0001", "CODAmount": 0, "FlagConfig": "1",
    }  # fmt: skip
    assert (result["SenderName"], result["ReceiverName"]) == ("Ủy ban nhân dân xã Mẫu", "Trần Thị Mẫu")
    assert (papers["SenderName"], papers["ReceiverName"]) == ("Trần Thị Mẫu", "Ủy ban nhân dân xã Mẫu")
    assert (result["ReceiverAddress"], result["ReceiverTel"]) == ("Số 2, ấp Một, Xã Bên, Tỉnh Mẫu", "0900000001")
    assert (result["ReceiverProvince"], result["SenderProvince"]) == (99, 99)


@pytest.mark.parametrize("fault", OPEN_ENDED)
def test_whatever_happens_to_the_answer_there_is_one_letter(peer: PostServer, scene: PostScene, fault: Fault) -> None:
    order_id = registered(scene)
    peer.fault("order", fault)

    rounds(count=3)

    assert list(peer.office.orders) == [scene.order(order_id).waybill]
    assert scene.state(order_id) is OrderState.ORDERED
    assert [(pool.free, pool.used, pool.cancelled) for pool in api.pools()] == [(3, 1, 0)]


def test_a_wrong_account_is_no_order_and_says_what_to_do(peer: PostServer, scene: PostScene) -> None:
    peer.office.secret = "khac"
    order_id = registered(scene)
    rounds()

    assert (scene.state(order_id), scene.order(order_id).problem) == (
        OrderState.TO_SEND,
        "Bưu điện không nhận tài khoản kết nối.",
    )
    assert peer.office.orders == {}


def test_after_five_minutes_down_everything_goes_in_order(peer: PostServer, scene: PostScene) -> None:
    orders = [registered(scene, number=number) for number in (1, 2, 3)]
    peer.fault("order", Fault.DOWN, times=4)
    for seconds in (0, 31, 95, 220, 480):
        with frozen(AT + timedelta(seconds=seconds)):
            api.send_due(actor=SYSTEM)

    assert {scene.state(one) for one in orders} == {OrderState.ORDERED}
    assert len(peer.office.orders) == 3


def test_tracking_in_pages_backwards_twice_and_with_rows_that_are_broken(peer: PostServer, scene: PostScene) -> None:
    order_id = registered(scene)
    rounds()
    waybill = scene.order(order_id).waybill
    for number, code in enumerate(("20", "30", "40", "30", "60"), 1):
        peer.office.tell(waybill, code, AT + timedelta(minutes=number))
    peer.office.events.insert(2, {"Id": 9, "ItemCode": None})
    peer.fault("tracking", Fault.REVERSED)

    assert (tracked(), tracked(61), scene.state(order_id)) == (5, 0, OrderState.DELIVERED)
    assert [(one.state.value, one.moved) for one in api.steps_of(order_id)][2:] == [
        ("collecting", True), ("on_the_way", True), ("attempt_failed", True), ("on_the_way", True), ("delivered", True),
    ]  # fmt: skip


@pytest.mark.parametrize("fault", [Fault.HTML, Fault.DOWN, Fault.LOST, Fault.NO_STATUS, Fault.EXPIRED])
def test_tracking_that_failed_is_read_the_next_time(peer: PostServer, scene: PostScene, fault: Fault) -> None:
    order_id = registered(scene)
    rounds()
    peer.office.tell(scene.order(order_id).waybill, "30", AT + timedelta(minutes=2))
    peer.fault("tracking", fault)

    assert tracked(5) + tracked(10) == 1
    assert scene.state(order_id) is OrderState.ON_THE_WAY


def test_called_off_there_and_too_late_there(peer: PostServer, scene: PostScene) -> None:
    early, late = registered(scene), registered(scene, number=2)
    rounds()
    peer.office.picked_up.add(scene.order(late).waybill)
    with frozen(AT):
        for one in (early, late):
            api.cancel(order_id=one, reason="Đổi ý", actor=SYSTEM)
    rounds(first=1)

    assert (scene.state(early), scene.state(late)) == (OrderState.CANCELLED, OrderState.ORDERED)
    assert peer.office.cancelled == {scene.order(early).waybill}


def test_compared_with_everything_that_the_post_says(peer: PostServer, scene: PostScene) -> None:
    order_id = registered(scene)
    rounds()
    peer.office.tell(scene.order(order_id).waybill, "30", AT + timedelta(minutes=2))
    peer.office.tell("LA0000001", "60", AT + timedelta(minutes=3))
    tracked()
    peer.office.tell(scene.order(order_id).waybill, "60", AT + timedelta(minutes=9))

    found = api.compare()

    assert [(one.waybill, one.here, one.there) for one in found.differences] == [
        ("LA0000001", "", "60"),
        (scene.order(order_id).waybill, "on_the_way", "60"),
    ]
    assert scene.state(order_id) is OrderState.ON_THE_WAY
