"""PAdES-B-LTA: a sealed result is checked years later, its certificates expired and the authority gone."""

import io
import shutil
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pytest_django.fixtures import Settings

from tinhso.kernel import clock
from tinhso.kernel.actor import system_actor
from tinhso.services.signatures import api, authority, revocation
from tinhso.services.signatures.adapters import registry
from tinhso.services.signatures.domain import words
from tinhso.services.signatures.errors import NotSignable, SigningUnavailable
from tinhso.services.signatures.testing import blank_pdf

pytestmark = pytest.mark.django_db

AT = clock.at_local(2021, 3, 4, 16, 5)
# Holders' certificates of 2021 have ended, the authority's root and time stamp service not yet.
YEARS_LATER = clock.at_local(2036, 3, 3, 9)


@pytest.fixture(autouse=True)
def _keys_of_its_own(settings: Settings, tmp_path: Path) -> None:
    settings.KEYS_DIR = tmp_path
    registry.forget()


def _signed(at: datetime = AT) -> bytes:
    with clock.frozen(at):
        return api.sign_person(
            pdf=blank_pdf(), person_id=UUID(int=7), name="Lê Ngọc Phượng", title="Chủ tịch", actor=system_actor()
        ).pdf


def _sealed(at: datetime = AT) -> bytes:
    with clock.frozen(at):
        return api.seal_agency(
            pdf=_signed(at), agency_code="H99.1", agency_name="Cơ quan Mẫu", actor=system_actor()
        ).pdf


def _close_the_authority() -> None:
    """Keys, lists and holders are gone; the province keeps the root's certificate, as a trust list does."""
    for path in authority.folder().iterdir():
        if path.name == "anchor.pem":
            continue
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    authority._load.cache_clear()
    registry.forget()


def test_a_sealed_file_keeps_certificates_lists_and_an_archive_time_stamp() -> None:
    reader = PdfFileReader(io.BytesIO(_sealed()))
    store = DocumentSecurityStore.read_dss(reader)

    assert len(reader.embedded_timestamp_signatures) == 1
    assert len(store.crls) == 2
    assert len(store.certs) >= 3


def test_years_later_with_the_authority_gone_it_still_holds_and_says_on_what_evidence() -> None:
    sealed = _sealed()
    with clock.frozen(AT):
        assert api.verify_pdf(sealed).holds
    _close_the_authority()

    with clock.frozen(YEARS_LATER):
        told = api.verify_pdf(sealed)

    assert told.holds
    assert told.is_test
    assert [fact.signed_at for fact in told.signers] == [AT, AT]
    assert words.ARCHIVED.format(at=words.moment(AT)) in told.words


def test_without_the_archive_time_stamp_an_expired_certificate_is_not_believed() -> None:
    signed = _signed()
    with clock.frozen(AT):
        assert api.verify_pdf(signed).holds
    _close_the_authority()

    with clock.frozen(YEARS_LATER):
        assert not api.verify_pdf(signed).holds


def test_a_change_is_told_years_later_as_well() -> None:
    sealed = _sealed()
    with clock.frozen(AT):
        api.verify_pdf(sealed)
    _close_the_authority()
    altered = sealed.replace(b"100 700 m", b"100 701 m")

    with clock.frozen(YEARS_LATER):
        told = api.verify_pdf(altered)

    assert altered != sealed
    assert not told.intact
    assert told.words[0] == words.ALTERED


def test_the_archive_is_renewed_and_still_holds() -> None:
    sealed = _sealed()
    with clock.frozen(clock.at_local(2025, 6, 2, 9)):
        renewed = api.renew_archive(sealed, actor=system_actor())
        told = api.verify_pdf(renewed)
    _close_the_authority()

    with clock.frozen(YEARS_LATER):
        later = api.verify_pdf(renewed)

    reader = PdfFileReader(io.BytesIO(renewed))
    assert len(reader.embedded_timestamp_signatures) == 2
    assert renewed.startswith(sealed)
    assert told.holds
    assert later.holds


def test_what_has_no_archive_time_stamp_or_no_evidence_is_not_renewed() -> None:
    sealed = _sealed()
    with clock.frozen(AT):
        api.verify_pdf(sealed)
        with pytest.raises(NotSignable):
            api.renew_archive(b"%PDF-1.4 nothing", actor=system_actor())
    _close_the_authority()
    with clock.frozen(AT), pytest.raises(SigningUnavailable):
        api.renew_archive(sealed, actor=system_actor())


@pytest.mark.parametrize("kept", [0, 1])
def test_lists_that_are_missing_or_old_are_told_to_who_seals(kept: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """One authority's list is not there, and then neither half a proof nor a blunt "not signable" is given."""
    signed = _signed()
    lists = revocation.lists(AT)
    monkeypatch.setattr(type(registry.get()), "revocation_lists", lambda self, at: lists[kept : kept + 1])

    with clock.frozen(AT), pytest.raises(SigningUnavailable) as refused:
        api.seal_agency(pdf=signed, agency_code="H99.1", agency_name="Cơ quan Mẫu", actor=system_actor())

    assert "Danh sách thu hồi của nơi cấp chứng thư đang thiếu hoặc quá cũ" in refused.value.message
