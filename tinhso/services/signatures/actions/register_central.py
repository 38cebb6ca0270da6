"""Every central key's certificate goes into the register: what the province's device holds, person by person."""

from dataclasses import dataclass
from uuid import UUID

from asn1crypto import x509

from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor
from tinhso.services.signatures.actions.register_certificate import MANAGE, enter_central
from tinhso.services.signatures.adapters import registry
from tinhso.services.signatures.errors import CertificateRefused


@dataclass(frozen=True, kw_only=True)
class Entered:
    """How one certificate fared; `refused` is "" when it stands in the register."""

    holder: str
    serial: str
    refused: str = ""


def register_central(*, actor: Actor) -> tuple[Entered, ...]:
    """Enter each by itself: one that is refused keeps no other out, and running it again changes nothing.

    Raises Denied, SigningUnavailable.
    """
    access.authorise(actor=actor, act=MANAGE, agency_id=access.Whose.NO_AGENCY)
    return tuple(_entered(said, certificate, actor) for said, certificate in registry.get().central_certificates())


def _entered(said: str, certificate: x509.Certificate, actor: Actor) -> Entered:
    serial = f"{certificate.serial_number:x}"
    try:
        person_id = UUID(said)
    except ValueError:
        return Entered(holder=said, serial=serial, refused="Nhãn khóa không nêu mã cán bộ (person:<mã>).")
    name = identity.person_names([person_id]).get(person_id, "")
    if not name:
        return Entered(holder=said, serial=serial, refused="Không có người mang mã này.")
    try:
        enter_central(certificate, person_id=person_id, actor=actor)
    except CertificateRefused as refused:
        return Entered(holder=name, serial=serial, refused=refused.message)
    return Entered(holder=name, serial=serial)
