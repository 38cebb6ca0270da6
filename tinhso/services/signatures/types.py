"""What signing gives back and what verification says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class SignerKind(StrEnum):
    PERSON = "person"
    AGENCY = "agency"
    UNKNOWN = "unknown"


class Way(StrEnum):
    """Where an officer's key is: on the platform's own device, at a signing service, on a token in the officer's machine."""

    CENTRAL = "central"
    REMOTE = "remote"
    AGENT = "agent"

    @property
    def words(self) -> str:
        return {
            "central": "Khóa ở thiết bị ký tập trung của tỉnh",
            "remote": "Ký số từ xa, xác nhận trên điện thoại",
            "agent": "USB token cắm ở máy của cán bộ",
        }[self.value]


class OwnPaper(StrEnum):
    """A paper that an officer signs, on the own machine where the agency's rule says so."""

    DIGITISED_COPY = "digitised_copy"
    EXTRACT = "extract"
    COPY_LIST = "copy_list"
    OLD_RESULT = "old_result"


class CertificateState(StrEnum):
    """Whether a registered certificate may sign now."""

    VALID = "valid"
    ENDING = "ending"
    EXPIRED = "expired"
    REVOKED = "revoked"

    @property
    def words(self) -> str:
        return {
            "valid": "Đang dùng được",
            "ending": "Sắp hết hạn",
            "expired": "Đã hết hạn",
            "revoked": "Đã thu hồi",
        }[self.value]


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """A line of the register of officers' certificates; `days_left` counts to its end."""

    fingerprint: str
    person_id: UUID
    way: Way
    serial: str
    subject: str
    issuer: str
    valid_from: datetime
    valid_to: datetime
    registered_at: datetime
    credential: str
    state: CertificateState
    days_left: int
    revoked_at: datetime | None
    revoked_reason: str

    @property
    def may_sign(self) -> bool:
        return self.state in (CertificateState.VALID, CertificateState.ENDING)


@dataclass(frozen=True, kw_only=True)
class Pending:
    """A document that waits for a signature from the signer's own machine. `digest`: the SHA-256 that goes out, in hex."""

    id: UUID
    batch_id: UUID
    way: Way
    fingerprint: str
    person_id: UUID
    subject: tuple[str, UUID]
    facts: Mapping[str, Any]
    label: str
    digest: str
    created_at: datetime
    expires_at: datetime
    # "waiting", "signed", "expired", or "left" when it was prepared anew.
    state: str
    # Under which name the signing service keeps it; "" when it was not asked.
    request: str
    is_open: bool


@dataclass(frozen=True, kw_only=True)
class Signature:
    """A signature that came in for a pending document."""

    pending_id: UUID
    value: bytes


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """What a signing service gave for the documents of a batch, and why it did not give others; both by pending id."""

    values: Mapping[UUID, bytes]
    missing: Mapping[UUID, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ArchiveState:
    """The evidence that sealed files keep. `due`: ends within the rule's days; `failures`: (SHA-256, why), the first of `failed`."""

    kept: int
    due: int
    has_rule: bool
    first_end: datetime | None
    failed: int
    failures: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Renewed:
    """What a run did. `stopped`: why it did not go on, "" when it went through; `left`: still due."""

    renewed: int
    failed: int
    left: int
    stopped: str


@dataclass(frozen=True)
class SignedPdf:
    """A PDF with one signature more. `certificate`: the certificate's serial in hex; `is_test`: no legal value."""

    pdf: bytes
    sha256: str
    signer_name: str
    kind: SignerKind
    signed_at: datetime
    timestamped: bool
    certificate: str
    is_test: bool


@dataclass(frozen=True)
class SignerFact:
    """One signature as found in a file. `title` is what the signer stated, or "Con dấu cơ quan".

    `is_initial`: stated as an initial (ký nháy): whoever checked the text before it went to the signer.
    """

    name: str
    title: str
    kind: SignerKind
    signed_at: datetime | None
    timestamped: bool
    intact: bool
    trusted: bool
    is_test: bool
    certificate: str
    # When the certificate (or one above it) was revoked, whether a list could be asked, and since when an archive time
    # stamp has kept the evidence where that evidence was needed to judge.
    revoked_at: datetime | None = None
    revocation_known: bool = False
    archived_at: datetime | None = None
    is_initial: bool = False

    @property
    def role(self) -> str:
        """The title as a page names it: an initial is never taken for the signature of who decides."""
        if not self.is_initial:
            return self.title
        return f"ký nháy, {self.title}" if self.title else "ký nháy"

    @property
    def revoked_before_signing(self) -> bool:
        """Revoked, and no time stamp proves that the signature was there earlier."""
        return self.revoked_at is not None and not (
            self.timestamped and self.signed_at is not None and self.signed_at < self.revoked_at
        )


@dataclass(frozen=True)
class Verification:
    """What a PDF's signatures say. `intact`: at least one signature and nothing altered since the last of them.

    `trusted`: every signer's certificate leads to an authority that this platform knows. `words` are Vietnamese
    sentences for people, the judgement first; `remarks` are those that speak neither of the judgement nor of one
    signer, for a page that shows these by itself. `sealed`: an agency's seal is among the signatures.
    """

    intact: bool
    trusted: bool
    sealed: bool
    is_test: bool
    signers: tuple[SignerFact, ...]
    words: tuple[str, ...]
    remarks: tuple[str, ...] = ()
    # The number that the clerk filled in between the person's signature and the seal; "" where it was printed before.
    number: str = ""

    @property
    def holds(self) -> bool:
        """Unaltered since signed, by signers known to the platform."""
        return self.intact and self.trusted
