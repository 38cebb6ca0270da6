"""A leader signs many results with one button; the signing service may fail in the middle of it."""

import io
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.urls import reverse
from pyhanko.pdf_utils.reader import PdfFileReader

from tinhso.casework.dossiers.models import Dossier, Result
from tinhso.casework.dossiers.testing import SmallProvince, officer
from tinhso.casework.dossiers.tests.desk_scene import come_in, do, file_birth, task_of, version_of
from tinhso.casework.dossiers.types import Status
from tinhso.foundation.files import api as files
from tinhso.kernel import clock
from tinhso.kernel.actor import system_actor
from tinhso.services.registers import api as registers
from tinhso.services.signatures import api as signatures
from tinhso.services.signatures.errors import SigningUnavailable

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]

AuditEntry: Any = apps.get_model("access", "AuditEntry")
COUNT, GOOD = 6, 3


@pytest.fixture(autouse=True)
def _december() -> Iterator[None]:
    with clock.frozen(clock.at_local(2026, 12, 3, 9)):
        yield


def _to_sign(province: SmallProvince) -> UUID:
    dossier_id = file_birth(province)
    do(dossier_id, "accepted", province.desk)
    do(dossier_id, "eligible", province.specialist)
    do(dossier_id, "agreed", province.reviewer)
    return dossier_id


def _send(province: SmallProvince, dossiers: list[UUID]) -> str:
    data = {f"v-{task_of(one)}": version_of(one) for one in dossiers}
    page = come_in(province.leader).post(
        reverse("dossiers:signing"), {**data, "viec": [str(task_of(one)) for one in dossiers]}
    )
    assert page.status_code == 200
    return str(page.content.decode())


def _signed(dossiers: list[UUID]) -> list[UUID]:
    return [one for one in dossiers if Dossier.objects.get(id=one).status == Status.FINISHED]


def _signatures_in(dossier_id: UUID) -> int:
    result = Result.objects.get(dossier_id=dossier_id)
    if result.file_id is None:
        return 0
    content = files.read_file(file_id=result.file_id, owner=("dossier_result", dossier_id), actor=system_actor())
    return len(PdfFileReader(io.BytesIO(content.read())).embedded_regular_signatures)


@pytest.mark.parametrize("at", ["sign_person", "seal_agency"])
def test_the_service_fails_in_the_middle_and_the_rest_is_signed_later_once(
    province: SmallProvince, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    """It fails before the leader's signature, or between that and the agency's seal: nothing is half signed."""
    dossiers = [_to_sign(province) for _ in range(COUNT)]
    works, calls = getattr(signatures, at), []

    def breaks(**given: Any) -> Any:
        calls.append(1)
        if len(calls) > GOOD:
            raise SigningUnavailable("Máy chủ ký số không trả lời.")
        return works(**given)

    with monkeypatch.context() as broken:
        broken.setattr(signatures, at, breaks)
        page = _send(province, dossiers)

    assert f"Đã ký {GOOD} kết quả" in page
    assert f"{COUNT - GOOD} chưa ký được" in page
    assert "Máy chủ ký số không trả lời." in page
    assert page.count("Chưa thử ký: dịch vụ ký số vừa không trả lời.") == COUNT - GOOD - 1
    assert len(calls) == GOOD + 1
    assert [_signatures_in(one) for one in dossiers] == [2] * GOOD + [0] * (COUNT - GOOD)
    assert registers.last_number(scope="result.H61.41.01.so-dang-ky-khai-sinh.2026") == GOOD

    again = _send(province, dossiers[GOOD:])

    assert f"Đã ký {COUNT - GOOD} kết quả" in again
    assert _signed(dossiers) == dossiers
    assert [_signatures_in(one) for one in dossiers] == [2] * COUNT
    numbers = [Result.objects.get(dossier_id=one).number for one in dossiers]
    assert numbers == [f"{number}/2026" for number in range(1, COUNT + 1)]
    assert AuditEntry.objects.filter(act="signatures.sign").count() == COUNT


def test_sending_the_same_page_twice_signs_nothing_twice(province: SmallProvince) -> None:
    dossiers = [_to_sign(province) for _ in range(2)]
    data: dict[str, Any] = {f"v-{task_of(one)}": version_of(one) for one in dossiers}
    data["viec"] = [str(task_of(one)) for one in dossiers]
    leader = come_in(province.leader)
    leader.post(reverse("dossiers:signing"), data)
    numbers = [Result.objects.get(dossier_id=one).sha256 for one in dossiers]

    page = leader.post(reverse("dossiers:signing"), data).content.decode()

    assert "2 chưa ký được" in page
    assert [Result.objects.get(dossier_id=one).sha256 for one in dossiers] == numbers
    assert AuditEntry.objects.filter(act="signatures.sign").count() == 2


def test_a_leader_elsewhere_signs_nothing_of_ours_and_the_security_log_hears_of_it(province: SmallProvince) -> None:
    dossier_id = _to_sign(province)
    denials = apps.get_model("access", "SecurityEntry")._default_manager
    elsewhere = officer("an-hoi.chu-tich", "Đỗ Văn Khác Mẫu")
    come_in(elsewhere).post(reverse("dossiers:signing"), {"viec": [str(task_of(dossier_id))]})
    assert _signed([dossier_id]) == []
    assert _signatures_in(dossier_id) == 0
    assert denials.filter(act="dossiers.sign").count() == 1
