"""Signatures: sign a PDF as a person, seal it as an agency, say what a PDF's signatures hold, end a certificate."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from uuid import UUID

from asn1crypto.crl import CertificateList
from pyhanko.sign.signers import Signer

from tinhso.foundation.access import api as access
from tinhso.kernel import clock
from tinhso.kernel.actor import Actor, Channel
from tinhso.kernel.ids import new_id
from tinhso.services.signatures import authority, guarding, places, reserved, revocation, signing, verifying
from tinhso.services.signatures.actions.ask_service import begin_remote, finish_remote, remote_state
from tinhso.services.signatures.actions.register_central import register_central
from tinhso.services.signatures.actions.register_certificate import (
    admit,
    enter_central,
    proof_digest,
    proof_text,
    register_certificate,
    withdraw_certificate,
)
from tinhso.services.signatures.actions.renew_archives import record, remember_stamp, renew_archives, renewed_pdf
from tinhso.services.signatures.actions.sign_elsewhere import (
    finish_signature,
    prepare_signature,
    remember_request,
    sweep,
)
from tinhso.services.signatures.adapters import registry
from tinhso.services.signatures.archiving import state as archive_state
from tinhso.services.signatures.domain import words
from tinhso.services.signatures.errors import (
    CertificateRevoked,
    NotYourKey,
    RevocationRefused,
)
from tinhso.services.signatures.machine import (
    answers_in,
    certificate_for,
    fetch_signatures,
    machine_page,
    order_of,
    with_agent,
)
from tinhso.services.signatures.ports import SigningAdapter
from tinhso.services.signatures.queries import certificates_of, ending, own_ways, register, waiting
from tinhso.services.signatures.rules import initialled_acts, signs_elsewhere, waits_for_machine
from tinhso.services.signatures.types import SignedPdf, SignerKind, Verification

__all__ = [
    "RESERVED_DATE",
    "RESERVED_NUMBER",
    "answers_in",
    "archive_state",
    "begin_remote",
    "certificate_for",
    "certificates_of",
    "check_config",
    "ending",
    "enter_central",
    "fetch_signatures",
    "finish_remote",
    "finish_signature",
    "initialled_acts",
    "machine_page",
    "order_of",
    "own_ways",
    "prepare_signature",
    "proof_digest",
    "proof_text",
    "register",
    "register_central",
    "register_certificate",
    "remember_request",
    "remote_state",
    "renew_archive",
    "renew_archives",
    "reserve_number",
    "revoke_certificate",
    "seal_agency",
    "set_up",
    "sign_person",
    "signs_elsewhere",
    "sweep",
    "verify_pdf",
    "waiting",
    "waits_for_machine",
    "with_agent",
    "withdraw_certificate",
]  # fmt: skip

RESERVED_NUMBER, RESERVED_DATE = reserved.NUMBER, reserved.DATE


def set_up(*, agencies: Iterable[tuple[str, str]] = (), people: Iterable[tuple[UUID, str]] = ()) -> None:
    """Make the test authority, its time stamp service, and the keys of agencies (code, name) and people (id, name).

    Idempotent; keys lie in `KEYS_DIR/signing`, outside the database. What is not made here is made at first use.
    """
    authority.time_stamper()
    for code, name in agencies:
        authority.agency(code, name)
    for person_id, name in people:
        authority.person(person_id, name)


def check_config() -> list[str]:
    """Vietnamese sentences about what is wrong with the adapter in use; empty when it can sign."""
    return registry.get().check_config()


def sign_person(
    *,
    pdf: bytes,
    person_id: UUID,
    name: str,
    title: str,
    actor: Actor,
    at: datetime | None = None,
    as_initial: bool = False,
) -> SignedPdf:
    """PAdES-B-T by a person's own key, with the blue stamp at the PDF's named destination `ky-nguoi`.

    `title` is the office in which the person signs, stated inside the signed bytes. `as_initial`: ký nháy, a signature that
    does not show on the page and says that it is one. Call it in the transaction that records the decision: the audit row is
    written there. Raises NotYourKey when the actor is another person, NotSignable, CertificateRevoked, SigningUnavailable
    (retryable).
    """
    if actor.channel is not Channel.SYSTEM and actor.person_id != person_id:
        raise NotYourKey("Chỉ người có chữ ký số mới ký được bằng chữ ký đó.")
    when = at or clock.now()
    adapter = registry.get()
    writer = places.open_for_signing(pdf)
    place = places.find_place(writer)
    signer = adapter.person_signer(person_id=person_id, name=name)
    _in_force(signer, name, adapter)
    if signer.signing_cert is not None and actor.channel is not Channel.SYSTEM:
        admit(signer.signing_cert, person_id=person_id, name=name, actor=actor)
    signed = guarding.guarded(
        partial(
            signing.sign,
            writer,
            signer=signer,
            time_stamper=adapter.time_stamper(),
            at=when,
            name=name,
            place=place,
            **signing.person_looks(
                name=name, title=title, at=when, is_test=adapter.is_test, place=place, as_initial=as_initial
            ),
        )
    )
    return _recorded(signed, signer, SignerKind.PERSON, name, when, adapter.is_test, {"person": str(person_id)}, actor)


def seal_agency(
    *,
    pdf: bytes,
    agency_code: str,
    agency_name: str,
    actor: Actor,
    at: datetime | None = None,
    fill: Mapping[str, str] | None = None,
) -> SignedPdf:
    """PAdES by the agency's key, with the red seal over a third of the person's stamp; the last signature to put.

    Level B-LTA where the authorities publish revocation lists: lists and certificates go into the file and an archive
    time stamp closes it, so that both signatures are checked years later with the authority gone; else B-T.
    `fill`: number and date (`RESERVED_NUMBER`, `RESERVED_DATE`) for the fields that `reserve_number` left open; the seal
    locks them. The caller has authorised the issuing act (văn thư). Raises NotSignable, CertificateRevoked, SigningUnavailable
    (retryable).
    """
    when = at or clock.now()
    adapter = registry.get()
    writer = places.open_for_signing(pdf)
    place = places.find_place(writer)
    lock = reserved.fill(writer, fill) if fill else None
    signer = adapter.agency_signer(code=agency_code, name=agency_name)
    lists = _in_force(signer, agency_name, adapter)
    signed = guarding.guarded(
        partial(
            signing.sign,
            writer,
            signer=signer,
            time_stamper=adapter.time_stamper(),
            at=when,
            name=agency_name,
            title="",
            place=place,
            box=signing.seal_box(place),
            stamp=signing.seal_stamp(name=agency_name, is_test=adapter.is_test, place=place),
            evidence=signing.evidence_of(adapter.trust_roots(), lists, clock.now()),
            lock=lock,
        )
    )
    made = _recorded(
        signed, signer, SignerKind.AGENCY, agency_name, when, adapter.is_test, {"agency": agency_code}, actor
    )
    remember_stamp(made.pdf, made.sha256, when)
    return made


def reserve_number(pdf: bytes) -> bytes:
    """The PDF with open fields for number and date, to be signed by a person before the clerk gives them.

    They stand at the named destinations `so-van-ban` and `ngay-van-ban`; without these, in the upper left corner.
    Raises NotSignable for what is no PDF or has fields or signatures already.
    """
    return reserved.reserve(pdf)


def verify_pdf(pdf: bytes) -> Verification:
    """Who signed, when, with a time stamp or not, altered since or not, and whether the signers are known.

    Never raises for a stranger's bytes; what cannot be read or has no signature says so in `words`. An update
    appended after the last signature, a flipped byte, a removed signature: `intact` is false.
    """
    test_root, adapter, at = authority.existing_root(), registry.get(), clock.now()
    known = verifying.Known(
        roots=adapter.trust_roots(),
        test_root=None if test_root is None else test_root.sha256,
        lists=adapter.revocation_lists(at),
        at=at,
    )
    return verifying.verify(pdf, known)


def renew_archive(pdf: bytes, *, actor: Actor) -> bytes:
    """The file with fresh evidence and a new archive time stamp, before the last one's certificate ends.

    Raises NotSignable for a file without an archive time stamp, SigningUnavailable (also without revocation lists).
    """
    renewed = renewed_pdf(pdf, at=clock.now(), digest="sha256")
    record(actor, signing.sha256(pdf), signing.sha256(renewed))
    return renewed


def revoke_certificate(*, certificate: str, reason: str, actor: Actor, at: datetime | None = None) -> None:
    """End a TEST certificate (serial in hex, as `SignerFact.certificate`): from then on it cannot sign.

    `reason` is a key of `revocation.REASONS`. Real certificates are revoked by their authority, whose lists the adapter
    reads. Raises RevocationRefused for what is no serial or reason, was revoked before, or is not ours to revoke.
    """
    if not registry.get().is_test:
        raise RevocationRefused("Chứng thư thật do tổ chức chứng thực đã cấp thu hồi.")
    try:
        serial = int(certificate, 16)
    except ValueError:
        raise RevocationRefused("Số sê-ri chứng thư viết bằng chữ số hệ mười sáu.") from None
    if reason not in revocation.REASONS:
        raise RevocationRefused(f"Lý do là một trong: {', '.join(revocation.REASONS)}.")
    if not revocation.revoke(serial, at=at or clock.now(), reason=reason):
        raise RevocationRefused("Chứng thư này đã bị thu hồi trước đó.")
    access.record_write(
        actor=actor, act="signatures.revoke_certificate", target=("signature", new_id()),
        detail={"certificate": f"{serial:x}", "reason": reason},
    )  # fmt: skip


def _in_force(signer: Signer, name: str, adapter: SigningAdapter) -> tuple[CertificateList, ...]:
    """The revocation lists of now, none of which names the signer. Raises CertificateRevoked."""
    at = clock.now()
    lists = adapter.revocation_lists(at)
    certificate = signer.signing_cert
    if certificate is not None:
        ended = revocation.revoked_at(certificate.serial_number, certificate.authority_key_identifier, lists)
        if ended is not None:
            raise CertificateRevoked(
                f"Chứng thư số của {name} đã bị thu hồi lúc {words.moment(ended)}; không ký được bằng chứng thư này."
            )
    return lists


def _recorded(
    pdf: bytes,
    signer: Signer,
    kind: SignerKind,
    name: str,
    at: datetime,
    is_test: bool,
    detail: dict[str, str],
    actor: Actor,
) -> SignedPdf:
    certificate = signer.signing_cert
    serial = "" if certificate is None else f"{certificate.serial_number:x}"
    digest = signing.sha256(pdf)
    act = "signatures.sign" if kind is SignerKind.PERSON else "signatures.seal"
    access.record_write(
        actor=actor, act=act, target=("signature", new_id()), detail={**detail, "sha256": digest, "certificate": serial}
    )
    return SignedPdf(
        pdf=pdf,
        sha256=digest,
        signer_name=name,
        kind=kind,
        signed_at=at,
        timestamped=True,
        certificate=serial,
        is_test=is_test,
    )
