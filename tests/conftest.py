"""Shared by the tests that no single module owns."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser import chromium

# Files of many minutes begin first, so that none of them ends alone.
LONG = (
    "tests/browser/test_officer_screens.py",
    "tests/demo/test_load_and_bench.py",
    "tests/demo/test_onestop.py",
    "tests/faults/test_kill.py",
    "tests/demo/test_demo.py",
    "tests/browser/test_citizen_screens.py",
    "tests/browser/test_account_screens.py",
)
NOTHING_SKIPPED = bool(os.environ.get("TINHSO_NOTHING_SKIPPED"))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    order = {name: place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: order.get(item.nodeid.partition("::")[0], len(LONG)))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for whatever a process looks at: Playwright cannot be started twice in it."""
    if chromium.path() is None:
        if NOTHING_SKIPPED:
            pytest.fail("Chromium is missing: apt-get install chromium-headless-shell")
        pytest.skip("Chromium is missing: apt-get install chromium-headless-shell")
    with chromium.browser() as started:
        yield started
