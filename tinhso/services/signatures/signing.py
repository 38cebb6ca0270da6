"""One PAdES signature onto a PDF: B-T, or B-LTA with the evidence to check it years later; the evidence renewed."""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import x509
from asn1crypto.crl import CertificateList
from pyhanko.pdf_utils import layout
from pyhanko.pdf_utils.content import RawContent
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import FieldMDPSpec, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, PdfTimeStamper, Signer
from pyhanko.sign.signers.pdf_signer import DSSContentSettings, TimestampDSSContentSettings
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext

from tinhso.services.signatures import places
from tinhso.services.signatures.domain import stamps, words
from tinhso.services.signatures.domain.stamps import Stamp, millimetres
from tinhso.services.signatures.places import Place, Writer

# What the CMS object of a B-T signature with a three-certificate chain and its time stamp needs, with a margin.
RESERVED_BYTES = 16_384
# The evidence for the archive time stamp goes in before it, so that it covers the whole file.
_BEFORE_THE_STAMP = DSSContentSettings(
    next_ts_settings=TimestampDSSContentSettings(include_vri=False, update_before_ts=True)
)


class _TimedSigner(PdfSigner):
    """Writes the given moment as the signing time, instead of this machine's."""

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._at = at

    def init_signing_session(self, pdf_out: Any, existing_fields_only: bool = False) -> Any:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self._at
        return session


def person_room(place: Place) -> tuple[float, float]:
    """Width and height of the person's stamp: smaller on A5."""
    return (
        (millimetres(64), millimetres(25))
        if place.page_width > millimetres(160)
        else (millimetres(46), millimetres(14))
    )


def person_box(place: Place) -> tuple[float, float, float, float]:
    wide, high = person_room(place)
    left = min(max(place.x - wide / 2, 6), place.page_width - wide - 6)
    return left, place.top - high - millimetres(1), left + wide, place.top - millimetres(1)


def seal_box(place: Place) -> tuple[float, float, float, float]:
    """Left of the person's stamp and over about a third of it."""
    left, bottom, right, top = person_box(place)
    size = seal_size(place)
    seal_right = left + (right - left) / 3
    middle = (bottom + top) / 2
    return seal_right - size, middle - size / 2, seal_right, middle + size / 2


def seal_size(place: Place) -> float:
    return millimetres(35) if place.page_width > millimetres(160) else millimetres(24)


def pdf_signer(
    writer: Writer,
    *,
    signer: Signer,
    time_stamper: TimeStamper,
    at: datetime,
    name: str,
    title: str,
    place: Place,
    box: tuple[float, float, float, float] | None,
    stamp: Stamp | None,
    evidence: ValidationContext | None = None,
    lock: FieldMDPSpec | None = None,
) -> PdfSigner:
    """What puts one signature onto this file. The stated title lies inside the signed bytes.

    Without `box` and `stamp` it does not show on the page.

    `lock` names fields that may not be filled any more after this signature.

    With `evidence` (the authorities' certificates and revocation lists of now) these go into the file, and an archive
    time stamp over everything closes it.
    """
    field = _free_field_name(writer)
    metadata = PdfSignatureMetadata(
        field_name=field,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        name=name,
        reason=title or None,
        embed_validation_info=evidence is not None,
        use_pades_lta=evidence is not None,
        validation_context=evidence,
        dss_settings=_BEFORE_THE_STAMP,
    )
    rounded = [round(edge) for edge in box or ()]
    spec = SigFieldSpec(
        field,
        on_page=place.page,
        box=(rounded[0], rounded[1], rounded[2], rounded[3]) if rounded else None,
        field_mdp_spec=lock,
    )
    style = None if stamp is None else _stamp_style(stamp)
    return _TimedSigner(
        metadata, signer=signer, timestamper=time_stamper, stamp_style=style, new_field_spec=spec, at=at
    )


def _stamp_style(stamp: Stamp) -> StaticStampStyle:
    return StaticStampStyle(
        border_width=0,
        background=RawContent(stamp.operators, box=layout.BoxConstraints(width=stamp.width, height=stamp.height)),
        background_opacity=1.0,
        background_layout=layout.SimpleBoxLayoutRule(
            x_align=layout.AxisAlignment.ALIGN_MIN,
            y_align=layout.AxisAlignment.ALIGN_MIN,
            margins=layout.Margins(),
            inner_content_scaling=layout.InnerScaling.NO_SCALING,
        ),
    )


def sign(writer: Writer, **given: Any) -> bytes:
    """The file with one signature appended; takes what `pdf_signer` takes."""
    out = io.BytesIO()
    pdf_signer(writer, **given).sign_pdf(writer, output=out, bytes_reserved=RESERVED_BYTES)
    return out.getvalue()


def evidence_of(
    roots: Sequence[x509.Certificate], lists: Sequence[CertificateList], at: datetime
) -> ValidationContext | None:
    """What proves at a moment that certificates stand; None where no authority publishes a list."""
    if not roots or not lists:
        return None
    return ValidationContext(
        trust_roots=list(roots), crls=list(lists), allow_fetching=False, revocation_mode="require", moment=at
    )


class _ArchiveStamper(PdfTimeStamper):
    """Stamps with the given digest, where the library would take that of the last stamp again."""

    def __init__(self, time_stamper: TimeStamper, digest: str) -> None:
        super().__init__(time_stamper)
        self._digest = digest

    async def async_timestamp_pdf(self, pdf_out: Any, md_algorithm: str, *given: Any, **named: Any) -> Any:
        return await super().async_timestamp_pdf(pdf_out, self._digest, *given, **named)


@dataclass(frozen=True)
class LastStamp:
    """The outermost archive time stamp of a file: until when its certificate is good, and what it was made with."""

    ends_at: datetime
    digest: str
    key: str


def last_stamp(pdf: bytes) -> LastStamp | None:
    """None for a file without an archive time stamp."""
    stamps = PdfFileReader(io.BytesIO(pdf)).embedded_timestamp_signatures
    if not stamps:
        return None
    last = max(stamps, key=lambda one: one.signed_revision)
    certificate = last.signer_cert
    algorithm = certificate.public_key.algorithm
    size = certificate.public_key.bit_size
    return LastStamp(certificate.not_valid_after, last.md_algorithm, f"{algorithm}{size}")


def renew(pdf: bytes, *, time_stamper: TimeStamper, evidence: ValidationContext, digest: str) -> bytes:
    """The file with the evidence for its last archive time stamp and a new one over everything, made with `digest`."""
    out = io.BytesIO()
    _ArchiveStamper(time_stamper, digest).update_archival_timestamp_chain(
        PdfFileReader(io.BytesIO(pdf)), evidence, in_place=False, output=out
    )
    return out.getvalue()


def sha256(pdf: bytes) -> str:
    return hashlib.sha256(pdf).hexdigest()


def person_looks(
    *, name: str, title: str, at: datetime, is_test: bool, place: Place, as_initial: bool
) -> dict[str, Any]:
    """How a person's signature stands in the file, for `pdf_signer`: stamped in the signer's place with the stated title;
    an initial (ký nháy) shows nothing on the page and says in the signed bytes that it is one."""
    if as_initial:
        return {"title": words.initial_reason(title), "box": None, "stamp": None}
    stamp = person_stamp(name=name, title=title, at=at, is_test=is_test, place=place)
    return {"title": title, "box": person_box(place), "stamp": stamp}


def person_stamp(*, name: str, title: str, at: datetime, is_test: bool, place: Place) -> Stamp:
    return stamps.person(name=name, title=title, at=at, is_test=is_test, room=person_room(place))


def seal_stamp(*, name: str, is_test: bool, place: Place) -> Stamp:
    return stamps.seal(name=name, is_test=is_test, diameter=seal_size(place))


def _free_field_name(writer: Writer) -> str:
    form = places.child(writer.root, "/AcroForm")
    taken = {str(places.child(field, "/T")) for field in places.items(places.child(form, "/Fields"))}
    number = len(taken) + 1
    while f"ChuKy{number}" in taken:
        number += 1
    return f"ChuKy{number}"
