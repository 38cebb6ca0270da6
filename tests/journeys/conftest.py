"""One platform with the sample province for the journeys of a worker, its server and its background work."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser import chromium, server
from tests.journeys.people import People

NOTHING_SKIPPED = bool(os.environ.get("TINHSO_NOTHING_SKIPPED"))


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """TINHSO_BROWSER_ADDRESS names a platform that runs already (while working on pages)."""
    if running := os.environ.get("TINHSO_BROWSER_ADDRESS"):
        yield running
        return
    folder = tmp_path_factory.mktemp("journeys")
    server.prepare(folder)
    with server.running(folder) as where:
        yield where


@pytest.fixture(scope="session")
def people(address: str) -> People:
    return People(address)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if chromium.path() is None:
        if NOTHING_SKIPPED:
            pytest.fail("Chromium is missing: apt-get install chromium")
        pytest.skip("Chromium is missing: apt-get install chromium")
    with chromium.browser() as started:
        yield started
