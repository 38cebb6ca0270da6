"""What identity shows to others."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from tinhso.foundation.access.types import HolderRef
from tinhso.foundation.identity.representatives import RepresentativeClaim

__all__ = [
    "NATIONAL",
    "Account",
    "Agency",
    "Delegation",
    "HeldPost",
    "HolderColumn",
    "HolderRef",
    "IdentityPaper",
    "Membership",
    "MergeSide",
    "NationalFault",
    "NationalMatch",
    "Organisation",
    "OrganisationKind",
    "PaperInput",
    "PaperKind",
    "PendingLink",
    "Person",
    "Post",
    "PostHolder",
    "Posting",
    "ProvedAccount",
    "RepresentativeClaim",
    "Right",
    "Ward",
]

# The one provider of national identities, as our rows name it.
NATIONAL = "quoc-gia"


class NationalFault(StrEnum):
    """Why a sign-in by the national identity did not come to its end; `words` say what the operator does."""

    DOWN = "down"
    CERTIFICATE = "certificate"
    NONSENSE = "nonsense"
    REFUSED = "refused"
    EXPIRED = "expired"
    CLOCKS = "clocks"
    ISSUER = "issuer"
    FORGED = "forged"
    NONCE = "nonce"
    SOMEBODY_ELSE = "somebody_else"

    @property
    def words(self) -> str:
        return _FAULTS[self]

    @property
    def is_outage(self) -> bool:
        """Nothing is wrong with the person or the sign-in: the other side cannot be used now."""
        return self in (NationalFault.DOWN, NationalFault.CERTIFICATE, NationalFault.NONSENSE)


_FAULTS = {
    NationalFault.DOWN: "không trả lời trong giới hạn; xem đường mạng tới đó, báo đơn vị vận hành, người dân vẫn dùng bản nháp.",
    NationalFault.CERTIFICATE: "chứng thư số máy chủ không dùng được; báo đơn vị vận hành, không tắt việc kiểm tra.",
    NationalFault.NONSENSE: "trả lời không đúng chuẩn (trang web, quá dài, thiếu mục); thường là bảo trì, báo đơn vị vận hành.",
    NationalFault.REFUSED: "từ chối mã đăng nhập; kiểm tra mã và mật khẩu ứng dụng, địa chỉ quay về đã đăng ký.",
    NationalFault.EXPIRED: "thẻ định danh đã hết hạn khi tới; so giờ hai bên (NTP), rồi báo đơn vị vận hành.",
    NationalFault.CLOCKS: "thẻ định danh ghi giờ ở tương lai; đồng bộ giờ máy chủ của tỉnh (NTP), rồi báo đơn vị vận hành.",
    NationalFault.ISSUER: "thẻ định danh của nơi cấp khác; kiểm tra TINHSO_NATIONAL_IDENTITY_SERVER, có thể là tấn công.",
    NationalFault.FORGED: "chữ ký hoặc người nhận của thẻ định danh không đúng; có thể là tấn công, xem nhật ký an ninh.",
    NationalFault.NONCE: "thẻ định danh làm cho lần đăng nhập khác; có thể là phát lại, xem nhật ký an ninh.",
    NationalFault.SOMEBODY_ELSE: "thông tin gửi kèm là của người khác với thẻ định danh; báo ngay đơn vị vận hành.",
}


class PaperKind(StrEnum):
    """Identity papers other than the personal number."""

    PASSPORT = "passport"
    OLD_IDENTITY_CARD = "old_identity_card"
    RESIDENCE_CARD = "residence_card"
    TRAVEL_DOCUMENT = "travel_document"
    BIRTH_CERTIFICATE = "birth_certificate"


class OrganisationKind(StrEnum):
    """Kinds of organisations; a household business may have its owner's personal number as tax code."""

    ENTERPRISE = "enterprise"
    COOPERATIVE = "cooperative"
    HOUSEHOLD_BUSINESS = "household_business"
    AGENCY = "agency"
    OTHER = "other"


class Right(StrEnum):
    """What a user of an organisation may do in its name."""

    VIEW = "view"
    SUBMIT = "submit"
    MANAGE = "manage"


@dataclass(frozen=True)
class Agency:
    """An agency as it was on a day. `id` and `code` stay through renames; the rest is dated."""

    id: UUID
    code: str
    legacy_code: str
    name: str
    short_name: str
    tier: str
    parent_id: UUID | None
    unit_code: str
    valid_from: date
    valid_to: date | None
    calendar_code: str = ""


@dataclass(frozen=True)
class Post:
    """A seat in an agency with the codes of the roles it holds."""

    id: UUID
    code: str
    title: str
    agency_id: UUID
    roles: tuple[str, ...]


@dataclass(frozen=True)
class HeldPost:
    """A post somebody may act through today; `delegated_by` names the holder who is covered, None for one's own."""

    post: Post
    agency: Agency
    valid_to: date | None
    delegated_by: UUID | None = None
    delegation_id: UUID | None = None


@dataclass(frozen=True)
class Posting:
    """A person on a post from–to (both days included)."""

    id: UUID
    person_id: UUID
    post_id: UUID
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class Delegation:
    """Cover during leave: the delegate acts through the post, with an own account, from–to (both days included)."""

    id: UUID
    post_id: UUID
    from_person_id: UUID
    to_person_id: UUID
    valid_from: date
    valid_to: date
    reason: str
    revoked_at: datetime | None


@dataclass(frozen=True)
class IdentityPaper:
    """A passport or old paper; `number` is masked like a personal number."""

    kind: PaperKind
    number: str
    country: str
    issued_on: date | None
    expires_on: date | None


@dataclass(frozen=True)
class Person:
    """A person's card. `personal_number` is "" for a newborn or a foreigner without one, and masked unless revealed."""

    id: UUID
    full_name: str
    personal_number: str
    born_on: date | None
    sex: str
    phone: str
    email: str
    address: str
    unit_code: str
    nationality: str
    papers: tuple[IdentityPaper, ...] = ()
    is_masked: bool = True
    former_unit_code: str = ""


@dataclass(frozen=True)
class Ward:
    """A child or ward with its guardian."""

    person_id: UUID
    guardian_id: UUID
    relation: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class Organisation:
    """An organisation's card; a 12-digit tax code (household business) is masked unless revealed."""

    id: UUID
    name: str
    tax_code: str
    kind: OrganisationKind
    address: str
    unit_code: str = ""


@dataclass(frozen=True)
class Membership:
    """A user of an organisation and the rights held in its name."""

    organisation_id: UUID
    person_id: UUID
    full_name: str
    rights: frozenset[Right]
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class SsoClient:
    """Another system of the province whose users sign in here; `asks`: they agree first to what it learns."""

    code: str
    title: str
    redirects: tuple[str, ...]
    asks: bool
    registered_at: datetime


@dataclass(frozen=True)
class Account:
    """An account that was made: its login name, the person it stands for."""

    user_id: UUID
    person_id: UUID
    username: str


@dataclass(frozen=True)
class PostHolder:
    """Who acts through a post on a day; `delegated_by` is the covered holder, None for the holder."""

    person_id: UUID
    full_name: str
    delegated_by: UUID | None = None


@dataclass(frozen=True)
class PaperInput:
    """An identity paper to register, its number as written."""

    kind: PaperKind
    number: str
    country: str = "VN"
    issued_on: date | None = None
    expires_on: date | None = None


@dataclass(frozen=True)
class PendingLink:
    """A national identity that waits for the owner of an account with a sign-in of its own to say that it is theirs."""

    user_id: UUID
    provider: str
    subject_index: bytes
    level: str
    is_organisation: bool


@dataclass(frozen=True)
class NationalMatch:
    """Whom the claims of the national identity stand for; `pending` when that account has first to be proved."""

    user_id: UUID
    subject_index: bytes
    pending: PendingLink | None = None


@dataclass(frozen=True)
class HolderColumn:
    """A column that says whose something is: it follows when two cards of one person become one.

    `words` name the things moved, as people read them; `model` is "app.Model"; `kind` is the column that must say "person".
    Rows that the merged card already has once under the kept one stay as they are.
    """

    words: str
    model: str
    field: str
    kind: str = ""


@dataclass(frozen=True)
class MergeSide:
    """One of two cards before they are merged, masked; `stays` is the one that both will be known under."""

    person_id: UUID
    full_name: str
    born_on: date | None
    number: str
    phone: str
    username: str
    stays: bool


@dataclass(frozen=True)
class ProvedAccount:
    """An account that somebody signed in to; `generation` changes when its sessions are ended."""

    user_id: UUID
    person_id: UUID
    generation: int
