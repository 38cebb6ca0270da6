"""The number is given after the person signed: the signature stays good, and the words tell both."""

import io
from typing import Any
from uuid import UUID

import pikepdf
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tinhso.kernel import clock
from tinhso.kernel.actor import system_actor
from tinhso.services.signatures import api
from tinhso.services.signatures.errors import NotSignable
from tinhso.services.signatures.testing import blank_pdf

pytestmark = pytest.mark.django_db

LEADER, OTHER = UUID(int=7), UUID(int=8)
NAME, AGENCY = "Lê Ngọc Phượng", "Ủy ban nhân dân phường Thử Nghiệm"
GIVEN = {api.RESERVED_NUMBER: "12/2026", api.RESERVED_DATE: "ngày 04 tháng 12 năm 2026"}


def _sign(pdf: bytes, person: UUID = LEADER, name: str = NAME) -> bytes:
    with clock.frozen(clock.at_local(2026, 12, 3, 16, 5)):
        return api.sign_person(pdf=pdf, person_id=person, name=name, title="Chủ tịch", actor=system_actor()).pdf


def _issue(pdf: bytes, fill: dict[str, str] | None = None) -> bytes:
    with clock.frozen(clock.at_local(2026, 12, 4, 8, 0)):
        return api.seal_agency(
            pdf=pdf, agency_code="H99.1", agency_name=AGENCY, actor=system_actor(), fill=fill or GIVEN
        ).pdf


def test_the_clerk_numbers_and_seals_what_the_leader_signed_the_day_before() -> None:
    issued = _issue(_sign(api.reserve_number(blank_pdf())))

    told = api.verify_pdf(issued)

    assert (told.intact, told.trusted, told.sealed, told.number) == (True, True, True, "12/2026")
    assert [fact.intact for fact in told.signers] == [True, True]
    assert (
        "Số 12/2026 (ngày 04 tháng 12 năm 2026) được cấp sau khi Lê Ngọc Phượng đã ký và được "
        "Ủy ban nhân dân phường Thử Nghiệm ký lên: chữ ký trước đó vẫn nguyên vẹn."
    ) in told.words
    with pikepdf.open(io.BytesIO(issued)) as document:
        said = {
            str(field.T): str(field.V) for field in document.Root.AcroForm.Fields if "/V" in field and field.FT == "/Tx"
        }
    assert said == GIVEN


def test_an_initial_is_a_whole_signature_that_shows_nothing_and_is_not_taken_for_the_signers() -> None:
    plain = api.reserve_number(blank_pdf())
    with clock.frozen(clock.at_local(2026, 12, 3, 15, 0)):
        initialled = api.sign_person(
            pdf=plain,
            person_id=OTHER,
            name="Trần Văn Soát",
            title="Trưởng phòng",
            actor=system_actor(),
            as_initial=True,
        ).pdf
    waiting = api.verify_pdf(initialled)

    told = api.verify_pdf(_issue(_sign(initialled)))

    assert [fact.role for fact in waiting.signers] == ["ký nháy, Trưởng phòng"]
    assert waiting.intact
    assert "Văn bản mới có ký nháy, chưa có chữ ký của người có thẩm quyền." in waiting.words
    assert told.holds
    assert [(fact.name, fact.role, fact.is_initial) for fact in told.signers] == [
        ("Trần Văn Soát", "ký nháy, Trưởng phòng", True),
        (NAME, "Chủ tịch", False),
        (AGENCY, "Con dấu cơ quan", False),
    ]
    assert told.words[1].startswith("Ký nháy (kiểm tra trước khi trình ký): Trần Văn Soát, Trưởng phòng; ký lúc")
    assert any(
        sentence.startswith("Số 12/2026") and "sau khi Lê Ngọc Phượng đã ký" in sentence for sentence in told.words
    )
    assert "Văn bản mới có ký nháy, chưa có chữ ký của người có thẩm quyền." not in told.words
    assert _pictures(plain) == _pictures(initialled)


def _pictures(pdf: bytes) -> bytes:
    """What is drawn on the page: its contents and what its fields show."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        page = document.pages[0]
        shown = [one.AP.N.read_bytes() for one in page.get("/Annots", []) if "/AP" in one and one.Rect != [0, 0, 0, 0]]
        return page.Contents.read_bytes() + b"".join(shown)


def test_signed_but_not_yet_numbered_says_so() -> None:
    told = api.verify_pdf(_sign(api.reserve_number(blank_pdf())))

    assert told.intact
    assert told.number == ""
    assert "Văn bản chưa được cấp số: chỗ ghi số còn trống, chưa phát hành." in told.words
    assert "Tệp chưa có chữ ký số của cơ quan (con dấu)." in told.words


def test_a_number_is_given_once() -> None:
    issued = _issue(_sign(api.reserve_number(blank_pdf())))

    with pytest.raises(NotSignable, match="không còn chỗ trống để cấp số"):
        _issue(issued)
    with pytest.raises(NotSignable, match="không còn chỗ trống để cấp số"):
        _issue(_sign(blank_pdf()))


def test_a_number_changed_after_the_seal_is_told_even_under_somebodys_later_signature() -> None:
    issued = _issue(_sign(api.reserve_number(blank_pdf())))
    changed = _renumbered(issued, "99/2026")

    assert not api.verify_pdf(changed).intact
    again = api.verify_pdf(_sign(changed, OTHER, "Người Khác"))
    assert not again.intact
    assert again.words[0].startswith("CẢNH BÁO")


def test_words_changed_between_signature_and_number_are_told() -> None:
    signed = _sign(api.reserve_number(blank_pdf()))
    writer: Any = IncrementalPdfFileWriter(io.BytesIO(signed))
    page, _ = writer.find_page_for_modification(0)
    page.get_object()[pdf_name("/Contents")] = writer.add_object(generic.StreamObject(stream_data=b"0 0 m 9 9 l S"))
    writer.mark_update(page)
    out = io.BytesIO()
    writer.write(out)

    told = api.verify_pdf(_issue(out.getvalue()))

    assert (told.intact, [fact.intact for fact in told.signers]) == (False, [False, True])


def _renumbered(pdf: bytes, number: str) -> bytes:
    writer: Any = IncrementalPdfFileWriter(io.BytesIO(pdf))
    for item in writer.root["/AcroForm"]["/Fields"]:
        field = item.get_object()
        if str(field["/T"]) == api.RESERVED_NUMBER:
            field[pdf_name("/V")] = generic.pdf_string(number)
            writer.mark_update(item)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
