"""One platform and one Chromium for the whole session of a worker: what screens and journeys both stand on."""

import os
from collections.abc import Iterator
from pathlib import Path

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
def platform_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the platform of this session keeps its keys; TINHSO_BROWSER_FOLDER is that of one that runs already."""
    running = os.environ.get("TINHSO_BROWSER_FOLDER")
    return Path(running) if running else tmp_path_factory.mktemp("platform")


@pytest.fixture(scope="session")
def address(platform_folder: Path) -> Iterator[str]:
    """A platform of its own; TINHSO_BROWSER_ADDRESS names one that runs already (while working on screens)."""
    if running := os.environ.get("TINHSO_BROWSER_ADDRESS"):
        yield running
        return
    server.prepare(platform_folder)
    with server.running(platform_folder) as where:
        yield where
