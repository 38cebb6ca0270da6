"""One platform and one Chromium for the whole session of a worker: what screens and journeys both stand on."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser import chromium, server

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
    """A platform of its own; TINHSO_BROWSER_ADDRESS names one that runs already (while working on screens)."""
    if running := os.environ.get("TINHSO_BROWSER_ADDRESS"):
        yield running
        return
    folder = tmp_path_factory.mktemp("platform")
    server.prepare(folder)
    with server.running(folder) as where:
        yield where
