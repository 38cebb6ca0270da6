from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from tinhso.services.signatures.adapters import registry


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keys")


@pytest.fixture(autouse=True)
def _own_keys(settings: Settings, keys: Path) -> Iterator[None]:
    settings.KEYS_DIR = keys
    registry.forget()
    yield
    registry.forget()
