import io
import json
from typing import Any
from uuid import UUID

import pikepdf
import pytest
from django.apps import apps
from PIL import Image
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError

from tinhso.kernel import clock
from tinhso.kernel.actor import Actor, Channel
from tinhso.kernel.ids import new_id
from tinhso.services.signatures import api, authority
from tinhso.services.signatures.errors import NotSignable, NotYourKey, SigningUnavailable
from tinhso.services.signatures.testing import blank_pdf, failing
from tinhso.services.signatures.types import SignedPdf, SignerKind

AuditEntry: Any = apps.get_model("access", "AuditEntry")

pytestmark = pytest.mark.django_db

LEADER = UUID("0199f000-0000-7000-8000-00000000abcd")
NAME = "Lê Ngọc Phượng"
AGENCY = "Ủy ban nhân dân phường Thử Nghiệm"
AT = clock.at_local(2026, 12, 3, 16, 5)


def _actor(person_id: UUID = LEADER) -> Actor:
    return Actor(
        person_id=person_id, user_id=None, post_id=None, agency_id=None, channel=Channel.ONLINE, request_id=new_id()
    )


def _sign(pdf: bytes) -> SignedPdf:
    with clock.frozen(AT):
        return api.sign_person(pdf=pdf, person_id=LEADER, name=NAME, title="Phó Chủ tịch", actor=_actor(), at=AT)


def _seal(pdf: bytes) -> SignedPdf:
    with clock.frozen(AT):
        return api.seal_agency(pdf=pdf, agency_code="H99.1", agency_name=AGENCY, actor=_actor(), at=AT)


def test_person_then_seal_is_told_in_words() -> None:
    sealed = _seal(_sign(blank_pdf()).pdf)

    told = api.verify_pdf(sealed.pdf)

    assert (told.intact, told.trusted, told.sealed, told.is_test) == (True, True, True, True)
    assert told.words == (
        "Tệp không bị sửa đổi sau khi ký.",
        "Người ký: Lê Ngọc Phượng, Phó Chủ tịch; ký lúc 16 giờ 05 phút, thứ Năm ngày 03/12/2026 (có dấu thời gian).",
        f"Chữ ký của cơ quan: {AGENCY}; ký lúc 16 giờ 05 phút, thứ Năm ngày 03/12/2026 (có dấu thời gian).",
        "Chữ ký dùng chứng thư số THỬ NGHIỆM của bản chạy thử, không có giá trị pháp lý.",
    )
    assert [(s.kind, s.signed_at) for s in told.signers] == [(SignerKind.PERSON, AT), (SignerKind.AGENCY, AT)]


def test_signature_is_pades_with_a_time_stamp_and_a_visible_stamp() -> None:
    signed = _sign(blank_pdf())

    with pikepdf.open(io.BytesIO(signed.pdf)) as document:
        field = document.Root.AcroForm.Fields[0]
        assert str(field.V.SubFilter) == "/ETSI.CAdES.detached"
        assert b"re S" in field.AP.N.read_bytes()
        assert float(field.Rect[2]) - float(field.Rect[0]) > 150
    assert (signed.kind, signed.timestamped, signed.is_test) == (SignerKind.PERSON, True, True)


def test_each_signature_writes_one_audit_row_with_no_name_in_it() -> None:
    signed = _sign(blank_pdf())

    row = AuditEntry.objects.get()
    detail = json.loads(row.detail)
    assert (row.act, detail["sha256"], detail["person"]) == ("signatures.sign", signed.sha256, str(LEADER))
    assert NAME not in row.detail


def test_nobody_signs_with_another_persons_key() -> None:
    with pytest.raises(NotYourKey):
        api.sign_person(
            pdf=blank_pdf(), person_id=UUID(int=8), name="Người Khác", title="Chủ tịch", actor=_actor(), at=AT
        )

    assert AuditEntry.objects.count() == 0


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 nothing else", b"PK\x03\x04zip", blank_pdf()[:200]])
def test_what_is_no_pdf_is_refused(content: bytes) -> None:
    with pytest.raises(NotSignable):
        _sign(content)

    assert AuditEntry.objects.count() == 0


def test_a_scan_that_every_viewer_opens_and_strict_readers_do_not_is_signed_with_the_same_pages() -> None:
    sloppy = io.BytesIO()
    Image.new("RGB", (300, 420), (240, 240, 200)).save(sloppy, "PDF")
    with pytest.raises(PdfError):
        _ = IncrementalPdfFileWriter(io.BytesIO(sloppy.getvalue()), strict=True).root

    signed = _sign(sloppy.getvalue())

    told = api.verify_pdf(signed.pdf)
    assert (told.intact, [one.name for one in told.signers]) == (True, [NAME])
    with pikepdf.open(io.BytesIO(sloppy.getvalue())) as before, pikepdf.open(io.BytesIO(signed.pdf)) as after:
        assert [page.mediabox for page in after.pages] == [page.mediabox for page in before.pages]
        pictures = [
            [picture.read_raw_bytes() for page in one.pages for picture in page.get_images().values()]
            for one in (before, after)
        ]
        assert pictures[0] == pictures[1]
        assert len(pictures[0]) == 1


def test_a_silent_signing_service_is_told_and_writes_nothing() -> None:
    with failing("Máy chủ ký số đang bảo trì."), pytest.raises(SigningUnavailable) as refused:
        _sign(blank_pdf())

    assert refused.value.message == "Máy chủ ký số đang bảo trì."
    assert refused.value.retryable
    assert AuditEntry.objects.count() == 0
    assert _sign(blank_pdf()).timestamped


def test_keys_are_readable_by_this_user_alone_and_say_test() -> None:
    api.set_up(agencies=[("H99.1", AGENCY)], people=[(LEADER, NAME)])

    files = list(authority.folder().rglob("*.pem"))

    assert {path.parent.name for path in files} == {"signing", "agencies", "people"}
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    for credential in (authority.root(), authority.time_stamper(), authority.agency("H99.1", AGENCY)):
        assert "TEST" in credential.certificate.subject.rfc4514_string()


def test_keys_are_made_once() -> None:
    first = authority.agency("H99.2", AGENCY).certificate.serial_number
    authority._load.cache_clear()

    assert authority.agency("H99.2", AGENCY).certificate.serial_number == first
