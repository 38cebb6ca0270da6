"""What an adapter to keys must do."""

from typing import Protocol
from uuid import UUID

from asn1crypto import x509
from pyhanko.sign.signers import Signer
from pyhanko.sign.timestamps import TimeStamper


class SigningAdapter(Protocol):
    """Where keys are. Every method may raise SigningUnavailable."""

    is_test: bool

    def person_signer(self, *, person_id: UUID, name: str) -> Signer: ...

    def agency_signer(self, *, code: str, name: str) -> Signer: ...

    def time_stamper(self) -> TimeStamper: ...

    def trust_roots(self) -> tuple[x509.Certificate, ...]: ...

    def check_config(self) -> list[str]: ...
