"""Two cashiers and one payer at the same moment, each with a connection of their own."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection

from tinhso.casework.cashier import api
from tinhso.casework.cashier.tests.conftest import EXTRACT, owing_in
from tinhso.casework.dossiers.testing import load_small_province
from tinhso.kernel.errors import DomainError
from tinhso.services.cashdesk import api as cashdesk
from tinhso.services.fees import api as fees
from tinhso.services.fees.errors import DueClosed

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(acts: list[Callable[[], Any]], *, workers: int) -> list[Any]:
    """Run the acts in threads that start together; each answer is what came back or the refusal."""
    gate = threading.Barrier(workers)

    def one(index: int) -> Any:
        try:
            if index < workers:
                gate.wait(timeout=60)
            return acts[index]()
        except DomainError as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(one, range(len(acts))))


def test_numbers_have_no_gap_and_no_due_is_paid_twice(transactional_db: None, tmp_path: Path) -> None:
    cache.clear()
    folder = tmp_path / "definitions"
    folder.mkdir()
    province = load_small_province(folder, procedures=(EXTRACT,))
    owing = owing_in(province)
    dossiers = [owing(1)[0] for _ in range(6)]
    dues = [due.id for one in dossiers for due in fees.dues_of(("dossier", one))]
    for cashier in (province.desk, province.desk_head):
        cashdesk.open_shift(opening_vnd=0, actor=cashier)

    def take(index: int, cashier: Any) -> Callable[[], Any]:
        return lambda: api.take_money(
            due_ids=[dues[index]], received_vnd=8_000, key=f"{index}-{cashier.person_id}", actor=cashier
        )

    # Each due is pressed for by both cashiers at once; half of the presses are refused and give their number back.
    said = at_once([take(i, who) for i in range(6) for who in (province.desk, province.desk_head)], workers=4)

    assert sorted(type(one) is DueClosed for one in said) == [False] * 6 + [True] * 6
    receipts = apps.get_model("cashdesk.Receipt")._default_manager
    assert sorted(receipts.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert [due.paid_vnd for one in dossiers for due in fees.dues_of(("dossier", one))] == [8_000] * 6
