"""Letters from the order to the end: one waybill, one letter, whatever the post answers."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection

from tinhso.foundation.access.errors import ActDenied
from tinhso.kernel import clock
from tinhso.kernel.actor import system_actor
from tinhso.kernel.errors import DomainError, Invalid
from tinhso.services.post import api, queries
from tinhso.services.post.actions.track import take_page
from tinhso.services.post.adapters.demo import DemoCarrier
from tinhso.services.post.errors import NoOrder, NotNow, PostInvalid
from tinhso.services.post.models import Finding, Order, Step, Waybill
from tinhso.services.post.testing import HOME, PostScene
from tinhso.services.post.types import Direction, FindingKind, OrderState, Party, Told, TrackingPage, Zone

pytestmark = pytest.mark.django_db
SYSTEM = system_actor()


def rounds(count: int = 1, *, minutes: int = 31) -> None:
    """Rounds of the worker, so far apart that every back-off is over."""
    began = clock.now()
    for number in range(count):
        with clock.frozen(began + timedelta(minutes=minutes * number)):
            api.send_due(actor=SYSTEM)


def waybills() -> list[tuple[str, bool]]:
    return [(row.state, row.order_id is not None) for row in Waybill.objects.order_by("seq")[:3]]


def everything() -> dict[str, Any]:
    counts: dict[str, Any] = {
        model._meta.label: model._default_manager.count()
        for model in apps.get_models()
        if model._meta.label != "access.SecurityEntry"
    }
    counts["orders"] = list(Order.objects.order_by("id").values())
    return counts


def told(order_id: UUID, code: str, number: int, *, minutes: int = 5, **changes: Any) -> int:
    """The post tells a row of tracking."""
    row = Order.objects.get(id=order_id)
    parts: dict[str, Any] = {
        "id": number, "waybill": row.waybill, "reference": row.reference, "code": code,
        "at": clock.now() + timedelta(minutes=minutes), "words": "",
    }  # fmt: skip
    page = TrackingPage(rows=(Told(**{**parts, **changes}),), broken=(), last_id=number)
    return take_page(page, service=queries.needed_service(), actor=SYSTEM)


def on_the_way(scene: PostScene) -> UUID:
    order_id = scene.register()
    api.send_due(actor=SYSTEM)
    api.hand_over(order_id=order_id, words="Bưu tá Nam, mã 17", actor=scene.desk)
    return order_id


def test_a_letter_costs_what_the_list_says_and_is_sent_once(scene: PostScene) -> None:
    order_id = scene.register()
    found = scene.order(order_id)
    assert (found.state, found.price_vnd, found.zone, found.waybill) == (OrderState.TO_SEND, 30_000, Zone.PROVINCE, "")

    rounds(3)

    (line,) = DemoCarrier().lines()
    assert (line["item"], line["order"]) == (scene.order(order_id).waybill, found.reference)
    assert scene.state(order_id) is OrderState.ORDERED
    assert waybills() == [("used", True), ("free", False), ("free", False)]


def test_a_planned_letter_waits_until_it_is_released(scene: PostScene) -> None:
    order_id = scene.register(waits=True)
    rounds()
    assert DemoCarrier().lines() == []

    assert (api.release(order_id=order_id, actor=SYSTEM), api.release(order_id=order_id, actor=SYSTEM)) == (True, False)
    rounds()

    assert scene.state(order_id) is OrderState.ORDERED


def test_101_is_taken_and_an_answer_that_never_came_makes_no_second_letter(scene: PostScene) -> None:
    doubtful, silent = scene.register(1), scene.register(2)
    DemoCarrier.doubtful, DemoCarrier.late, DemoCarrier.down = 0, 1, 1
    # The first is not reached, the second is taken and not answered; a round later both are told again.
    rounds(1)
    assert {scene.state(one) for one in (doubtful, silent)} == {OrderState.TO_SEND}
    DemoCarrier.doubtful = 1
    rounds(3)

    placed = [line["item"] for line in DemoCarrier().lines() if line["do"] == "place"]
    assert sorted(placed) == sorted({scene.order(one).waybill for one in (doubtful, silent)})
    assert {scene.state(one) for one in (doubtful, silent)} == {OrderState.ORDERED}
    assert any("101" in scene.order(one).problem for one in (doubtful, silent))


def test_a_refused_order_keeps_its_number_cancelled_and_gets_another(scene: PostScene) -> None:
    order_id = scene.register()
    reference = scene.order(order_id).reference
    DemoCarrier.refuses = frozenset({reference})
    rounds(2)
    assert (scene.state(order_id), scene.order(order_id).problem) == (
        OrderState.REFUSED,
        "Bưu điện trả lời 102: Địa chỉ không phục vụ",
    )

    DemoCarrier.behave()
    api.try_now(order_id=order_id, actor=scene.desk)
    rounds()

    assert scene.state(order_id) is OrderState.ORDERED
    assert waybills() == [("cancelled", True), ("used", True), ("free", False)]


def test_without_numbers_a_letter_waits_and_goes_when_there_are_some(scene: PostScene) -> None:
    Waybill.objects.update(customer_code="KHAC")
    order_id = scene.register()
    rounds()
    assert (scene.state(order_id), scene.order(order_id).waybill) == (OrderState.TO_SEND, "")
    assert "Hết số vận đơn" in scene.order(order_id).problem
    assert [(one.customer_code, one.free, one.is_low) for one in api.pools()] == [
        ("KHAC", 10, False),
        ("TINHMAU", 0, True),
    ]

    scene.numbers(60)
    with clock.frozen(clock.now() + timedelta(minutes=31)):
        rounds()

    assert scene.state(order_id) is OrderState.ORDERED
    assert [(one.free, one.used, one.is_low) for one in api.pools()] == [(10, 0, False), (59, 1, False)]


def test_numbers_come_in_once_and_only_by_whom_may(scene: PostScene) -> None:
    before = everything()
    for actor in (scene.desk, scene.postman):
        with pytest.raises(ActDenied):
            api.import_list(text="MAUX0001", actor=actor)
    with pytest.raises(PostInvalid):
        api.import_list(text="MAUX0001\n" + Waybill.objects.values_list("code", flat=True)[0], actor=scene.manager)
    assert everything() == before

    assert api.import_range(first="EB000000014VN", last="EB000000059VN", actor=scene.manager) == 5


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "x"}, "/name"),
        ({"phone": "12"}, "/phone"),
        ({"address": ""}, "/address"),
        ({"unit_code": "00000"}, "/unit_code"),
    ],
)
def test_an_address_that_no_postman_finds_is_refused(scene: PostScene, change: dict[str, str], field: str) -> None:
    home = Party(**{"name": HOME.name, "phone": HOME.phone, "address": HOME.address, "unit_code": "99002", **change})
    with pytest.raises(Invalid) as refused:
        scene.register(home=home)
    assert list(refused.value.fields) == [field]
    assert Order.objects.count() == 0


def test_one_letter_a_direction_is_under_way(scene: PostScene) -> None:
    scene.register()
    with pytest.raises(NotNow):
        scene.register()
    scene.register(direction=Direction.COLLECT)
    assert Order.objects.count() == 2


def test_called_off_at_once_before_the_post_knows_and_by_the_post_after(scene: PostScene) -> None:
    early, known, gone = scene.register(1, waits=True), scene.register(2), scene.register(3)
    assert api.cancel(order_id=early, reason="Đổi ý", actor=SYSTEM)
    rounds()
    assert not api.cancel(order_id=known, reason="Đổi ý", actor=SYSTEM)
    assert scene.order(known).wants_cancelling
    rounds()
    assert {scene.state(one) for one in (early, known)} == {OrderState.CANCELLED}
    assert waybills()[0] == ("cancelled", True)

    # The post says that it is too late: the letter goes on and the desk reads why.
    api.cancel(order_id=gone, reason="Đổi ý", actor=SYSTEM)
    with clock.frozen(clock.now() + timedelta(minutes=3)):
        api.send_due(actor=SYSTEM)
    assert (scene.state(gone), scene.order(gone).wants_cancelling) == (OrderState.ORDERED, False)
    assert "103" in scene.order(gone).problem


def test_what_the_postman_has_is_not_called_off(scene: PostScene) -> None:
    order_id = on_the_way(scene)
    before = everything()
    with pytest.raises(NotNow):
        api.cancel(order_id=order_id, reason="Đổi ý", actor=SYSTEM)
    assert everything() == before


def test_tracking_brings_a_letter_to_its_end_and_again_changes_nothing(scene: PostScene) -> None:
    order_id = scene.register()
    api.send_due(actor=SYSTEM)
    with clock.frozen(clock.now() + timedelta(minutes=6)):
        assert api.track(actor=SYSTEM) == 3
        assert api.track(actor=SYSTEM) == 0
        assert api.compare().differences == ()

    assert [step.state.value for step in api.steps_of(order_id)] == [
        "to_send", "ordered", "collecting", "on_the_way", "delivered",
    ]  # fmt: skip
    assert Finding.objects.count() == 0


def test_rows_twice_late_and_out_of_order(scene: PostScene) -> None:
    order_id = on_the_way(scene)
    assert (told(order_id, "60", 9, minutes=8), told(order_id, "60", 9, minutes=8)) == (1, 0)
    told(order_id, "40", 7, minutes=6)

    assert scene.state(order_id) is OrderState.DELIVERED
    assert [(one.state.value, one.moved) for one in api.steps_of(order_id)][-2:] == [
        ("delivered", True),
        ("attempt_failed", False),
    ]
    assert Finding.objects.count() == 0


def test_what_contradicts_waits_for_a_person(scene: PostScene) -> None:
    order_id = on_the_way(scene)
    api.take_in(order_id=order_id, words="Bì nguyên", actor=scene.desk)
    told(order_id, "60", 1)
    told(order_id, "60", 2, waybill="LA0000001")
    told(order_id, "60", 3, reference="000.00.01.H99-261130-0099")
    told(order_id, "??", 4)

    assert [one.kind for one in queries.findings(actor=scene.desk)] == [
        FindingKind.AFTER_END, FindingKind.UNKNOWN, FindingKind.OTHER_ORDER, FindingKind.UNREADABLE,
    ]  # fmt: skip
    assert scene.state(order_id) is OrderState.CAME_BACK
    (first, *_) = queries.findings(actor=scene.desk)
    before = everything()
    for actor, resolution, refusal in ((scene.neighbour, "x", ActDenied), (scene.desk, " ", PostInvalid)):
        with pytest.raises(refusal):
            api.settle(finding_id=first.id, resolution=resolution, state=OrderState.DELIVERED, actor=actor)
    assert everything() == before

    api.settle(finding_id=first.id, resolution="Gọi bưu cục: đã phát", state=OrderState.DELIVERED, actor=scene.desk)

    assert scene.state(order_id) is OrderState.DELIVERED
    assert len(queries.findings(actor=scene.desk)) == 3


def test_a_letter_that_the_post_never_confirmed_is_confirmed_by_its_tracking(scene: PostScene) -> None:
    order_id = scene.register()
    DemoCarrier.late = 1
    rounds()
    assert scene.state(order_id) is OrderState.TO_SEND

    told(order_id, "20", 1)

    assert scene.state(order_id) is OrderState.COLLECTING
    rounds(2, minutes=40)
    assert [line["do"] for line in DemoCarrier().lines()] == ["place"]


def test_the_postman_carries_what_is_given_to_the_own_post(scene: PostScene) -> None:
    order_id = scene.register()
    rounds()
    with pytest.raises(NotNow):
        api.pick_up(order_id=order_id, actor=scene.postman)
    api.hand_over(order_id=order_id, words="", carrier_post_id=scene.postman.post_id, actor=scene.desk)
    assert scene.state(order_id) is OrderState.ORDERED
    api.pick_up(order_id=order_id, actor=scene.postman)
    api.fail(order_id=order_id, words="Vắng nhà", gives_up=False, actor=scene.postman)
    api.deliver(order_id=order_id, words="Trần Thị Mẫu, căn cước", actor=scene.postman)

    assert scene.state(order_id) is OrderState.DELIVERED
    assert [(one.source.value, one.state.value) for one in api.steps_of(order_id)][2:] == [
        ("postman", "on_the_way"), ("postman", "attempt_failed"), ("postman", "delivered"),
    ]  # fmt: skip


def test_papers_are_fetched_at_home_and_the_desk_confirms_them(scene: PostScene) -> None:
    order_id = scene.register(direction=Direction.COLLECT)
    rounds()
    api.pick_up(order_id=order_id, actor=scene.postman)
    with pytest.raises(NotNow):
        api.deliver(order_id=order_id, words="Bàn một cửa", actor=scene.postman)

    api.take_in(order_id=order_id, words="", actor=scene.desk)

    assert scene.state(order_id) is OrderState.DELIVERED


ACTS: dict[str, Callable[[UUID, Any], Any]] = {
    "hand_over": lambda one, actor: api.hand_over(order_id=one, words="x", actor=actor),
    "take_in": lambda one, actor: api.take_in(order_id=one, words="", actor=actor),
    "try_now": lambda one, actor: api.try_now(order_id=one, actor=actor),
    "pick_up": lambda one, actor: api.pick_up(order_id=one, actor=actor),
    "deliver": lambda one, actor: api.deliver(order_id=one, words="x", actor=actor),
    "fail": lambda one, actor: api.fail(order_id=one, words="x", gives_up=True, actor=actor),
}


@pytest.mark.parametrize("act", ACTS)
def test_nobody_of_another_agency_and_no_other_trade_touches_a_letter(scene: PostScene, act: str) -> None:
    order_id = on_the_way(scene)
    other_trade = scene.desk if act in ("pick_up", "deliver", "fail") else scene.postman
    before = everything()

    for actor in (scene.neighbour, other_trade):
        with pytest.raises(DomainError) as refused:
            ACTS[act](order_id, actor)
        assert isinstance(refused.value, ActDenied)
    with pytest.raises(NoOrder):
        api.get_order(order_id, actor=scene.neighbour, purpose="Xem")

    assert everything() == before
    assert queries.list_orders(view="dang-di", actor=scene.neighbour) == ((), False)


def test_the_address_is_not_legible_where_it_rests(scene: PostScene) -> None:
    order_id = scene.register()

    with connection.cursor() as cursor:
        cursor.execute("SELECT home, contents FROM post_order")
        (home, contents) = cursor.fetchone()
    assert "Trần" not in home + contents
    assert "0900" not in home
    assert scene.order(order_id).home == Party(**{**HOME.__dict__, "phone": "0900000001"})
    assert Step.objects.filter(words__contains="Trần").count() == 0
