"""What an adapter to keys must do."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from asn1crypto import x509
from asn1crypto.crl import CertificateList
from pyhanko.sign.signers import Signer
from pyhanko.sign.timestamps import TimeStamper


class RemoteService(Protocol):
    """A service that keeps officers' keys and signs hashes after a confirmation on the phone (shaped after CSC v2).

    Every method may raise SigningUnavailable; each call has its own time limit.
    """

    def certificates(self, *, account: str) -> tuple[tuple[str, bytes], ...]:
        """(credential, certificate in DER) of an account."""
        ...

    def ask(self, *, credential: str, digests: tuple[str, ...], words: str) -> str:
        """Ask for signatures over SHA-256 digests (hex); the answer names the request. Raises SignatureRefused."""
        ...

    def fetch(self, request: str) -> tuple[bytes, ...]:
        """The signatures, in the order of the digests. Raises NotConfirmedYet, SignatureRefused."""
        ...


class SigningAdapter(Protocol):
    """Where keys are. Every method may raise SigningUnavailable."""

    is_test: bool

    def person_signer(self, *, person_id: UUID, name: str) -> Signer: ...

    def agency_signer(self, *, code: str, name: str) -> Signer: ...

    def central_certificates(self) -> tuple[tuple[str, x509.Certificate], ...]:
        """Every person's certificate whose key the platform reaches: (the person's id as the device says it, certificate)."""
        ...

    def time_stamper(self) -> TimeStamper: ...

    def trust_roots(self) -> tuple[x509.Certificate, ...]: ...

    def intermediates(self) -> tuple[x509.Certificate, ...]:
        """The authorities between a holder's certificate and a trusted root, to be put into a signature."""
        ...

    def revocation_lists(self, at: datetime) -> tuple[CertificateList, ...]:
        """The authorities' lists of revoked certificates as known at a moment; none = revocation cannot be told."""
        ...

    def check_config(self) -> list[str]: ...
