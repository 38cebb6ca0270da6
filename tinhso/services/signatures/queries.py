"""The register of officers' certificates and the waiting signatures, as others see them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from tinhso.kernel import clock
from tinhso.services.signatures.errors import NoSuchPending
from tinhso.services.signatures.models import OfficerCertificate, PendingSignature
from tinhso.services.signatures.types import Certificate, CertificateState, Pending, Way

# How long before its end a certificate is told to be renewed.
WARN_BEFORE = timedelta(days=30)


def view(row: OfficerCertificate, at: datetime) -> Certificate:
    return Certificate(
        fingerprint=row.fingerprint,
        person_id=row.person_id,
        way=Way(row.way),
        serial=row.serial,
        subject=row.subject,
        issuer=row.issuer,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        registered_at=row.registered_at,
        credential=row.credential,
        state=_state(row, at),
        days_left=max((row.valid_to - at).days, 0),
        revoked_at=row.revoked_at,
        revoked_reason=row.revoked_reason,
    )


def _state(row: OfficerCertificate, at: datetime) -> CertificateState:
    if row.revoked_at is not None:
        return CertificateState.REVOKED
    if at >= row.valid_to:
        return CertificateState.EXPIRED
    return CertificateState.ENDING if row.valid_to - at <= WARN_BEFORE else CertificateState.VALID


def certificates_of(person_id: UUID) -> tuple[Certificate, ...]:
    """All that a person ever registered, the latest first."""
    at = clock.now()
    rows = OfficerCertificate.objects.filter(person_id=person_id).order_by("-registered_at", "fingerprint")
    return tuple(view(row, at) for row in rows)


def register(*, limit: int, after: str = "", people: Iterable[UUID] | None = None) -> tuple[Certificate, ...]:
    """The register, by certificate; `after`: the fingerprint that a page ended with."""
    at = clock.now()
    rows = OfficerCertificate.objects.filter(fingerprint__gt=after).order_by("fingerprint")
    if people is not None:
        rows = rows.filter(person_id__in=list(people))
    return tuple(view(row, at) for row in rows[:limit])


def ending(*, limit: int = 50) -> tuple[Certificate, ...]:
    """In force, and near their end: soonest first."""
    at = clock.now()
    rows = OfficerCertificate.objects.filter(
        revoked_at__isnull=True, valid_to__gt=at, valid_to__lte=at + WARN_BEFORE
    ).order_by("valid_to")
    return tuple(view(row, at) for row in rows[:limit])


def own_ways(person_id: UUID) -> tuple[Certificate, ...]:
    """What this person may sign with on a machine of their own, now; the signing service before the token."""
    found = [one for one in certificates_of(person_id) if one.may_sign and one.way is not Way.CENTRAL]
    return tuple(sorted(found, key=lambda one: (one.way is not Way.REMOTE, -one.registered_at.timestamp())))


def waiting(*, batch_id: UUID, person_id: UUID) -> tuple[Pending, ...]:
    """The documents of a batch, signed ones too, in the order in which they were prepared. Raises NoSuchPending."""
    rows = PendingSignature.objects.filter(batch_id=batch_id, person_id=person_id).select_related("certificate")
    found = tuple(pending_view(row) for row in rows.order_by("id"))
    if not found:
        raise NoSuchPending("Không có yêu cầu ký này.")
    return found


def pending_view(row: PendingSignature) -> Pending:
    return Pending(
        id=row.id,
        batch_id=row.batch_id,
        way=Way(row.certificate.way),
        fingerprint=row.certificate_id,
        person_id=row.person_id,
        subject=(row.subject_kind, row.subject_id),
        facts=row.facts,
        label=row.label,
        digest=row.digest,
        created_at=row.created_at,
        expires_at=row.expires_at,
        state=row.state,
        request=row.request,
        is_open=row.state == "waiting" and row.expires_at > clock.now(),
    )
