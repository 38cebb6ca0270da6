"""A commune with officers and a dossier that owes money, for the cashier's tests."""

from collections.abc import Callable, Iterator
from functools import partial
from uuid import UUID

import pytest
from django.core.cache import cache
from pytest_django.plugin import DjangoDbBlocker

from tinhso.casework.dossiers import api as dossiers
from tinhso.casework.dossiers.testing import SmallProvince, load_small_province
from tinhso.casework.dossiers.types import Application, FilingChannel, ReturnMethod
from tinhso.engines.workflow import api as workflow
from tinhso.engines.workflow.types import Act
from tinhso.foundation.definitions import api as definitions
from tinhso.kernel.testing import Lent

EXTRACT = "2.000635"
Owing = Callable[[int], tuple[UUID, str]]


@pytest.fixture(scope="module")
def standing_province(
    lent: Lent, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SmallProvince]:
    make = partial(load_small_province, tmp_path_factory.mktemp("definitions"), procedures=(EXTRACT,))
    with lent.lend((EXTRACT,), make, blocker=django_db_blocker) as province:
        yield province


@pytest.fixture
def province(standing_province: SmallProvince, db: None) -> Iterator[SmallProvince]:
    cache.clear()
    yield standing_province
    cache.clear()


def owing_in(province: SmallProvince) -> Owing:
    """(due, code) of an accepted extract with so many copies, each 8.000 đồng."""

    def owe(copies: int) -> tuple[UUID, str]:
        answers = {**province.applications[EXTRACT]["answers"], "copies": copies}
        filed = dossiers.submit_dossier(
            application=Application(
                procedure_version_id=definitions.get("procedure", EXTRACT).id,
                applicant=province.applicant,
                answers=answers,
                receiving_agency_id=province.receiving_id,
                channel=FilingChannel.COUNTER,
                return_method=ReturnMethod.COUNTER,
            ),
            idempotency_key=None,
            actor=province.desk,
        )
        (task,) = workflow.open_tasks(("dossier", filed.id))
        outcome = next(one.code for one in task.outcomes if Act.ACCEPT in one.does)
        row = dossiers.get_dossier(filed.id, actor=province.desk, purpose="Kiểm thử")
        dossiers.do_task(
            task_id=task.id, done=dossiers.TaskDone(outcome=outcome), version=row.version, actor=province.desk
        )
        return filed.id, filed.code

    return owe


@pytest.fixture
def owing(province: SmallProvince) -> Owing:
    return owing_in(province)
