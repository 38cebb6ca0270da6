"""A platform set up once, copied for each test: its processes are killed, so nothing of it is shared."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.browser.server import ROOT, TINHSO, environment


@pytest.fixture(scope="session")
def fresh_platform(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fresh")
    done = subprocess.run(
        [*TINHSO, "setup"], cwd=ROOT, env=environment(folder), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return folder


@pytest.fixture
def platform(fresh_platform: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "platform"
    shutil.copytree(fresh_platform, folder)
    return folder
