"""One browser and one platform for the whole session of a worker."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser import chromium, server
from tests.browser.visitors import Visitors

NOTHING_SKIPPED = bool(os.environ.get("TINHSO_NOTHING_SKIPPED"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if chromium.path() is None:
        if NOTHING_SKIPPED:
            pytest.fail("Chromium is missing: apt-get install chromium")
        pytest.skip("Chromium is missing: apt-get install chromium")
    with chromium.browser() as started:
        yield started


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("platform")
    server.prepare(folder)
    with server.running(folder) as where:
        yield where


@pytest.fixture(scope="session")
def visitors(browser: Browser, address: str, tmp_path_factory: pytest.TempPathFactory) -> Visitors:
    return Visitors(browser, address, tmp_path_factory.mktemp("visitors"))
