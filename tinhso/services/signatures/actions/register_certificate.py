"""An officer's certificate goes into the register, with proof that the officer has its key; or it ends."""

import asyncio
from datetime import datetime
from typing import Any
from uuid import UUID

from asn1crypto import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from django.core import signing as stamps
from django.db import transaction
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError

from tinhso.foundation.access import api as access
from tinhso.kernel import clock
from tinhso.kernel.actor import Actor
from tinhso.kernel.ids import random_token
from tinhso.services.signatures import revocation
from tinhso.services.signatures.adapters import registry
from tinhso.services.signatures.domain.words import moment
from tinhso.services.signatures.errors import (
    CertificateRefused,
    CertificateRevoked,
    CertificateUnusable,
    NoSuchCertificate,
    NotYourKey,
)
from tinhso.services.signatures.models import OfficerCertificate
from tinhso.services.signatures.ports import SigningAdapter
from tinhso.services.signatures.queries import view
from tinhso.services.signatures.types import Certificate, Way

MANAGE = "signatures.manage"
_SALT = "signatures.proof"
_PROOF_SECONDS = 900


def proof_text(person_id: UUID) -> str:
    """What a key must sign to be registered for this person: signed by the platform, good for a quarter of an hour."""
    return stamps.TimestampSigner(salt=_SALT).sign(f"{person_id}:{random_token()}")


def proof_digest(text: str) -> str:
    """The SHA-256 (hex) of a proof text: what the officer's machine signs."""
    digest = hashes.Hash(hashes.SHA256())
    digest.update(f"tinhso-so-chung-thu:{text}".encode())
    return digest.finalize().hex()


def register_certificate(
    *, certificate: bytes, way: Way, proof: str, signature: bytes, actor: Actor, credential: str = ""
) -> Certificate:
    """Enter the actor's own certificate. Raises CertificateRefused with what is wrong; then nothing is entered."""
    if actor.person_id is None or way is Way.CENTRAL:
        raise CertificateRefused("Cán bộ tự đăng ký chứng thư của mình từ máy của mình.")
    _fresh(proof, actor.person_id)
    parsed = _parsed(certificate)
    if not verifies(parsed, proof_digest(proof), signature):
        raise CertificateRefused("Chữ ký thử không khớp với chứng thư: chưa chứng minh được bạn giữ khóa này.")
    at, adapter = clock.now(), registry.get()
    _trusted(parsed, adapter, at)
    with transaction.atomic():
        known = _known(parsed, actor.person_id)
        row = known or _enter(parsed, actor.person_id, way, credential, at)
        if known is None:
            _audit("signatures.register", row, actor)
    return view(row, at)


def admit(certificate: x509.Certificate, *, person_id: UUID, name: str, actor: Actor) -> None:
    """Whether a key that the platform reaches may sign for this person now, by the register.

    The test authority enters what it issues itself; every other certificate must have been registered. Raises
    CertificateUnusable, CertificateRevoked, NotYourKey.
    """
    at = clock.now()
    row = OfficerCertificate.objects.filter(fingerprint=certificate.sha256.hex()).first()
    if row is None:
        if not registry.get().is_test:
            raise CertificateUnusable(f"Chứng thư số của {name} chưa có trong sổ chứng thư của tỉnh.")
        row = _enter(certificate, person_id, Way.CENTRAL, "", at)
    check_row(row, person_id=person_id, name=name, at=at)


def enter_central(certificate: x509.Certificate, *, person_id: UUID, actor: Actor) -> Certificate:
    """Enter a certificate whose key lies in the province's own device; for whoever manages the register.

    Entering it again changes nothing. Raises CertificateRefused: not trusted, of another person, withdrawn.
    """
    access.authorise(actor=actor, act=MANAGE, agency_id=access.Whose.NO_AGENCY)
    at = clock.now()
    _trusted(certificate, registry.get(), at)
    with transaction.atomic():
        row = _known(certificate, person_id)
        if row is None:
            row = _enter(certificate, person_id, Way.CENTRAL, "", at)
            _audit("signatures.register", row, actor)
    return view(row, at)


def check_row(row: OfficerCertificate, *, person_id: UUID, name: str, at: datetime) -> None:
    """Raises NotYourKey, CertificateRevoked or CertificateUnusable when this certificate may not sign for the person."""
    if row.person_id != person_id:
        raise NotYourKey("Chứng thư số này đăng ký cho người khác.")
    if row.revoked_at is not None:
        raise CertificateRevoked(
            f"Chứng thư số của {name} đã bị thu hồi lúc {moment(row.revoked_at)}; không ký được bằng chứng thư này."
        )
    if at >= row.valid_to:
        raise CertificateUnusable(f"Chứng thư số của {name} đã hết hạn lúc {moment(row.valid_to)}.")
    if at < row.valid_from:
        raise CertificateUnusable(f"Chứng thư số của {name} chưa đến ngày có hiệu lực.")


def withdraw_certificate(*, fingerprint: str, reason: str, actor: Actor) -> None:
    """End a certificate in the register: it signs no more here. Its holder, or whoever manages the register.

    Raises NoSuchCertificate, CertificateRefused (no reason), CertificateRevoked (ended before).
    """
    with transaction.atomic():
        row = OfficerCertificate.objects.select_for_update().filter(fingerprint=fingerprint).first()
        if row is None or (
            row.person_id != actor.person_id
            and not access.can(actor=actor, act=MANAGE, agency_id=access.Whose.NO_AGENCY)
        ):
            access.authorise(actor=actor, act=MANAGE, agency_id=access.Whose.NO_AGENCY)
            raise NoSuchCertificate("Không có chứng thư này trong sổ.")
        if not reason.strip():
            raise CertificateRefused("Cần ghi lý do.", fields={"/reason": "Ghi lý do thu hồi."})
        if row.revoked_at is not None:
            raise CertificateRevoked("Chứng thư này đã bị thu hồi trước đó.")
        row.revoked_at, row.revoked_by_id = clock.now(), actor.person_id
        row.revoked_reason = reason.strip()[:300]
        row.save(update_fields=["revoked_at", "revoked_by_id", "revoked_reason"])
        _audit("signatures.withdraw", row, actor)


def verifies(certificate: x509.Certificate, digest: str, signature: bytes) -> bool:
    """Whether the signature over a SHA-256 digest (hex) was made with this certificate's key (RSA, PKCS#1 v1.5)."""
    key = serialization.load_der_public_key(certificate.public_key.dump())
    if not isinstance(key, rsa.RSAPublicKey):
        return False
    try:
        key.verify(signature, bytes.fromhex(digest), padding.PKCS1v15(), Prehashed(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def _fresh(proof: str, person_id: UUID) -> None:
    try:
        said = stamps.TimestampSigner(salt=_SALT).unsign(proof, max_age=_PROOF_SECONDS)
    except stamps.BadSignature:
        raise CertificateRefused("Lần thử này đã quá 15 phút; hãy mở lại trang và thử lại.") from None
    if said.split(":")[0] != str(person_id):
        raise CertificateRefused("Lần thử này của người khác.")


def _parsed(der: bytes) -> x509.Certificate:
    try:
        parsed = x509.Certificate.load(der, strict=True)
        _ = parsed.public_key.native, parsed.subject.native, parsed.not_valid_after
    except (ValueError, TypeError, KeyError) as broken:
        raise CertificateRefused("Không đọc được chứng thư số.") from broken
    return parsed


def _trusted(certificate: x509.Certificate, adapter: SigningAdapter, at: datetime) -> None:
    context = ValidationContext(
        trust_roots=list(adapter.trust_roots()),
        other_certs=list(adapter.intermediates()),
        allow_fetching=False,
        moment=at,
    )
    try:
        validator: Any = CertificateValidator(certificate, validation_context=context)
        asyncio.run(validator.async_validate_usage({"digital_signature"}))
    except (PathError, ValidationError) as refused:
        raise CertificateRefused("Chứng thư không do tổ chức mà tỉnh tin cậy cấp, hoặc không còn hạn.") from refused
    ended = revocation.revoked_at(
        certificate.serial_number, certificate.authority_key_identifier, adapter.revocation_lists(at)
    )
    if ended is not None:
        raise CertificateRefused(f"Nơi cấp đã thu hồi chứng thư này lúc {moment(ended)}.")


def _enter(
    certificate: x509.Certificate, person_id: UUID, way: Way, credential: str, at: datetime
) -> OfficerCertificate:
    row, _ = OfficerCertificate.objects.get_or_create(
        fingerprint=certificate.sha256.hex(),
        defaults={
            "person_id": person_id,
            "way": way.value,
            "serial": f"{certificate.serial_number:x}",
            "subject": _named(certificate.subject),
            "issuer": _named(certificate.issuer),
            "certificate": certificate.dump(),
            "valid_from": certificate.not_valid_before,
            "valid_to": certificate.not_valid_after,
            "credential": credential,
            "registered_at": at,
        },
    )
    return row


def _known(certificate: x509.Certificate, person_id: UUID) -> OfficerCertificate | None:
    """The row that this person has of it already. Raises CertificateRefused: another person's, or withdrawn."""
    row = OfficerCertificate.objects.filter(fingerprint=certificate.sha256.hex()).first()
    if row is not None and row.person_id != person_id:
        raise CertificateRefused("Chứng thư này đã đăng ký cho người khác.")
    if row is not None and row.revoked_at is not None:
        raise CertificateRefused("Chứng thư này đã bị thu hồi trong sổ; hãy dùng chứng thư mới.")
    return row


def _named(name: x509.Name) -> str:
    said = name.native
    return str(said.get("common_name") or name.human_friendly)[:300]


def _audit(act: str, row: OfficerCertificate, actor: Actor) -> None:
    access.record_write(
        actor=actor, act=act, target=("person", row.person_id), detail={"certificate": row.serial, "way": row.way}
    )
