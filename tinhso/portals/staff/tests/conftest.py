from collections.abc import Iterator
from functools import partial

import pytest
from django.core.cache import cache
from pytest_django.plugin import DjangoDbBlocker

from tinhso.casework.dossiers.testing import SmallProvince, load_small_province
from tinhso.kernel.testing import Lent

PROCEDURES = ("1.004873",)


@pytest.fixture(scope="module")
def standing_province(
    lent: Lent, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SmallProvince]:
    """The small province, lent from file to file; what a file writes on top of it is rolled back after it."""
    make = partial(load_small_province, tmp_path_factory.mktemp("definitions"), procedures=PROCEDURES)
    with lent.lend(PROCEDURES, make, blocker=django_db_blocker) as province:
        yield province


@pytest.fixture
def province(standing_province: SmallProvince, db: None) -> Iterator[SmallProvince]:
    """The standing province; what a test writes on top of it is rolled back after it."""
    cache.clear()
    yield standing_province
    cache.clear()
