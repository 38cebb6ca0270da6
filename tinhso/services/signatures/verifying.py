"""What the signatures of a stranger's file say."""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from asn1crypto import x509
from asn1crypto.crl import CertificateList
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import (
    EmbeddedPdfSignature,
    SignatureCoverageLevel,
    validate_pdf_signature,
    validate_pdf_timestamp,
)
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.authority import CertTrustAnchor
from pyhanko_certvalidator.path import ValidationPath

from tinhso.foundation.files import api as files
from tinhso.services.signatures import reserved, revocation
from tinhso.services.signatures.domain import words
from tinhso.services.signatures.types import SignerFact, SignerKind, Verification

MAX_BYTES = 60 * 1024 * 1024
MAX_SIGNATURES = 20
_TEST_PREFIX = "TEST "
# What a later signature may do to a file that was signed before: add its own field, or evidence for the archive.
_HARMLESS = {ModificationLevel.NONE, ModificationLevel.LTA_UPDATES, ModificationLevel.FORM_FILLING}
# What every revision ends with; bytes after it belong to none.
_END = re.compile(rb"startxref\s+\d+\s+%%EOF\r?\n?\Z")


@dataclass(frozen=True)
class Known:
    """What the judge knows: trusted roots, the test root's digest, revocation lists, the moment of judgement."""

    roots: Sequence[x509.Certificate]
    test_root: bytes | None
    lists: tuple[CertificateList, ...]
    at: datetime


def verify(pdf: bytes, known: Known) -> Verification:
    """Never raises for a stranger's bytes: what cannot be read is told as unreadable."""
    if len(pdf) > MAX_BYTES or not pdf[:1024].lstrip().startswith(b"%PDF-") or files.unfolds_too_far(pdf):
        return _nothing(words.UNREADABLE)
    try:
        return _verify(pdf, known)
    except (Exception, RecursionError):  # the edge: pyHanko meets a stranger's bytes here
        return _nothing(words.UNREADABLE)


def _verify(pdf: bytes, known: Known) -> Verification:
    reader = PdfFileReader(io.BytesIO(pdf), strict=True)
    signatures = reader.embedded_regular_signatures
    if not signatures:
        return _nothing(words.UNSIGNED)
    if len(reader.embedded_signatures) > MAX_SIGNATURES:
        return _nothing(words.UNREADABLE)
    facts = []
    status = None
    for signature in signatures:
        context = _context(known, known.at)
        status = validate_pdf_signature(signature, context, context)
        facts.append(_fact(signature, status, known))
    stamps = _stamps_hold(reader, known)
    whole = status is not None and _to_the_end(status, pdf) and stamps.intact
    signers = tuple(facts)
    intact = whole and all(fact.intact for fact in signers)
    numbering = _numbering(reader, signatures, signers)
    return Verification(
        intact=intact,
        trusted=stamps.trusted and all(fact.trusted for fact in signers),
        sealed=any(fact.kind is SignerKind.AGENCY and fact.trusted for fact in signers),
        is_test=any(fact.is_test for fact in signers),
        signers=signers,
        words=words.verdict(intact=intact, signers=signers, stamps_known=stamps.trusted, numbering=numbering),
        remarks=words.remarks(signers, stamps_known=stamps.trusted, numbering=numbering),
        number=numbering.number if numbering else "",
    )


def _numbering(
    reader: PdfFileReader, signatures: Sequence[EmbeddedPdfSignature], signers: Sequence[SignerFact]
) -> words.Numbering | None:
    """The number as a field of the file: what it says, who signed while it was open, who signed over it."""
    said = reserved.read(reader)
    if said is None:
        return None
    before: list[str] = []
    over: list[str] = []
    for signature, fact in zip(signatures, signers, strict=True):
        if fact.is_initial:
            continue
        then = reserved.read(reader.get_historical_resolver(signature.signed_revision))
        (over if then == said and said.number else before).append(fact.name)
    return words.Numbering(number=said.number, date=said.date, before=tuple(before), over=tuple(over))


@dataclass(frozen=True)
class _Stamps:
    """The archive time stamps together; both true where there is none."""

    intact: bool
    trusted: bool


def _stamps_hold(reader: PdfFileReader, known: Known) -> _Stamps:
    """Each is judged at its own moment: whether its certificate is still in its time matters to the archive alone."""
    intact = trusted = True
    for one in reader.embedded_timestamp_signatures:
        found = validate_pdf_timestamp(one, _context(known, known.at))
        if not found.trusted:
            found = validate_pdf_timestamp(one, _context(known, found.timestamp))
        intact = intact and found.intact and found.valid
        trusted = trusted and found.trusted
    return _Stamps(intact=intact, trusted=trusted)


def _to_the_end(last: PdfSignatureStatus, pdf: bytes) -> bool:
    """Whether the last signature reaches to the end of the file, or only evidence for the archive comes after it."""
    if last.coverage is SignatureCoverageLevel.ENTIRE_FILE:
        return True
    return last.modification_level is ModificationLevel.LTA_UPDATES and _END.search(pdf[-64:]) is not None


def _fact(signature: EmbeddedPdfSignature, status: PdfSignatureStatus, known: Known) -> SignerFact:
    certificate = status.signing_cert
    kind, name = holder(certificate)
    stamp = status.timestamp_validity
    timestamped = stamp is not None and stamp.intact and stamp.valid and stamp.trusted
    signed_at = stamp.timestamp if timestamped and stamp is not None else status.signer_reported_dt
    path, trusted, archived_at = status.validation_path, bool(status.trusted), None
    if not trusted or not timestamped or not known.lists:
        kept = _from_archive(signature, known)
        if kept is not None:
            archived_at = None if trusted and timestamped else kept.since
            path, trusted, timestamped, signed_at = kept.path, True, True, kept.signed_at
    revoked_at = _revoked_at(certificate, path, known.lists)
    harmless = status.modification_level in _HARMLESS
    reason = str(signature.sig_object.get("/Reason", ""))
    initialled = None if kind is SignerKind.AGENCY else words.initialled_as(reason)
    fact = SignerFact(
        name=name,
        title="Con dấu cơ quan" if kind is SignerKind.AGENCY else reason if initialled is None else initialled,
        kind=kind,
        signed_at=signed_at,
        timestamped=timestamped,
        intact=bool(status.intact and status.valid and harmless),
        trusted=trusted,
        is_test=_root_of(path) is not None and _root_of(path) == known.test_root,
        certificate=f"{certificate.serial_number:x}",
        revoked_at=revoked_at,
        revocation_known=bool(known.lists) or archived_at is not None,
        archived_at=archived_at,
        is_initial=initialled is not None,
    )
    return replace(fact, trusted=trusted and not fact.revoked_before_signing)


@dataclass(frozen=True)
class _Archive:
    """What the file itself proves: the signature was good at `signed_at`, kept since."""

    signed_at: datetime
    since: datetime
    path: ValidationPath | None


def _from_archive(signature: EmbeddedPdfSignature, known: Known) -> _Archive | None:
    """The judgement by the evidence inside the file (PAdES-B-LTA); None when it proves nothing.

    From the outermost archive time stamp inwards each proves the moment at which the next is judged; the innermost after
    the signature proves the moment for the signature, with the certificates and revocation lists that it covers. For the
    outermost no list may be published any more: its certificate must lead to a trusted root and be in its time.
    """
    reader = signature.reader
    later = [one for one in reader.embedded_timestamp_signatures if one.signed_revision > signature.signed_revision]
    at = known.at
    first = None
    for first in sorted(later, key=lambda one: one.signed_revision, reverse=True):
        stamp = validate_pdf_timestamp(first, _context(known, at))
        if not (stamp.intact and stamp.valid and stamp.trusted):
            return None
        at = stamp.timestamp
    if first is None or not known.roots:
        return None
    kept = DocumentSecurityStore.read_dss(reader.get_historical_resolver(first.signed_revision))
    evidence = kept.as_validation_context(
        {"trust_roots": list(known.roots), "moment": at, "allow_fetching": False, "revocation_mode": "require"}
    )
    status = validate_pdf_signature(signature, evidence, _context(known, at))
    if not status.trusted:
        return None
    own = status.timestamp_validity
    proved = own is not None and own.intact and own.valid and own.trusted
    return _Archive(
        signed_at=own.timestamp if proved and own is not None else at, since=at, path=status.validation_path
    )


def _context(known: Known, at: datetime) -> ValidationContext:
    return ValidationContext(trust_roots=list(known.roots), allow_fetching=False, moment=at)


def _revoked_at(
    certificate: x509.Certificate, path: ValidationPath | None, lists: tuple[CertificateList, ...]
) -> datetime | None:
    """The earliest revocation along the way from the signer's certificate to its root."""
    above = [] if path is None else list(path.iter_certs(include_root=False))
    found = [
        when
        for one in {one.sha256: one for one in (certificate, *above)}.values()
        if (when := revocation.revoked_at(one.serial_number, one.authority_key_identifier, lists)) is not None
    ]
    return min(found) if found else None


def _root_of(path: ValidationPath | None) -> bytes | None:
    anchor = None if path is None else path.trust_anchor
    return anchor.certificate.sha256 if isinstance(anchor, CertTrustAnchor) else None


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
