"""What tests of figures share: one small province and one played month for the whole room."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from django.core.cache import cache
from pytest_django.plugin import DjangoDbBlocker

from tinhso.casework.dossiers.testing import SmallProvince, load_small_province, officer
from tinhso.insight.warehouse.testing import PROCEDURES, Month, play_month
from tinhso.kernel.actor import Actor
from tinhso.kernel.testing import Lent

Played = tuple[SmallProvince, Month]


def _played(folder: Path) -> Played:
    province = load_small_province(folder, procedures=PROCEDURES)
    return province, play_month(province)


@pytest.fixture(scope="module")
def played(
    lent: Lent, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Played]:
    """The small province and its October 2026, lent from file to file."""
    make = partial(_played, tmp_path_factory.mktemp("definitions"))
    with lent.lend("month", make, blocker=django_db_blocker) as made:
        yield made


@pytest.fixture
def province(played: Played, db: None) -> Iterator[SmallProvince]:
    """The province of the played month; what a test writes on top of it is rolled back after it."""
    cache.clear()
    yield played[0]
    cache.clear()


@pytest.fixture
def month(played: Played, province: SmallProvince) -> Month:
    """The played month of `testing.play_month`: name → dossier."""
    return played[1]


@pytest.fixture
def auditor(province: SmallProvince) -> Actor:
    """Who sees the figures of the whole province."""
    return officer("vpub.kiem-soat-tthc", "Phan Thị Soát Mẫu")
