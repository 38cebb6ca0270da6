"""What tests of figures share: one small province and one played month for the whole room."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from tinhso.casework.dossiers.testing import SmallProvince, load_small_province, officer
from tinhso.insight.warehouse.testing import PROCEDURES, Month, play_month
from tinhso.kernel.actor import Actor


@pytest.fixture(scope="package")
def standing_province(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SmallProvince]:
    """The small province, loaded once for these tests and rolled back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        cache.clear()
        yield load_small_province(tmp_path_factory.mktemp("definitions"), procedures=PROCEDURES)
        transaction.set_rollback(True)


@pytest.fixture(scope="package")
def standing_month(standing_province: SmallProvince, django_db_blocker: DjangoDbBlocker) -> Iterator[Month]:
    """October 2026 played once for these tests and rolled back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        cache.clear()
        yield play_month(standing_province)
        transaction.set_rollback(True)


@pytest.fixture
def province(standing_province: SmallProvince, db: None) -> Iterator[SmallProvince]:
    """The standing province; what a test writes on top of it is rolled back after it."""
    cache.clear()
    yield standing_province
    cache.clear()


@pytest.fixture
def month(standing_month: Month, province: SmallProvince) -> Month:
    """The played month of `testing.play_month`: name → dossier."""
    return standing_month


@pytest.fixture
def auditor(province: SmallProvince) -> Actor:
    """Who sees the figures of the whole province."""
    return officer("vpub.kiem-soat-tthc", "Phan Thị Soát Mẫu")
