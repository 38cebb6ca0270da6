"""The signatures on papers that were handed in are checked and told to the officer in words."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.urls import reverse

from tinhso.casework.dossiers import api
from tinhso.casework.dossiers.models import Result
from tinhso.casework.dossiers.testing import SmallProvince
from tinhso.casework.dossiers.tests.acts import application
from tinhso.casework.dossiers.tests.desk_scene import PDF, come_in, do, file_birth
from tinhso.foundation.files import api as files
from tinhso.kernel import clock
from tinhso.kernel.actor import system_actor
from tinhso.services.registers import api as registers
from tinhso.services.registers.types import ChangeKind, Decree
from tinhso.services.signatures import api as signatures
from tinhso.services.signatures.testing import blank_pdf

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]

AT = clock.at_local(2026, 12, 3, 9)


@pytest.fixture(autouse=True)
def _december() -> Iterator[None]:
    with clock.frozen(AT):
        yield


def _signed() -> bytes:
    return signatures.sign_person(
        pdf=blank_pdf(), person_id=UUID(int=9), name="Trần Thị Mẫu", title="Bác sĩ", actor=system_actor(), at=AT
    ).pdf


def _page_of(province: SmallProvince, content: bytes) -> str:
    """The officer's page of a birth whose notice is this file."""
    stored = files.store(content=content, name="chung-sinh.pdf", media_type="application/pdf", actor=province.citizen)
    filed = api.submit_dossier(
        application=application(province, "1.001193", papers={"birth_notice": (stored.id,)}),
        idempotency_key=None,
        actor=province.citizen,
    )
    page = come_in(province.desk).get(reverse("dossiers:work", args=[filed.id]), {"xem": str(stored.id)})
    return " ".join(page.content.decode().split())


def test_a_signed_paper_says_who_signed_and_that_it_is_whole(province: SmallProvince) -> None:
    page = _page_of(province, _signed())

    assert "Chữ ký hợp lệ, tài liệu không bị sửa đổi" in page
    assert "Trần Thị Mẫu" in page
    assert "Bác sĩ" in page


def test_an_altered_paper_is_told(province: SmallProvince) -> None:
    altered = _signed().replace(b"100 700 m", b"100 701 m")

    assert "Tài liệu đã bị sửa đổi sau khi ký" in _page_of(province, altered)


def test_a_paper_without_signatures_is_told_without_alarm(province: SmallProvince) -> None:
    page = _page_of(province, blank_pdf())

    assert "Tệp này không có chữ ký số nào." in page
    assert "ts-signature" not in page


def test_a_file_that_cannot_be_read_breaks_nothing(province: SmallProvince) -> None:
    assert "Tệp không phải là PDF đọc được, hoặc đã bị hỏng." in _page_of(province, PDF + b"\x00" * 50)


def test_a_result_of_ours_that_was_revoked_is_told_when_it_is_handed_in(province: SmallProvince) -> None:
    dossier_id = file_birth(province)
    do(dossier_id, "accepted", province.desk)
    do(dossier_id, "eligible", province.specialist)
    do(dossier_id, "agreed", province.reviewer)
    do(dossier_id, "signed", province.leader)
    result = Result.objects.get(dossier_id=dossier_id)
    assert result.file_id is not None
    pdf = files.read_file(file_id=result.file_id, owner=("dossier_result", dossier_id), actor=system_actor()).read()
    (entry,) = registers.entries_of(("dossier", dossier_id))
    decree = Decree(number="12/QĐ-UBND", decided_on=AT.date(), reason="Cấp sai thẩm quyền")
    change = api.ResultChange(kind=ChangeKind.REVOKED, decree=decree, effective_on=AT.date())
    api.change_result(entry_id=entry.id, change=change, actor=province.leader)

    page = _page_of(province, pdf)

    assert f"Bản do cơ quan trong tỉnh cấp, số {entry.notation}. Giấy tờ đã bị thu hồi" in page
