from collections.abc import Iterator

import pytest

from tinhso.engines.procedures import catalogue


@pytest.fixture(autouse=True)
def _no_catalogue_of_another_test() -> Iterator[None]:
    catalogue.forget()
    yield
    catalogue.forget()
