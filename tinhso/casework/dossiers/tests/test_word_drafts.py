"""A result drafted in Word: merged from the definition's template, versions, comments, and the last one is what is signed."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from tinhso.casework.dossiers import api, draft_files
from tinhso.casework.dossiers.errors import HiddenDossier, StaleVersion, WrongStatus
from tinhso.casework.dossiers.models import Result
from tinhso.casework.dossiers.testing import SmallProvince, load_small_province, officer
from tinhso.casework.dossiers.tests.acts import MARITAL, everything, file
from tinhso.casework.dossiers.tests.desk_scene import come_in, do, version_of
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.files import api as files
from tinhso.foundation.files.testing import VIRUS, scanner_down
from tinhso.kernel.actor import system_actor
from tinhso.kernel.errors import Denied, DomainError, Invalid
from tinhso.services.papers.errors import DocxInvalid
from tinhso.services.papers.testing import docx, paragraph, words_of
from tinhso.services.signatures import api as signatures

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]


@pytest.fixture(scope="module")
def worded(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SmallProvince]:
    """The small province whose procedure has a Word template beside its letter."""
    folder = tmp_path_factory.mktemp("definitions")
    with django_db_blocker.unblock(), transaction.atomic():
        province = load_small_province(folder, procedures=(MARITAL,))
        place = folder / "procedures" / "ho-tich" / MARITAL
        place.unlink()
        shutil.copytree(Path(settings.DEFINITIONS_DIR) / "procedures" / "ho-tich" / MARITAL, place)
        body = paragraph("Xét đề nghị của {{ applicant_name }}, hồ sơ {{ dossier_code }};") + paragraph("XÁC NHẬN:")
        (place / "letters" / "granted.docx").write_bytes(docx(body))
        definitions.apply_folder(folder, actor=system_actor())
        yield province
        transaction.set_rollback(True)


@pytest.fixture
def province(worded: SmallProvince, db: None) -> Iterator[SmallProvince]:
    cache.clear()
    yield worded
    cache.clear()


def _drafting(province: SmallProvince) -> UUID:
    """Accepted, a decision saved, the drafting step open."""
    dossier_id = file(province).id
    do(dossier_id, "accepted", province.desk)
    api.save_draft(
        dossier_id=dossier_id, decision="granted", fields={}, version=version_of(dossier_id), actor=province.specialist
    )
    return dossier_id


def _begin(dossier_id: UUID, province: SmallProvince) -> int:
    return api.begin_draft_file(dossier_id=dossier_id, version=version_of(dossier_id), actor=province.specialist)


def _upload(dossier_id: UUID, province: SmallProvince, words: str) -> int:
    return api.upload_draft_file(
        dossier_id=dossier_id,
        content=docx(paragraph(words)),
        note="Sửa câu xác nhận",
        version=version_of(dossier_id),
        actor=province.specialist,
    )


def _words(dossier_id: UUID, seq: int, province: SmallProvince) -> tuple[str, ...]:
    content = draft_files.read_version(dossier_id, seq, actor=province.specialist).read()
    return words_of(content)


def test_the_template_is_merged_with_what_was_filed(province: SmallProvince) -> None:
    dossier_id = _drafting(province)

    seq = _begin(dossier_id, province)

    words = _words(dossier_id, seq, province)
    assert words[0].startswith("Xét đề nghị của Nguyễn Thị Lan Mẫu, hồ sơ ")
    assert words[1] == "XÁC NHẬN:"


def test_the_last_version_is_what_is_signed(province: SmallProvince) -> None:
    dossier_id = _drafting(province)
    _begin(dossier_id, province)
    _upload(dossier_id, province, "Chưa đăng ký kết hôn với ai tại địa phương này.")
    do(dossier_id, "eligible", province.specialist)
    do(dossier_id, "agreed", province.reviewer)
    do(dossier_id, "signed", province.leader)

    result = Result.objects.get(dossier_id=dossier_id)
    assert result.file_id is not None
    pdf = files.read_file(file_id=result.file_id, owner=("dossier_result", dossier_id), actor=province.leader).read()
    assert (signatures.verify_pdf(pdf).holds, signatures.verify_pdf(pdf).sealed) == (True, True)
    html = draft_files.body_of(result.dossier, "granted", actor=province.leader)
    assert html == "<p>Chưa đăng ký kết hôn với ai tại địa phương này.</p>"


def test_versions_are_kept_commented_on_and_compared_in_words(province: SmallProvince) -> None:
    dossier_id = _drafting(province)
    _upload(dossier_id, province, "Hiệu lực sáu tháng")
    api.comment_draft_file(dossier_id=dossier_id, seq=1, text="Ghi theo luật mới", actor=province.reviewer)
    _upload(dossier_id, province, "Hiệu lực 12 tháng")

    page = come_in(province.specialist).get(reverse("dossiers:draft_files", args=[dossier_id])).content.decode()

    assert [one.seq for one in draft_files.versions_of(dossier_id)] == [2, 1]
    assert "Ghi theo luật mới" in page
    assert "<del>" in page
    assert "</span>sáu</del>" in page
    assert "</span>12</ins>" in page
    mine = come_in(province.citizen)
    assert "Ghi theo luật mới" not in mine.get(reverse("dossiers:detail", args=[dossier_id])).content.decode()


def test_a_hostile_file_is_refused_and_nothing_is_kept(province: SmallProvince) -> None:
    dossier_id = _drafting(province)
    before = everything()

    with pytest.raises(DocxInvalid, match="macro"):
        api.upload_draft_file(
            dossier_id=dossier_id,
            content=docx(paragraph("a"), parts={"word/vbaProject.bin": b"x"}),
            note="",
            version=version_of(dossier_id),
            actor=province.specialist,
        )

    assert everything() == before


def test_a_virus_in_a_word_file_is_stopped_and_nothing_is_kept_while_the_scanner_is_down(
    province: SmallProvince,
) -> None:
    dossier_id = _drafting(province)
    page, specialist = reverse("dossiers:draft_files", args=[dossier_id]), come_in(province.specialist)
    before = everything()

    def sent(content: bytes) -> Any:
        file = SimpleUploadedFile("a.docx", content)
        return specialist.post(page, {"version": version_of(dossier_id), "file": file})

    infected = sent(docx(paragraph("Xin chào")) + VIRUS)
    with scanner_down():
        unscanned = sent(docx(paragraph("Xin chào")))

    assert (infected.status_code, unscanned.status_code) == (422, 503)
    assert "máy quét phát hiện mã độc (Eicar-Test-Signature)" in infected.content.decode()
    assert "Máy quét không trả lời." in unscanned.content.decode()
    assert everything()["dossiers"] == before["dossiers"]
    assert draft_files.versions_of(dossier_id) == ()


def test_others_write_no_version_and_strangers_say_nothing(province: SmallProvince) -> None:
    dossier_id = _drafting(province)
    _upload(dossier_id, province, "Một")
    elsewhere = officer("phuoc-hau.ho-tich", "Nơi Khác Mẫu")
    before = everything()

    for actor in (province.desk, province.reviewer, province.citizen, elsewhere):
        with pytest.raises((Denied, HiddenDossier)):
            api.begin_draft_file(dossier_id=dossier_id, version=version_of(dossier_id), actor=actor)
    for actor in (province.citizen, elsewhere):
        with pytest.raises((Denied, HiddenDossier)):
            api.comment_draft_file(dossier_id=dossier_id, seq=1, text="x", actor=actor)
    with pytest.raises(Invalid):
        api.comment_draft_file(dossier_id=dossier_id, seq=1, text=" ", actor=province.reviewer)
    with pytest.raises(StaleVersion):
        api.begin_draft_file(dossier_id=dossier_id, version=999, actor=province.specialist)

    assert everything() == before


def test_without_a_saved_decision_or_after_drafting_there_is_no_word_version(province: SmallProvince) -> None:
    dossier_id = file(province).id
    do(dossier_id, "accepted", province.desk)
    with pytest.raises(WrongStatus):
        _begin(dossier_id, province)
    do(dossier_id, "eligible", province.specialist)

    with pytest.raises(DomainError):
        _upload(dossier_id, province, "Muộn")

    assert draft_files.versions_of(dossier_id) == ()


def test_the_page_takes_a_file_and_tells_what_is_wrong_with_another(province: SmallProvince) -> None:
    dossier_id = _drafting(province)
    page = reverse("dossiers:draft_files", args=[dossier_id])
    specialist = come_in(province.specialist)
    good = SimpleUploadedFile("a.docx", docx(paragraph("Xin chào")))
    bad = SimpleUploadedFile("a.docx", b"%PDF-1.4 no Word")

    taken = specialist.post(page, {"version": version_of(dossier_id), "file": good, "note": "Lần đầu"})
    refused = specialist.post(page, {"version": version_of(dossier_id), "file": bad})
    file_page = specialist.get(reverse("dossiers:draft_file", args=[dossier_id, 1]))

    assert taken.status_code == 302
    assert refused.status_code == 422
    assert "không phải tệp Word" in refused.content.decode()
    assert (file_page.status_code, file_page.headers["X-Content-Type-Options"]) == (200, "nosniff")
    assert len(draft_files.versions_of(dossier_id)) == 1
