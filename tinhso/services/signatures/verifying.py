"""What the signatures of a stranger's file say."""

import io
from collections.abc import Sequence
from datetime import datetime

from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import EmbeddedPdfSignature, SignatureCoverageLevel, validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.authority import CertTrustAnchor

from tinhso.services.signatures.domain import words
from tinhso.services.signatures.types import SignerFact, SignerKind, Verification

MAX_BYTES = 60 * 1024 * 1024
MAX_SIGNATURES = 20
_TEST_PREFIX = "TEST "
# What a later signature may do to a file that was signed before: add its own field, nothing else.
_HARMLESS = {ModificationLevel.NONE, ModificationLevel.LTA_UPDATES, ModificationLevel.FORM_FILLING}


def verify(pdf: bytes, *, roots: Sequence[x509.Certificate], test_root: bytes | None, at: datetime) -> Verification:
    """Never raises for a stranger's bytes: what cannot be read is told as unreadable."""
    if len(pdf) > MAX_BYTES or not pdf[:1024].lstrip().startswith(b"%PDF-"):
        return _nothing(words.UNREADABLE)
    try:
        return _verify(pdf, roots=roots, test_root=test_root, at=at)
    except (Exception, RecursionError):  # the edge: pyHanko meets a stranger's bytes here
        return _nothing(words.UNREADABLE)


def _verify(pdf: bytes, *, roots: Sequence[x509.Certificate], test_root: bytes | None, at: datetime) -> Verification:
    reader = PdfFileReader(io.BytesIO(pdf), strict=True)
    signatures = reader.embedded_regular_signatures
    if not signatures:
        return _nothing(words.UNSIGNED)
    if len(signatures) > MAX_SIGNATURES:
        return _nothing(words.UNREADABLE)
    facts = []
    whole = False
    for signature in signatures:
        context = ValidationContext(trust_roots=list(roots), allow_fetching=False, moment=at)
        status = validate_pdf_signature(signature, context, context)
        facts.append(_fact(signature, status, test_root))
        whole = whole or status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    signers = tuple(facts)
    intact = whole and all(fact.intact for fact in signers)
    return Verification(
        intact=intact,
        trusted=all(fact.trusted for fact in signers),
        sealed=any(fact.kind is SignerKind.AGENCY and fact.trusted for fact in signers),
        is_test=any(fact.is_test for fact in signers),
        signers=signers,
        words=words.verdict(intact=intact, signers=signers),
        remarks=words.remarks(signers),
    )


def _fact(signature: EmbeddedPdfSignature, status: PdfSignatureStatus, test_root: bytes | None) -> SignerFact:
    certificate = status.signing_cert
    kind, name = holder(certificate)
    stamp = status.timestamp_validity
    timestamped = stamp is not None and stamp.intact and stamp.valid and stamp.trusted
    path = status.validation_path
    anchor = None if path is None else path.trust_anchor
    root = anchor.certificate.sha256 if isinstance(anchor, CertTrustAnchor) else None
    harmless = status.modification_level in _HARMLESS
    stated = signature.sig_object.get("/Reason", "")
    return SignerFact(
        name=name,
        role="Con dấu cơ quan" if kind is SignerKind.AGENCY else str(stated),
        kind=kind,
        signed_at=stamp.timestamp if timestamped and stamp is not None else status.signer_reported_dt,
        timestamped=timestamped,
        intact=bool(status.intact and status.valid and harmless),
        trusted=bool(status.trusted),
        is_test=root is not None and root == test_root,
        certificate=f"{certificate.serial_number:x}",
    )


def holder(certificate: x509.Certificate) -> tuple[SignerKind, str]:
    """Person or agency, and the name, as the certificate's subject says."""
    subject = certificate.subject.native
    name = str(subject.get("organization_name") or subject.get("common_name") or "không rõ tên")
    if "organization_identifier" in subject:
        return SignerKind.AGENCY, name
    if "user_id" in subject or "serial_number" in subject or "given_name" in subject:
        return SignerKind.PERSON, name if "user_id" in subject else str(subject.get("common_name", name))
    return SignerKind.UNKNOWN, str(subject.get("common_name", name)).removeprefix(_TEST_PREFIX)


def _nothing(sentence: str) -> Verification:
    return Verification(intact=False, trusted=False, sealed=False, is_test=False, signers=(), words=(sentence,))
