"""The sample province as read from its folder, and the part of it that a test with a database needs."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tinhso.foundation.definitions import api as definitions
from tinhso.kernel.actor import system_actor
from tinhso.kernel.definitions.loader import Folder
from tools import three_tier as three_tier_folder

ROOT = Path(__file__).resolve().parents[2] / "definitions"


def read_yaml(path: Path) -> Mapping[str, Any]:
    value = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    assert isinstance(value, dict)
    return value


@pytest.fixture(scope="session")
def province() -> Folder:
    return Folder(ROOT)


@pytest.fixture(scope="session")
def people() -> Mapping[str, Any]:
    return read_yaml(ROOT / "demo" / "people.yaml")


def copy_province(root: Path) -> Path:
    """The sample without the other provinces' units, which no test here looks at."""
    shutil.copytree(ROOT, root, ignore=shutil.ignore_patterns("units", "demo"))
    (root / "units").mkdir()
    for path in (ROOT / "units").glob("8[346]_*.yaml"):
        shutil.copy(path, root / "units")
    return root


@pytest.fixture
def applied(db: None, tmp_path: Path) -> None:
    """The sample province, applied."""
    definitions.apply_folder(copy_province(tmp_path / "definitions"), actor=system_actor())


def copy_three_tiers(root: Path, *, units: str = "86") -> Path:
    """The province before two tiers, without the words for people that no test here reads."""
    return three_tier_folder.compose(root, shared=("calendars", "code_lists", "roles", "rules"), units=units)


@pytest.fixture
def three_tier(db: None, tmp_path: Path) -> None:
    """The province before two tiers, applied."""
    definitions.apply_folder(copy_three_tiers(tmp_path / "definitions"), actor=system_actor())
