"""The staged platform that the screens are looked at on: staged once, then each process looks at its own copy."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import server
from tests.browser.fixtures import address, prepared
from tests.browser.stage import Stage
from tests.browser.visitors import Visitors
from tests.once import made_once

__all__ = ["address"]
KEPT = "stage.json"


@pytest.fixture(scope="session")
def platform_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the staged copy; TINHSO_BROWSER_FOLDER is that of the platform that runs already."""
    if running := os.environ.get("TINHSO_BROWSER_FOLDER"):
        return Path(running)

    def make(folder: Path) -> None:
        shutil.copytree(prepared(tmp_path_factory), folder, dirs_exist_ok=True)
        with server.running(folder) as where:
            staged = Stage(where, folder)
            staged.prepare()
        staged.save(folder / KEPT)

    folder = tmp_path_factory.mktemp("own") / "platform"
    shutil.copytree(made_once(tmp_path_factory, "staged", make), folder)
    return folder


@pytest.fixture(scope="session")
def stage(address: str, platform_folder: Path) -> Stage:
    if (platform_folder / KEPT).is_file():
        return Stage.kept(address, platform_folder / KEPT)
    staged = Stage(address, platform_folder)
    staged.prepare()
    return staged


@pytest.fixture(scope="session")
def visitors(browser: Browser, stage: Stage) -> Iterator[Visitors]:
    shared = Visitors(browser, stage)
    yield shared
    shared.leave()
