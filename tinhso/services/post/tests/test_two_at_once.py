"""Several senders at once, each with a connection of its own: numbers have no gap and none is used twice."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tinhso.kernel.actor import system_actor
from tinhso.services.post import api
from tinhso.services.post.adapters.demo import DemoCarrier
from tinhso.services.post.models import Order, Waybill
from tinhso.services.post.testing import set_scene

pytestmark = pytest.mark.django_db(transaction=True)


def test_numbers_have_no_gap_and_none_is_used_twice(transactional_db: None, tmp_path: Path, settings: Any) -> None:
    settings.VAR_DIR = tmp_path
    DemoCarrier.behave()
    scene = set_scene(tmp_path / "definitions")
    scene.numbers(20)
    for number in range(1, 10):
        scene.register(number)
    gate = threading.Barrier(3)

    def send(_: int) -> int:
        try:
            gate.wait(timeout=60)
            return api.send_due(actor=system_actor())
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        answered = sum(pool.map(send, range(3)))

    used = list(Waybill.objects.order_by("seq").values_list("state", flat=True))
    assert used == ["used"] * 9 + ["free"] * 11
    assert answered == 9
    assert set(Order.objects.values_list("state", "waybill")) == {
        ("ordered", code) for code in Waybill.objects.filter(state="used").values_list("code", flat=True)
    }
    assert len(DemoCarrier().lines()) == 9
