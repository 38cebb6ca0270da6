"""Pages of these tests are drawn without a database: nobody says where this is."""

from collections.abc import Iterator

import pytest

from tinhso.foundation.ui import registry


@pytest.fixture(autouse=True)
def _nowhere() -> Iterator[None]:
    asked = registry._shell.ask_place
    registry.set_place(lambda: None)
    yield
    registry.set_place(asked)
