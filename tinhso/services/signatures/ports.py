"""What an adapter to keys must do."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from asn1crypto import x509
from asn1crypto.crl import CertificateList
from pyhanko.sign.signers import Signer
from pyhanko.sign.timestamps import TimeStamper


class SigningAdapter(Protocol):
    """Where keys are. Every method may raise SigningUnavailable."""

    is_test: bool

    def person_signer(self, *, person_id: UUID, name: str) -> Signer: ...

    def agency_signer(self, *, code: str, name: str) -> Signer: ...

    def time_stamper(self) -> TimeStamper: ...

    def trust_roots(self) -> tuple[x509.Certificate, ...]: ...

    def revocation_lists(self, at: datetime) -> tuple[CertificateList, ...]:
        """The authorities' lists of revoked certificates as known at a moment; none = revocation cannot be told."""
        ...

    def check_config(self) -> list[str]: ...
