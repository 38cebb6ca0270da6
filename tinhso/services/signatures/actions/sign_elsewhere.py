"""Signing on somebody's own machine: prepare a document, send its hash out, take the signature in once."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from asn1crypto import x509
from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.foundation.files import api as files
from tinhso.kernel import clock
from tinhso.kernel.actor import Actor
from tinhso.kernel.database import lock_row
from tinhso.services.signatures import guarding, revocation, signing, twophase
from tinhso.services.signatures.actions.register_certificate import check_row, verifies
from tinhso.services.signatures.adapters import registry
from tinhso.services.signatures.errors import (
    CertificateRevoked,
    NoSuchCertificate,
    NoSuchPending,
    NotYourKey,
    PendingOver,
    SignatureRefused,
)
from tinhso.services.signatures.models import OfficerCertificate, PendingSignature
from tinhso.services.signatures.queries import pending_view
from tinhso.services.signatures.types import Pending, Signature, SignedPdf, SignerKind

# How long an officer may take to sign what was prepared; never past the day that stands in it.
GOOD_FOR = timedelta(minutes=15)
_OWNER = "signatures.pending"


def prepare_signature(
    *,
    pdf: bytes,
    fingerprint: str,
    name: str,
    title: str,
    batch_id: UUID,
    subject: tuple[str, UUID],
    facts: Mapping[str, Any],
    label: str,
    actor: Actor,
    at: datetime,
    as_initial: bool = False,
) -> Pending:
    """Prepare a PDF for the actor's registered certificate; what is returned holds the hash that goes out.
    `as_initial`: as in `sign_person`.

    An earlier preparation of the same subject by this person is given up. Raises NoSuchCertificate, NotYourKey,
    CertificateRevoked, CertificateUnusable, NotSignable, SigningUnavailable.
    """
    adapter = registry.get()
    row = OfficerCertificate.objects.filter(fingerprint=fingerprint).first()
    if row is None or actor.person_id is None:
        raise NoSuchCertificate("Chứng thư này chưa có trong sổ.")
    check_row(row, person_id=actor.person_id, name=name, at=at)
    certificate = x509.Certificate.load(bytes(row.certificate))
    _not_revoked(certificate, name, at)
    made = guarding.guarded(
        partial(
            twophase.prepare,
            pdf,
            certificate=certificate,
            chain=adapter.intermediates(),
            time_stamper=adapter.time_stamper(),
            at=at,
            name=name,
            title=title,
            is_test=adapter.is_test,
            as_initial=as_initial,
        )
    )
    with transaction.atomic():
        _give_up(subject, actor.person_id, at)
        stored = files.store(content=made.pdf, name="cho-ky.pdf", media_type="application/pdf", actor=actor)
        pending = PendingSignature.objects.create(
            batch_id=batch_id,
            certificate=row,
            person_id=actor.person_id,
            subject_kind=subject[0],
            subject_id=subject[1],
            facts=dict(facts),
            label=label,
            signer_name=name,
            file_id=stored.id,
            file_sha256=signing.sha256(made.pdf),
            document_digest=made.document_digest,
            attributes=made.attributes,
            digest=made.digest,
            region_start=made.region[0],
            region_end=made.region[1],
            created_at=at,
            expires_at=min(at + GOOD_FOR, _midnight(at)),
        )
        files.link_file(file_id=stored.id, owner=(_OWNER, pending.id), actor=actor)
    return pending_view(pending)


def finish_signature(*, signature: Signature, subject: tuple[str, UUID], actor: Actor, at: datetime) -> SignedPdf:
    """Take the signature in; call it in the transaction of the act that it completes.

    Raises NoSuchPending, PendingOver (used, expired), NotYourKey, SignatureRefused (another document, another's key),
    CertificateRevoked, CertificateUnusable, SigningUnavailable: then nothing has changed and it may be tried again.
    """
    rows = PendingSignature.objects.filter(id=signature.pending_id, subject_kind=subject[0], subject_id=subject[1])
    if not rows.exists():
        raise NoSuchPending("Không có yêu cầu ký này.")
    row = lock_row(rows).get()
    if row.person_id != actor.person_id:
        raise NotYourKey("Yêu cầu ký này của người khác.")
    if row.state != "waiting":
        raise PendingOver("Yêu cầu ký này đã dùng hoặc đã bỏ; hãy mở lại trang ký.")
    if at >= row.expires_at:
        raise PendingOver("Yêu cầu ký đã quá hạn 15 phút; văn bản vẫn ở danh sách chờ ký, hãy ký lại.")
    held = OfficerCertificate.objects.get(fingerprint=row.certificate_id)
    check_row(held, person_id=row.person_id, name=row.signer_name, at=at)
    certificate = x509.Certificate.load(bytes(held.certificate))
    _not_revoked(certificate, row.signer_name, at)
    pdf = files.read_file(file_id=row.file_id, owner=(_OWNER, row.id), actor=actor).read()
    region = (row.region_start, row.region_end)
    is_same = signing.sha256(pdf) == row.file_sha256 and twophase.digest_of(pdf, region) == bytes(row.document_digest)
    if not is_same:
        raise SignatureRefused("Văn bản chờ ký không còn như lúc gửi đi ký; không nhận chữ ký.")
    if not verifies(certificate, row.digest, signature.value):
        raise SignatureRefused(
            "Chữ ký không khớp với văn bản này hoặc không phải của chứng thư đã đăng ký; không có gì thay đổi."
        )
    adapter = registry.get()
    made = twophase.Prepared(pdf, bytes(row.document_digest), bytes(row.attributes), row.digest, region)
    signed = guarding.guarded(
        partial(
            twophase.finish,
            made,
            signature.value,
            certificate=certificate,
            chain=adapter.intermediates(),
            time_stamper=adapter.time_stamper(),
        )
    )
    _close(row, "signed", at, actor)
    digest = signing.sha256(signed)
    access.record_write(
        actor=actor,
        act="signatures.sign",
        target=("signature", row.id),
        detail={"person": str(row.person_id), "sha256": digest, "certificate": held.serial, "way": held.way},
    )
    return SignedPdf(
        pdf=signed,
        sha256=digest,
        signer_name=row.signer_name,
        kind=SignerKind.PERSON,
        signed_at=at,
        timestamped=True,
        certificate=held.serial,
        is_test=adapter.is_test,
    )


def remember_request(*, batch_id: UUID, request: str, pending_ids: tuple[UUID, ...], actor: Actor) -> None:
    """Note under which name a signing service keeps these documents, so that its late answer is found again."""
    assert actor.person_id is not None
    PendingSignature.objects.filter(
        batch_id=batch_id, person_id=actor.person_id, id__in=pending_ids, state="waiting"
    ).update(request=request)


def sweep(*, actor: Actor) -> int:
    """Give up what nobody signed in time; the prepared files go. Returns how many."""
    at = clock.now()
    count = 0
    for row in PendingSignature.objects.filter(state="waiting", expires_at__lte=at)[:500]:
        with transaction.atomic():
            held = lock_row(PendingSignature.objects.filter(id=row.id)).get()
            if held.state == "waiting":
                _close(held, "expired", at, actor)
                count += 1
    return count


def _give_up(subject: tuple[str, UUID], person_id: UUID, at: datetime) -> None:
    PendingSignature.objects.filter(
        subject_kind=subject[0], subject_id=subject[1], person_id=person_id, state="waiting"
    ).update(state="left", closed_at=at)


def _close(row: PendingSignature, state: str, at: datetime, actor: Actor) -> None:
    row.state, row.closed_at = state, at
    row.save(update_fields=["state", "closed_at"])
    files.unlink_file(file_id=row.file_id, owner=(_OWNER, row.id), actor=actor)


def _not_revoked(certificate: x509.Certificate, name: str, at: datetime) -> None:
    lists = registry.get().revocation_lists(at)
    if revocation.revoked_at(certificate.serial_number, certificate.authority_key_identifier, lists) is not None:
        raise CertificateRevoked(f"Nơi cấp đã thu hồi chứng thư số của {name}; không ký được bằng chứng thư này.")


def _midnight(at: datetime) -> datetime:
    here = clock.local(at)
    return datetime.combine(here.date() + timedelta(days=1), time(), tzinfo=here.tzinfo)
