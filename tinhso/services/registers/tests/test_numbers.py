import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction

from tinhso.kernel.actor import system_actor
from tinhso.services.registers import api
from tinhso.services.registers.errors import RegisterInvalid

PEOPLE = 50


class _ChangedMind(Exception):
    """A caller that rolls back after it has its number."""


@pytest.mark.django_db
def test_numbers_run_from_one_in_each_scope() -> None:
    actor = system_actor()

    taken = [api.take_number(scope="a", actor=actor) for _ in range(3)]

    assert taken == [1, 2, 3]
    assert api.take_number(scope="b", actor=actor) == 1
    assert (api.last_number(scope="a"), api.last_number(scope="none")) == (3, 0)


@pytest.mark.django_db(transaction=True)
def test_a_number_outside_a_transaction_is_a_programming_error() -> None:
    with pytest.raises(RuntimeError):
        api.take_number(scope="a", actor=system_actor())

    assert api.last_number(scope="a") == 0


@pytest.mark.django_db
@pytest.mark.parametrize("scope", ["", "x" * 201])
def test_a_scope_that_cannot_be_is_refused(scope: str) -> None:
    with pytest.raises(RegisterInvalid):
        api.take_number(scope=scope, actor=system_actor())


@pytest.mark.django_db(transaction=True)
def test_a_rollback_gives_the_number_back() -> None:
    def take_and_fail() -> None:
        with transaction.atomic():
            taken.append(api.take_number(scope="a", actor=system_actor()))
            raise _ChangedMind

    taken: list[int] = []
    with pytest.raises(_ChangedMind):
        take_and_fail()

    assert taken == [1]
    with transaction.atomic():
        assert api.take_number(scope="a", actor=system_actor()) == 1


@pytest.mark.django_db(transaction=True)
def test_fifty_connections_at_once_leave_no_gap_and_no_twin() -> None:
    """Fifty real connections start together; every fifth rolls back after it has its number."""
    together = threading.Barrier(PEOPLE)

    def take(number: int) -> int | None:
        try:
            connection.ensure_connection()
            together.wait(timeout=60)
            with transaction.atomic():
                taken = api.take_number(scope="rush", actor=system_actor())
                if number % 5 == 0:
                    raise _ChangedMind
            return taken
        except _ChangedMind:
            return None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(PEOPLE) as pool:
        taken = [number for number in pool.map(take, range(PEOPLE)) if number is not None]

    assert sorted(taken) == list(range(1, 41))
    assert api.last_number(scope="rush") == 40
