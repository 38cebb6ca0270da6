"""The staged platform that the screens are looked at on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.fixtures import address, browser, platform_folder
from tests.browser.stage import Stage
from tests.browser.visitors import Visitors

__all__ = ["address", "browser", "platform_folder"]


@pytest.fixture(scope="session")
def stage(address: str, platform_folder: Path) -> Stage:
    staged = Stage(address, platform_folder)
    staged.prepare()
    return staged


@pytest.fixture(scope="session")
def visitors(browser: Browser, stage: Stage) -> Iterator[Visitors]:
    shared = Visitors(browser, stage)
    yield shared
    shared.leave()
