"""The people who walk the journeys."""

import pytest

from tests.browser.fixtures import address, browser
from tests.journeys.people import People

__all__ = ["address", "browser"]


@pytest.fixture(scope="session")
def people(address: str) -> People:
    return People(address)
