"""Nothing signed can be deleted or changed: the database itself refuses, whoever asks and by whatever way."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from tinhso.casework.dossiers.models import Result
from tinhso.casework.dossiers.testing import SmallProvince
from tinhso.casework.dossiers.tests.desk_scene import do, file_birth
from tinhso.foundation.files import api as files
from tinhso.kernel import clock
from tinhso.kernel.actor import system_actor

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]


@pytest.fixture(autouse=True)
def _december() -> Iterator[None]:
    with clock.frozen(clock.at_local(2026, 12, 3, 9)):
        yield


@pytest.fixture
def issued(province: SmallProvince) -> UUID:
    dossier_id = file_birth(province)
    do(dossier_id, "accepted", province.desk)
    do(dossier_id, "eligible", province.specialist)
    do(dossier_id, "agreed", province.reviewer)
    do(dossier_id, "signed", province.leader)
    do(dossier_id, "returned", province.desk, identity_checked="Căn cước")
    return dossier_id


def _rows(label: str, **where: Any) -> Any:
    return apps.get_model(label)._default_manager.filter(**where)


def _refused(deed: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError, match="what is signed is kept"), transaction.atomic():
        deed()


@pytest.mark.parametrize("label", ["dossiers.Result", "registers.Entry", "registers.Change", "vault.Item"])
def test_what_is_signed_cannot_be_deleted(issued: UUID, label: str) -> None:
    count = _rows(label).count()

    _refused(lambda: _rows(label)._raw_delete(_rows(label).db))
    _refused(lambda: _by_sql(f"DELETE FROM {apps.get_model(label)._meta.db_table}"))

    assert _rows(label).count() == count > 0


def _by_sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("owner", ["dossier_result", "registers.entry", "vault.item"])
def test_the_signed_file_keeps_its_link_and_its_bytes(issued: UUID, owner: str) -> None:
    result = Result.objects.get(dossier_id=issued)
    assert result.file_id is not None
    (link,) = _rows("files.FileLink", file_id=result.file_id, owner_kind=owner)

    _refused(
        lambda: files.unlink_file(file_id=link.file_id, owner=(link.owner_kind, link.owner_id), actor=system_actor())
    )
    _refused(lambda: _rows("files.FileLink", id=link.id).update(signed=False))
    _refused(lambda: _rows("files.StoredFile", id=result.file_id).update(sha256="0" * 64))

    content = files.read_file(file_id=result.file_id, owner=(link.owner_kind, link.owner_id), actor=system_actor())
    assert content.file.sha256 == result.sha256


@pytest.mark.parametrize(
    ("label", "changes"),
    [
        ("dossiers.Result", {"number": "999/2026"}),
        ("dossiers.Result", {"file_id": UUID(int=1)}),
        ("dossiers.Result", {"signer_name": "Người Khác"}),
        ("registers.Entry", {"number": 999}),
        ("registers.Entry", {"title": "Giấy khác"}),
        ("registers.Change", {"reason": "Khác"}),
        ("vault.Item", {"file_sha256": "0" * 64}),
    ],
)
def test_what_was_signed_cannot_be_rewritten(issued: UUID, label: str, changes: dict[str, Any]) -> None:
    _refused(lambda: _rows(label).update(**changes))


def test_a_draft_is_not_signed_and_may_still_change(province: SmallProvince) -> None:
    dossier_id = file_birth(province)
    do(dossier_id, "accepted", province.desk)
    do(dossier_id, "eligible", province.specialist)

    assert Result.objects.filter(dossier_id=dossier_id).update(title="Giấy khai sinh (sửa)") == 1
    assert Result.objects.filter(dossier_id=dossier_id).delete()[0] == 1
