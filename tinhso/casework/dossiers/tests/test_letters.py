"""Every letter is a definition, sealed by the agency, kept with the dossier and on its applicant's page, once.

November 2026: Monday 23rd works.
"""

import shutil
import subprocess
from uuid import UUID

import pytest

from tinhso.casework.dossiers import api, queries, tasks
from tinhso.casework.dossiers.models import Paper, Result, Supplement
from tinhso.casework.dossiers.testing import SmallProvince
from tinhso.casework.dossiers.tests.acts import MARITAL, REASONS, accept, do, everything, file, finish, version_of
from tinhso.casework.dossiers.tests.desk_scene import come_in
from tinhso.foundation.files import api as files
from tinhso.kernel.actor import system_actor
from tinhso.kernel.clock import at_local, frozen
from tinhso.kernel.errors import Unavailable
from tinhso.kernel.outbox.delivery import deliver_all
from tinhso.services.registers import api as registers
from tinhso.services.signatures import api as signatures
from tinhso.services.signatures.errors import SigningUnavailable

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]
MONDAY_9 = at_local(2026, 11, 23, 9)
DECIDES, DESK = "Ủy ban nhân dân phường Long Châu", "Trung tâm Phục vụ hành chính công phường Long Châu"


def pdf_of(dossier_id: UUID, kind: str) -> bytes:
    paper = Paper.objects.get(dossier_id=dossier_id, kind=kind)
    assert paper.file_id is not None
    return files.read_file(file_id=paper.file_id, owner=("dossier_paper", paper.id), actor=system_actor()).read()


def text_of(pdf: bytes) -> str:
    shown = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(shown.stdout.decode().split())


def signers(pdf: bytes) -> list[str]:
    found = signatures.verify_pdf(pdf)
    assert found.intact
    return [one.name for one in found.signers]


def expired(province: SmallProvince) -> UUID:
    with frozen(MONDAY_9):
        filed = file(province, MARITAL)
        accept(province, filed.id)
        items = [
            api.AskedItem(ask="Nộp trích lục bản án ly hôn.", reason="Tờ khai ghi đã ly hôn."),
            api.AskedItem(ask="Ghi nơi cư trú từ năm 2019.", reason="Để xác minh."),
        ]
        api.ask_supplement(dossier_id=filed.id, items=items, version=version_of(filed.id), actor=province.specialist)
    with frozen(at_local(2026, 12, 23, 17, 1)):
        assert tasks.expire_supplements() == 1
    return filed.id


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
def test_the_notice_of_return_says_what_was_missing_and_is_sealed(province: SmallProvince) -> None:
    dossier_id = expired(province)
    with frozen(at_local(2026, 12, 24, 8)):
        deliver_all()
        deliver_all()
        (paper,) = [one for one in queries.papers_of(dossier_id) if one.kind == "give_back"]
        assert paper.title == "Thông báo trả lại hồ sơ"
        pdf = pdf_of(dossier_id, "give_back")
        told = text_of(pdf)
        assert "trước 17 giờ 00 phút, thứ Tư ngày 23/12/2026" in told
        assert "Nội dung khác: Nộp trích lục bản án ly hôn.; Nội dung khác: Ghi nơi cư trú từ năm 2019." in told
        assert "dừng giải quyết và trả lại hồ sơ" in told
        assert signers(pdf) == [DECIDES]
        page = come_in(province.citizen).get(f"/ho-so/{dossier_id}/").content.decode()
        assert "Thông báo trả lại hồ sơ (PDF)" in page
        before = everything()
        again = api.send_give_back(dossier_id=dossier_id, supplement_id=_request(dossier_id), actor=system_actor())
        assert (again, everything()) == (paper.id, before)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
def test_a_letter_of_refusal_never_runs_out_and_leads_to_where_it_is_checked(province: SmallProvince) -> None:
    """The certificate itself would hold six months; that the agency refused it holds for ever."""
    with frozen(MONDAY_9):
        filed = file(province, MARITAL)
        accept(province, filed.id)
        finish(province, filed.id, refuse="Đang có vợ theo sổ đăng ký kết hôn.")
    result = Result.objects.get(dossier_id=filed.id)
    (entry,) = registers.entries_of(("dossier", filed.id))
    assert result.file_id is not None
    pdf = files.read_file(file_id=result.file_id, owner=("dossier_result", filed.id), actor=system_actor()).read()

    assert (result.valid_to, entry.valid_to) == (None, None)
    assert f"/xac-minh/{result.verify_token}/" in text_of(pdf).replace(" ", "")
    assert registers.check_token(result.verify_token).title == "Thông báo không giải quyết hồ sơ"


def _request(dossier_id: UUID) -> UUID:
    return Supplement.objects.get(dossier_id=dossier_id).id


@pytest.mark.parametrize(("way", "kind"), [("accept", "receipt"), ("refuse", "refusal")])
def test_receipt_and_refusal_carry_the_seal_of_the_one_stop(province: SmallProvince, way: str, kind: str) -> None:
    with frozen(MONDAY_9):
        filed = file(province, MARITAL)
        if way == "accept":
            accept(province, filed.id)
        else:
            do(filed.id, "not_accepted", province.desk, reasons=REASONS[1:])
        deliver_all()
    assert signers(pdf_of(filed.id, kind)) == [DESK]


def test_without_the_signature_service_the_worker_waits_and_the_counter_does_not(
    province: SmallProvince, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**given: object) -> None:
        raise SigningUnavailable("Dịch vụ ký số không trả lời.")

    with frozen(MONDAY_9):
        one, other = file(province, MARITAL), file(province, MARITAL)
        for filed in (one, other):
            accept(province, filed.id)
        monkeypatch.setattr("tinhso.services.signatures.api.seal_agency", broken)
        before = everything()
        with pytest.raises(Unavailable):
            api.print_paper(dossier_id=one.id, role="receipt", actor=system_actor())
        assert everything() == before
        # Who stands at the counter has the paper now; the officer signs it by hand.
        api.print_paper(dossier_id=other.id, role="receipt", actor=province.desk)
        assert not signatures.verify_pdf(pdf_of(other.id, "receipt")).signers
        monkeypatch.undo()
        api.print_paper(dossier_id=one.id, role="receipt", actor=system_actor())
    assert signers(pdf_of(one.id, "receipt")) == [DESK]
