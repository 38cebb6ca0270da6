"""A small province with a dossier that has its result, one that has not, and what their people see."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest
from django.core.cache import cache
from pytest_django.plugin import DjangoDbBlocker

from tinhso.casework.dossiers import api as dossiers
from tinhso.casework.dossiers.testing import SmallProvince, load_small_province
from tinhso.casework.dossiers.types import FilingChannel
from tinhso.insight.warehouse.testing import PROCEDURES, accept, decide
from tinhso.kernel.clock import at_local
from tinhso.kernel.outbox.delivery import deliver_all
from tinhso.kernel.testing import Lent

# The results of these tests were there on this day.
SIGNED = at_local(2026, 10, 6, 9, 0)
AFTER = at_local(2026, 10, 7, 9, 0)


@dataclass(frozen=True, kw_only=True)
class Served:
    """Dossiers by how they stand, and the token of the first one's receipt."""

    province: SmallProvince
    done: UUID
    at_counter: UUID
    open: UUID

    def token(self, dossier_id: UUID) -> str:
        actor = self.province.leader
        return dossiers.get_dossier(dossier_id, actor=actor, purpose="Kiểm thử").verify_token

    def code(self, dossier_id: UUID) -> str:
        return dossiers.served_facts(dossier_id).code


@pytest.fixture(scope="module")
def standing(
    lent: Lent, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    make = partial(_served, tmp_path_factory.mktemp("definitions"))
    with lent.lend("served", make, blocker=django_db_blocker) as served:
        yield served


def _served(folder: Path) -> Served:
    province = load_small_province(folder, procedures=PROCEDURES)
    return Served(
        province=province,
        done=_decided(province, at_local(2026, 10, 5, 9, 0), FilingChannel.ONLINE),
        at_counter=_decided(province, at_local(2026, 10, 5, 9, 30), FilingChannel.COUNTER),
        open=accept(province, at_local(2026, 10, 5, 10, 0)),
    )


def _decided(province: SmallProvince, at: datetime, channel: FilingChannel) -> UUID:
    dossier_id = accept(province, at, channel=channel)
    decide(province, dossier_id, SIGNED)
    deliver_all()
    return dossier_id


@pytest.fixture
def served(standing: Served, db: None) -> Iterator[Served]:
    cache.clear()
    yield standing
    cache.clear()
