"""A revoked certificate cannot sign; what it signed before, proved by a time stamp, still holds."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from asn1crypto.crl import CertificateList
from django.apps import apps
from pytest_django.fixtures import Settings

from tinhso.kernel import clock
from tinhso.kernel.actor import system_actor
from tinhso.services.signatures import api, authority, revocation
from tinhso.services.signatures.adapters import registry
from tinhso.services.signatures.adapters.pkcs11 import Pkcs11Adapter
from tinhso.services.signatures.domain import words
from tinhso.services.signatures.errors import CertificateRevoked, RevocationRefused
from tinhso.services.signatures.testing import blank_pdf
from tinhso.services.signatures.types import SignedPdf

pytestmark = pytest.mark.django_db

AuditEntry: Any = apps.get_model("access", "AuditEntry")
AT = clock.at_local(2026, 12, 3, 16, 5)
REVOKED = clock.at_local(2026, 12, 4, 9, 30)
LATER = clock.at_local(2026, 12, 10, 8)
LEADER, OTHER = UUID(int=41), UUID(int=42)


@pytest.fixture(autouse=True)
def _keys_of_its_own(settings: Settings, tmp_path: Path) -> None:
    settings.KEYS_DIR = tmp_path
    registry.forget()


def _sign(person: UUID = LEADER, name: str = "Lê Ngọc Phượng") -> SignedPdf:
    return api.sign_person(pdf=blank_pdf(), person_id=person, name=name, title="Chủ tịch", actor=system_actor())


def _seal(pdf: bytes) -> SignedPdf:
    return api.seal_agency(pdf=pdf, agency_code="H99.1", agency_name="Cơ quan Mẫu", actor=system_actor())


def test_what_was_signed_before_the_revocation_still_holds_and_says_when() -> None:
    with clock.frozen(AT):
        sealed = _seal(_sign().pdf)
        certificate = _sign().certificate
    with clock.frozen(REVOKED):
        api.revoke_certificate(certificate=certificate, reason="key_compromise", actor=system_actor())

    with clock.frozen(LATER):
        told = api.verify_pdf(sealed.pdf)

    assert told.holds
    assert (
        "Chứng thư số của Lê Ngọc Phượng đã bị thu hồi lúc 09 giờ 30 phút, thứ Sáu ngày 04/12/2026, sau khi ký: chữ ký "
        "này có dấu thời gian trước lúc thu hồi nên vẫn có giá trị."
    ) in told.words


def test_a_revoked_certificate_signs_no_more_and_nothing_is_written() -> None:
    with clock.frozen(AT):
        certificate = _sign().certificate
    with clock.frozen(REVOKED):
        api.revoke_certificate(certificate=certificate, reason="key_compromise", actor=system_actor())
    before = AuditEntry.objects.count()

    with clock.frozen(LATER):
        with pytest.raises(CertificateRevoked) as refused:
            _sign()
        assert _sign(OTHER, "Trần Văn Khác").timestamped

    assert "đã bị thu hồi lúc 09 giờ 30 phút, thứ Sáu ngày 04/12/2026" in refused.value.message
    assert AuditEntry.objects.count() == before + 1


def test_a_revoked_seal_seals_no_more() -> None:
    with clock.frozen(AT):
        signed = _sign().pdf
        certificate = _seal(signed).certificate
        api.revoke_certificate(certificate=certificate, reason="cessation_of_operation", actor=system_actor())
        with pytest.raises(CertificateRevoked):
            _seal(signed)


def test_a_signature_made_after_the_revocation_is_told_as_worthless() -> None:
    """Somebody has the key and signs elsewhere, where nobody asks the list."""
    with clock.frozen(LATER):
        signed = _sign()
    revocation.revoke(int(signed.certificate, 16), at=REVOKED, reason="key_compromise")

    with clock.frozen(LATER + timedelta(hours=1)):
        told = api.verify_pdf(signed.pdf)

    assert (told.intact, told.trusted, told.holds) == (True, False, False)
    assert words.REVOKED_BEFORE.format(name="Lê Ngọc Phượng", at=words.moment(REVOKED)) in told.words
    assert not any("không xác định được nơi cấp" in sentence for sentence in told.words)


def test_a_revoked_issuer_ends_what_it_issued() -> None:
    with clock.frozen(LATER):
        signed = _sign()
        intermediate = authority.intermediate().certificate.serial_number
        revocation.revoke(intermediate, at=REVOKED, reason="key_compromise")
        lists = revocation.lists(LATER)

    assert revocation.revoked_at(intermediate, None, lists) == REVOKED
    assert signed.timestamped


def test_the_lists_are_the_authorities_own_and_hold_what_was_revoked_by_then() -> None:
    with clock.frozen(AT):
        certificate = _sign().certificate
        api.revoke_certificate(certificate=certificate, reason="superseded", actor=system_actor(), at=REVOKED)

    before, after = revocation.lists(AT), revocation.lists(LATER)

    def revoked(known: tuple[CertificateList, ...]) -> list[int]:
        return [len(one["tbs_cert_list"]["revoked_certificates"] or ()) for one in known]

    assert (revoked(before), revoked(after)) == ([0, 0], [0, 1])
    assert [one.issuer.native["common_name"] for one in after] == ["TEST Root CA", "TEST Intermediate CA"]
    assert after[1]["tbs_cert_list"]["next_update"].native - LATER == revocation.GOOD_FOR


@pytest.mark.parametrize(
    ("certificate", "reason"), [("xyz", "superseded"), ("0a", "no such reason"), ("", "superseded")]
)
def test_what_is_no_serial_or_reason_is_refused(certificate: str, reason: str) -> None:
    with pytest.raises(RevocationRefused):
        api.revoke_certificate(certificate=certificate, reason=reason, actor=system_actor())

    assert not (authority.folder() / "revoked.json").exists()
    assert AuditEntry.objects.count() == 0


def test_a_certificate_is_revoked_once_and_the_first_moment_stays() -> None:
    with clock.frozen(AT):
        certificate = _sign().certificate
        api.revoke_certificate(certificate=certificate, reason="superseded", actor=system_actor())
    with clock.frozen(LATER), pytest.raises(RevocationRefused):
        api.revoke_certificate(certificate=certificate, reason="key_compromise", actor=system_actor())

    known = json.loads((authority.folder() / "revoked.json").read_text())
    assert known == {certificate: {"at": AT.isoformat(), "reason": "superseded"}}


def test_an_authoritys_published_list_is_read_from_the_trust_folder(settings: Settings) -> None:
    with clock.frozen(AT):
        certificate = _sign().certificate
        api.revoke_certificate(certificate=certificate, reason="superseded", actor=system_actor())
        lists = revocation.lists(AT)
    trust = Path(settings.KEYS_DIR) / "trust"
    trust.mkdir()
    (trust / "intermediate.crl").write_bytes(lists[1].dump())

    adapter = Pkcs11Adapter()

    assert adapter.trust_roots() == ()
    assert revocation.revoked_at(int(certificate, 16), None, adapter.revocation_lists(LATER)) == AT
    assert adapter.revocation_lists(AT - timedelta(days=1)) == ()
