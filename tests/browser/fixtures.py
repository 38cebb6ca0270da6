"""One platform for the whole session of a worker: what screens and journeys both stand on."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser import server
from tests.once import made_once


def prepared(factory: pytest.TempPathFactory) -> Path:
    """The sample province as it is set up, to be copied: nobody serves this folder."""
    return made_once(factory, "prepared", server.prepare)


@pytest.fixture(scope="session")
def platform_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A platform of this process's own."""
    folder = tmp_path_factory.mktemp("own") / "platform"
    shutil.copytree(prepared(tmp_path_factory), folder)
    return folder


@pytest.fixture(scope="session")
def address(platform_folder: Path) -> Iterator[str]:
    """Where it answers; TINHSO_BROWSER_ADDRESS names one that runs already (while working on screens)."""
    if running := os.environ.get("TINHSO_BROWSER_ADDRESS"):
        yield running
        return
    with server.running(platform_folder) as where:
        yield where
