"""The people who walk the journeys."""

import pytest

from tests.browser.fixtures import address, platform_folder
from tests.journeys.people import People

__all__ = ["address", "platform_folder"]


@pytest.fixture(scope="session")
def people(address: str) -> People:
    return People(address)
