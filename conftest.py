"""For every test: keys exist, the network is closed to all but this machine, adapters start fresh."""

import socket
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import TransactionTestCase
from hypothesis import settings
from pytest_django.plugin import DjangoDbBlocker, blocking_manager_key

from tinhso.kernel.adapters import all_registries
from tinhso.kernel.encryption import create_keys
from tinhso.kernel.testing import LENT, Lent, empty_tables

# A busy machine is no fault of the code: how long an example takes is not asserted.
settings.register_profile("tinhso", deadline=None)
settings.load_profile("tinhso")


_TOUCH_THE_DATABASE = {"db", "transactional_db", "django_db_setup", "live_server"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database-only", action="store_true", help="leave out tests that ask no database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Files that stand on the lent rows come one after another, then the others, those of many tests first; on a second
    database only what asks it is run."""
    tests_of = Counter(item.path for item in items)
    items.sort(key=lambda item: (False, 0) if _borrows(item) else (True, -tests_of[item.path]))
    if not config.getoption("--database-only"):
        return
    kept, left_out = list[pytest.Item](), list[pytest.Item]()
    for item in items:
        differs = _asks_the_database(item) and item.get_closest_marker("one_database") is None
        (kept if differs else left_out).append(item)
    config.hook.pytest_deselected(items=left_out)
    items[:] = kept


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Whoever asks the database and not for the lent rows finds it empty."""
    if _asks_the_database(item) and not _borrows(item):
        with item.config.stash[blocking_manager_key].unblock():
            LENT.take_back()


def _asks_the_database(item: pytest.Item) -> bool:
    """The pure ones answer alike on every database."""
    fixtures = getattr(item, "fixturenames", ())
    return item.get_closest_marker("django_db") is not None or not _TOUCH_THE_DATABASE.isdisjoint(fixtures)


def _borrows(item: pytest.Item) -> bool:
    return "lent" in getattr(item, "fixturenames", ())


@pytest.fixture(scope="session")
def lent(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Lent]:
    """Rows shared by file after file, see `tinhso.kernel.testing`."""
    yield LENT
    with django_db_blocker.unblock():
        LENT.take_back()


@pytest.fixture(scope="session", autouse=True)
def _keys() -> None:
    create_keys()


@pytest.fixture(autouse=True)
def _fresh_adapters() -> Iterator[None]:
    yield
    for registry in all_registries():
        registry.forget()


@pytest.fixture(scope="session", autouse=True)
def _whole_tables_may_be_emptied() -> Iterator[None]:
    """Tests with several connections empty the tables after them, of what is signed too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _: empty_tables())
        yield


_connect = socket.socket.connect


def _only_here(self: socket.socket, address: Any) -> None:
    if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in {"127.0.0.1", "::1", "localhost"}:
        raise AssertionError(f"a test tried to reach {address[0]}")
    _connect(self, address)


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", _only_here)
        yield
