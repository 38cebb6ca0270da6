"""One PAdES signature in two halves: the hash goes out, the signature comes in and is put into the prepared file."""

import asyncio
import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import cms, x509
from asn1crypto.algos import SignedDigestAlgorithm
from pyhanko.sign.signers import ExternalSigner
from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest
from pyhanko.sign.signers.pdf_signer import PdfTBSDocument
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tinhso.services.signatures import places, signing


@dataclass(frozen=True)
class Prepared:
    """A file with an empty place for the signature. `digest`: SHA-256 of the attributes that the key signs, in hex."""

    pdf: bytes
    document_digest: bytes
    attributes: bytes
    digest: str
    region: tuple[int, int]


def prepare(
    pdf: bytes,
    *,
    certificate: x509.Certificate,
    chain: Iterable[x509.Certificate],
    time_stamper: TimeStamper,
    at: datetime,
    name: str,
    title: str,
    is_test: bool,
    as_initial: bool = False,
) -> Prepared:
    """The same signature that `signing.sign` would make, up to the hash."""
    writer = places.open_for_signing(pdf)
    place = places.find_place(writer)
    signer = _signer(certificate, chain, bytes(256))
    pdf_signer = signing.pdf_signer(
        writer,
        signer=signer,
        time_stamper=time_stamper,
        at=at,
        name=name,
        place=place,
        **signing.person_looks(name=name, title=title, at=at, is_test=is_test, place=place, as_initial=as_initial),
    )
    ranges, _, made = asyncio.run(
        pdf_signer.async_digest_doc_for_signing(writer, bytes_reserved=signing.RESERVED_BYTES)
    )
    out: Any = made
    attributes = asyncio.run(signer.signed_attrs(ranges.document_digest, "sha256", use_pades=True)).dump()
    return Prepared(
        pdf=out.getvalue(),
        document_digest=ranges.document_digest,
        attributes=attributes,
        digest=hashlib.sha256(attributes).hexdigest(),
        region=(ranges.reserved_region_start, ranges.reserved_region_end),
    )


def finish(
    prepared: Prepared,
    signature: bytes,
    *,
    certificate: x509.Certificate,
    chain: Iterable[x509.Certificate],
    time_stamper: TimeStamper,
) -> bytes:
    """The prepared file with the signature and a time stamp over it. The caller has checked the signature."""
    signer = _signer(certificate, chain, signature)
    signed_attributes = cms.CMSAttributes.load(prepared.attributes)
    made = asyncio.run(signer.async_sign_prescribed_attributes("sha256", signed_attributes, timestamper=time_stamper))
    out = io.BytesIO(prepared.pdf)
    ranges = PreparedByteRangeDigest(prepared.document_digest, *prepared.region)
    PdfTBSDocument.finish_signing(out, ranges, made)
    return out.getvalue()


def digest_of(pdf: bytes, region: tuple[int, int]) -> bytes:
    """The digest of a prepared file without the place of its signature."""
    return hashlib.sha256(pdf[: region[0]] + pdf[region[1] :]).digest()


def _signer(certificate: x509.Certificate, chain: Iterable[x509.Certificate], value: bytes) -> Any:
    untyped: Any = SimpleCertificateStore
    return ExternalSigner(
        signing_cert=certificate,
        cert_registry=untyped.from_certs(list(chain)),
        signature_value=value,
        signature_mechanism=SignedDigestAlgorithm({"algorithm": "sha256_rsa"}),
    )
