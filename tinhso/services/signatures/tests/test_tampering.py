"""A tampered file is told so: every way we know of."""

import io
from datetime import datetime
from typing import Any
from uuid import UUID

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tinhso.foundation.files.testing import pdf_bomb
from tinhso.kernel import clock
from tinhso.kernel.actor import system_actor
from tinhso.services.signatures import api, authority
from tinhso.services.signatures.domain import words
from tinhso.services.signatures.testing import blank_pdf

pytestmark = pytest.mark.django_db

AT = clock.at_local(2026, 12, 3, 16, 5)


def _person(pdf: bytes, number: int = 7) -> bytes:
    return api.sign_person(
        pdf=pdf, person_id=UUID(int=number), name="Lê Ngọc Phượng", title="Chủ tịch", actor=system_actor(), at=AT
    ).pdf


@pytest.fixture
def signed() -> bytes:
    pdf = _person(blank_pdf())
    return api.seal_agency(pdf=pdf, agency_code="H99.1", agency_name="Cơ quan Mẫu", actor=system_actor(), at=AT).pdf


def test_untouched_file_holds(signed: bytes) -> None:
    assert api.verify_pdf(signed).holds


def test_flipped_bytes_never_pass(signed: bytes) -> None:
    for position in range(20, len(signed), len(signed) // 40):
        altered = bytearray(signed)
        altered[position] ^= 0x01
        told = api.verify_pdf(bytes(altered))
        assert not told.holds or _inside_signature_padding(signed, position), position


def _inside_signature_padding(pdf: bytes, position: int) -> bool:
    """The zeros after a CMS object are outside every signature's byte range and mean nothing."""
    return pdf[position : position + 1] == b"0" and pdf[position - 8 : position + 8] == b"0" * 16


@pytest.mark.parametrize("more", [b"\n% appended\n", b" ", b"\n% appended\nstartxref\n0\n%%EOF\n"])
def test_bytes_after_the_end_are_told(signed: bytes, more: bytes) -> None:
    told = api.verify_pdf(signed + more)

    assert not told.intact
    assert told.words[0] in (words.ALTERED, words.UNREADABLE)


def test_an_appended_update_that_changes_the_page_is_told(signed: bytes) -> None:
    writer: Any = IncrementalPdfFileWriter(io.BytesIO(signed))
    page, _ = writer.find_page_for_modification(0)
    page.get_object()["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"0 0 300 300 re f"))
    writer.update_container(page.get_object())
    out = io.BytesIO()
    writer.write(out)

    told = api.verify_pdf(out.getvalue())

    assert not told.intact
    assert told.words[0] == words.ALTERED


def test_shadow_content_switched_on_by_an_update_is_told() -> None:
    """Hide and replace: a harmless page is signed, an update then points the page at content that lay hidden in it."""
    with pikepdf.open(io.BytesIO(blank_pdf())) as document:
        hidden = document.make_indirect(document.make_stream(b"BT (Cap 100 ha dat) Tj ET 0 0 500 500 re f"))
        document.pages[0].Shadow = hidden
        prepared = io.BytesIO()
        document.save(prepared)
    sealed = api.seal_agency(
        pdf=_person(prepared.getvalue()), agency_code="H99.1", agency_name="Cơ quan Mẫu", actor=system_actor(), at=AT
    ).pdf
    writer: Any = IncrementalPdfFileWriter(io.BytesIO(sealed))
    page, _ = writer.find_page_for_modification(0)
    page.get_object()["/Contents"] = page.get_object().raw_get("/Shadow")
    writer.update_container(page.get_object())
    out = io.BytesIO()
    writer.write(out)

    assert api.verify_pdf(sealed).holds
    assert not api.verify_pdf(out.getvalue()).intact


def test_an_alteration_covered_by_a_later_signature_is_told(signed: bytes) -> None:
    """Somebody with a key of the same authority changes the page and signs again: the earlier signatures tell it."""
    writer: Any = IncrementalPdfFileWriter(io.BytesIO(signed))
    page, _ = writer.find_page_for_modification(0)
    page.get_object()["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"0 0 300 300 re f"))
    writer.update_container(page.get_object())
    out = io.BytesIO()
    writer.write(out)

    told = api.verify_pdf(_person(out.getvalue(), number=9))

    assert [signer.intact for signer in told.signers] == [False, False, True]
    assert not told.intact


def test_an_annotation_put_over_the_page_is_told(signed: bytes) -> None:
    writer: Any = IncrementalPdfFileWriter(io.BytesIO(signed))
    page, _ = writer.find_page_for_modification(0)
    dictionary: Any = generic.DictionaryObject
    number: Any = generic.NumberObject
    note = dictionary(
        {
            generic.pdf_name("/Type"): generic.pdf_name("/Annot"),
            generic.pdf_name("/Subtype"): generic.pdf_name("/FreeText"),
            generic.pdf_name("/Contents"): generic.pdf_string("Da gia han"),
            generic.pdf_name("/Rect"): generic.ArrayObject(number(n) for n in (0, 0, 300, 300)),
        }
    )
    page.get_object()["/Annots"].append(writer.add_object(note))
    writer.update_container(page.get_object()["/Annots"])
    out = io.BytesIO()
    writer.write(out)

    assert not api.verify_pdf(out.getvalue()).intact
    assert not api.verify_pdf(_person(out.getvalue(), number=9)).intact


def test_stripped_signatures_are_told(signed: bytes) -> None:
    with pikepdf.open(io.BytesIO(signed)) as document:
        del document.Root.AcroForm
        del document.pages[0].Annots
        out = io.BytesIO()
        document.save(out)

    told = api.verify_pdf(out.getvalue())

    assert (told.intact, told.trusted, told.words) == (False, False, (words.UNSIGNED,))


def test_a_seal_cut_off_is_told(signed: bytes) -> None:
    """Cutting the last revision leaves a file that is truly signed by the person: the missing seal is said."""
    cut = signed[: signed.index(b"%%EOF", signed.index(b"/ByteRange")) + 6]

    told = api.verify_pdf(cut)

    assert not told.sealed
    assert words.NOT_SEALED in told.words


def test_a_signature_of_an_unknown_authority_is_told(
    signed: bytes, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = tmp_path_factory.mktemp("stranger")
    monkeypatch.setattr(authority, "folder", lambda: stranger)
    forged = _person(blank_pdf())
    monkeypatch.undo()

    told = api.verify_pdf(forged)

    assert (told.intact, told.trusted, told.is_test) == (True, False, False)
    assert told.words[2] == words.UNTRUSTED.format(names="Lê Ngọc Phượng")


def test_a_signature_moved_to_another_file_is_told(signed: bytes) -> None:
    other = signed.replace(b"100 700 m", b"101 700 m")

    assert other != signed
    assert not api.verify_pdf(other).intact


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=400), keep=st.integers(0, 2000))
def test_a_strangers_bytes_never_break_verification(content: bytes, keep: int) -> None:
    told = api.verify_pdf(blank_pdf()[:keep] + content)

    assert not told.holds
    assert told.words


def test_a_small_file_that_unfolds_far_is_not_unfolded(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[object] = []
    monkeypatch.setattr("tinhso.services.signatures.verifying._verify", lambda pdf, known: opened.append(pdf))

    assert api.verify_pdf(pdf_bomb(150)).words == (words.UNREADABLE,)
    assert opened == []


def test_verification_makes_no_keys(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = tmp_path_factory.mktemp("empty")
    monkeypatch.setattr(authority, "folder", lambda: empty)

    api.verify_pdf(blank_pdf())

    assert list(empty.iterdir()) == []


def test_words_say_the_hour_of_the_province() -> None:
    assert words.moment(datetime.fromisoformat("2026-11-29T17:30:00+00:00")) == (
        "00 giờ 30 phút, thứ Hai ngày 30/11/2026"
    )
