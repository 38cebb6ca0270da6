"""A platform set up once, copied for each test: its processes are killed, so nothing of it is shared."""

import shutil
from pathlib import Path

import pytest

from tests.browser import server
from tests.once import made_once


@pytest.fixture
def platform(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Path:
    folder = tmp_path / "platform"
    shutil.copytree(made_once(tmp_path_factory, "prepared", server.prepare), folder)
    return folder
