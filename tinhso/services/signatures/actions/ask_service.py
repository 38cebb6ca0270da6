"""Signatures from the remote signing service: asked once for each document, fetched when the phone has confirmed."""

from collections.abc import Sequence
from uuid import UUID

from tinhso.kernel.actor import Actor
from tinhso.services.signatures.actions.register_certificate import proof_digest, proof_text, register_certificate
from tinhso.services.signatures.actions.sign_elsewhere import remember_request
from tinhso.services.signatures.adapters import remote
from tinhso.services.signatures.errors import CertificateRefused, SignatureRefused, SigningUnavailable
from tinhso.services.signatures.types import Certificate, Pending, Way


def from_service(waiting: Sequence[Pending], held: Certificate, *, actor: Actor) -> tuple[bytes, ...]:
    """The signatures of these documents of one batch, in their order.

    The first call asks, later ones fetch under the same name: an answer that comes late is found again. Raises
    NotConfirmedYet, SignatureRefused (then the next call asks anew), SigningUnavailable.
    """
    service = remote.service()
    if service is None:
        raise SigningUnavailable("Chưa cấu hình dịch vụ ký số từ xa.")
    ids = tuple(one.id for one in waiting)
    request = waiting[0].request
    if not request or any(one.request != request for one in waiting):
        words = f"Ký {len(waiting)} văn bản: {waiting[0].label}"
        request = service.ask(credential=held.credential, digests=tuple(one.digest for one in waiting), words=words)
        remember_request(batch_id=waiting[0].batch_id, request=request, pending_ids=ids, actor=actor)
    try:
        values = service.fetch(request)
    except SignatureRefused:
        remember_request(batch_id=waiting[0].batch_id, request="", pending_ids=ids, actor=actor)
        raise
    if len(values) != len(waiting):
        raise SigningUnavailable("Dịch vụ ký số từ xa trả thiếu chữ ký.")
    return values


def begin_remote(*, actor: Actor) -> dict[str, str]:
    """Ask the service to sign a proof with the actor's key there; what `finish_remote` needs, to be kept in the session.

    Raises CertificateRefused where the service knows no key of this officer, SigningUnavailable.
    """
    service = remote.service()
    if service is None or actor.person_id is None:
        raise SigningUnavailable("Chưa cấu hình dịch vụ ký số từ xa.")
    found = service.certificates(account=str(actor.person_id))
    if not found:
        raise CertificateRefused("Dịch vụ ký số từ xa chưa cấp khóa cho bạn; hãy hỏi quản trị của tỉnh.")
    credential, der = found[0]
    proof = proof_text(actor.person_id)
    request = service.ask(credential=credential, digests=(proof_digest(proof),), words="Đăng ký chữ ký số")
    return {"credential": credential, "certificate": der.hex(), "proof": proof, "request": request}


def finish_remote(begun: dict[str, str], *, actor: Actor) -> Certificate:
    """Register the certificate when the phone has confirmed. Raises NotConfirmedYet, and what registering raises."""
    service = remote.service()
    if service is None:
        raise SigningUnavailable("Chưa cấu hình dịch vụ ký số từ xa.")
    (value,) = service.fetch(begun["request"])
    return register_certificate(
        certificate=bytes.fromhex(begun["certificate"]),
        way=Way.REMOTE,
        proof=begun["proof"],
        signature=value,
        credential=begun["credential"],
        actor=actor,
    )


def remote_state() -> str:
    """Why signing at the service is not possible now, in a sentence; "" when the service answers."""
    service = remote.service()
    if service is None:
        return "Tỉnh chưa nối với dịch vụ ký số từ xa."
    try:
        service.certificates(account=str(UUID(int=0)))
    except SigningUnavailable as down:
        return down.message
    except SignatureRefused:
        return ""
    return ""
