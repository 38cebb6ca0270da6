"""A provider that is down, late or refuses: every receipt is issued once or a person is told."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tinhso.kernel import clock
from tinhso.kernel.actor import system_actor
from tinhso.services.ereceipts import api
from tinhso.services.ereceipts.adapters.demo import DemoProvider
from tinhso.services.ereceipts.types import Ereceipt, EreceiptState, Wanted

pytestmark = pytest.mark.django_db
CODE = "000.00.01.H61-261130-0001"


@pytest.fixture(autouse=True)
def provider(settings: Any, tmp_path: Path) -> Iterator[DemoProvider]:
    settings.VAR_DIR = tmp_path
    yield DemoProvider()
    DemoProvider.down, DemoProvider.late, DemoProvider.refuses = 0, 0, frozenset()


def order(key: str = "k", amount: int = 24_000) -> bool:
    wanted = Wanted(key=key, title="Phí", reference=CODE, payer_name="Lan", amount_vnd=amount, agency_code="H61")
    return api.order(wanted=wanted, actor=system_actor())


def rounds(count: int = 1, *, after: timedelta = timedelta(0)) -> int:
    """Rounds of the worker, an hour and a minute apart, so that every back-off is over."""
    began, done = clock.now() + after, 0
    for number in range(count):
        with clock.frozen(began + timedelta(minutes=61) * number):
            done += api.send_due(actor=system_actor())
    return done


def lower(by: int) -> bool:
    return api.lower(key="k", by_vnd=by, reason="Hoàn tiền", actor=system_actor())


def one() -> Ereceipt:
    (found,) = api.of_reference(CODE)
    return found


def test_ordered_twice_is_issued_once(provider: DemoProvider) -> None:
    assert (order(), order()) == (True, False)
    assert (rounds(), rounds(2)) == (1, 0)

    assert (one().state, one().number, one().lookup_code) == (EreceiptState.ISSUED, "00000001", "BL00000001")
    assert len(provider.lines()) == 1


def test_down_is_tried_again_and_late_is_not_issued_twice(provider: DemoProvider) -> None:
    order()
    DemoProvider.down, DemoProvider.late = 2, 1

    assert rounds(3) == 0
    assert len(provider.lines()) == 1
    assert one().state is EreceiptState.ORDERED
    assert rounds(1, after=timedelta(hours=5)) == 1
    assert (one().state, one().number, len(provider.lines())) == (EreceiptState.ISSUED, "00000001", 1)


def test_a_refusal_and_a_provider_that_never_answers_wait_for_a_person(provider: DemoProvider) -> None:
    order()
    DemoProvider.refuses = frozenset({CODE})
    rounds()
    assert (one().state, len(api.to_look_at())) == (EreceiptState.REFUSED, 1)

    order("other")
    DemoProvider.down = 99
    rounds(12)
    assert [found.state for found in api.to_look_at()] == [EreceiptState.REFUSED, EreceiptState.STUCK]
    assert rounds(1, after=timedelta(days=2)) == 0


def test_money_that_went_back_adjusts_or_cancels_what_was_issued(provider: DemoProvider) -> None:
    order()
    rounds()

    assert lower(4_000)
    rounds(1, after=timedelta(minutes=1))
    assert (one().state, one().amount_vnd) == (EreceiptState.ISSUED, 20_000)
    assert lower(20_000)
    rounds(1, after=timedelta(minutes=2))
    assert one().state is EreceiptState.CANCELLED
    assert [line["do"] for line in provider.lines()] == ["issue", "adjust", "cancel"]
    assert not lower(1)


def test_money_that_went_back_before_it_was_issued_is_not_issued(provider: DemoProvider) -> None:
    order()

    assert lower(24_000)
    rounds(2)

    assert one().state is EreceiptState.DROPPED
    assert provider.lines() == []


def test_what_may_have_been_issued_is_cancelled_not_dropped(provider: DemoProvider) -> None:
    order()
    DemoProvider.late = 1
    rounds()

    lower(24_000)
    rounds(1, after=timedelta(hours=2))

    assert one().state is EreceiptState.CANCELLED
    assert [line["do"] for line in provider.lines()] == ["issue", "cancel"]
