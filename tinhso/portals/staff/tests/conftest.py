from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from tinhso.casework.dossiers.testing import SmallProvince, load_small_province


@pytest.fixture(scope="module")
def standing_province(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SmallProvince]:
    """The small province, loaded once for a file of tests and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_small_province(tmp_path_factory.mktemp("definitions"), procedures=("1.004873",))
        transaction.set_rollback(True)


@pytest.fixture
def province(standing_province: SmallProvince, db: None) -> Iterator[SmallProvince]:
    """The standing province; what a test writes on top of it is rolled back after it."""
    cache.clear()
    yield standing_province
    cache.clear()
