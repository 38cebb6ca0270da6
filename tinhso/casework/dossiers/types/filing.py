"""What is filed, by whom, and who signs along or stands for whom."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from tinhso.casework.dossiers.types.standings import FilingChannel, ReturnMethod
from tinhso.foundation.identity.types import HolderRef
from tinhso.services.fees.types import ClaimInput
from tinhso.services.post.types import Party


@dataclass(frozen=True, kw_only=True)
class Mailing:
    """Where the post meets the applicant: to bring the result, and to fetch papers where `collects`."""

    home: Party
    collects: bool = False


@dataclass(frozen=True, kw_only=True)
class Application:
    """What is filed. `papers` = component code → file ids; `held` = component code → vault item that replaces the paper.

    `owner_agency_id` names who decides when the one-stop that receives is not under it (phi địa giới hành chính);
    `return_agency_id` the one-stop where the applicant fetches the result, None = where it was received.
    """

    procedure_version_id: UUID
    applicant: HolderRef
    answers: Mapping[str, Any]
    receiving_agency_id: UUID
    channel: FilingChannel
    return_method: ReturnMethod
    owner_agency_id: UUID | None = None
    return_agency_id: UUID | None = None
    papers: Mapping[str, tuple[UUID, ...]] = field(default_factory=dict)
    held: Mapping[str, UUID] = field(default_factory=dict)
    draft_id: UUID | None = None
    replaces_id: UUID | None = None
    # When the papers were really handed in, for a filing entered later with the head's approval.
    received_at: datetime | None = None
    # The batch of certified copies that it is received in (services.copybook).
    batch_id: UUID | None = None
    # That the applicant pays less, and by which paper (services.fees).
    claim: ClaimInput | None = None
    # For a result by post, and papers fetched at home (services.post).
    mailing: Mailing | None = None
    # Filed on the national portal and handed over by it (flows.national_sync).
    is_from_national: bool = False


@dataclass(frozen=True, kw_only=True)
class ForeignFiling:
    """What somebody filed on the national portal, in our codes. `key`: the same is the same dossier."""

    key: str
    procedure_version_id: UUID
    applicant: HolderRef
    filed_by_id: UUID
    answers: Mapping[str, Any]
    receiving_agency_id: UUID
    papers: Mapping[str, tuple[UUID, ...]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Filed:
    """The answer to a filing: the same for the same idempotency key."""

    id: UUID
    code: str
    submitted_at: datetime
    answer_due_at: datetime | None
    is_new: bool


class CosigningState(StrEnum):
    """What somebody asked to sign with the applicant has answered."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    DECLINED = "declined"


@dataclass(frozen=True, kw_only=True)
class Cosigner:
    """Somebody whom the form makes sign with the applicant; `state` None before they were asked.

    `number` is masked. `is_stale`: the application was changed after they were asked, so their answer no longer counts.
    """

    role: str
    name: str
    number: str
    id: UUID | None = None
    state: CosigningState | None = None
    answered_at: datetime | None = None
    reason: str = ""
    is_stale: bool = False

    @property
    def has_confirmed(self) -> bool:
        return self.state is CosigningState.CONFIRMED and not self.is_stale

    @property
    def is_asked(self) -> bool:
        return self.state is CosigningState.ASKED and not self.is_stale


@dataclass(frozen=True, kw_only=True)
class CosigningRequest:
    """A confirmation that waits for the signed-in person, or that they gave."""

    id: UUID
    draft_id: UUID
    procedure_title: str
    asked_by: str
    asked_at: datetime
    state: CosigningState
    is_stale: bool


class LateState(StrEnum):
    """Where a request to enter a filing later stands."""

    ASKED = "asked"
    APPROVED = "approved"
    REJECTED = "rejected"
    ENTERED = "entered"

    @property
    def words(self) -> str:
        return {"asked": "Chờ duyệt", "approved": "Đã duyệt", "rejected": "Không duyệt", "entered": "Đã nhập"}[
            self.value
        ]


class HelpAnswer(StrEnum):
    """What the applicant said about a filing that somebody made for them."""

    WAITING = ""
    CONFIRMED = "confirmed"
    DENIED = "denied"

    @property
    def words(self) -> str:
        return {
            "": "chờ người đứng tên xác nhận",
            "confirmed": "người đứng tên đã xác nhận",
            "denied": "người đứng tên nói không nhờ",
        }[self.value]


class Capacity(StrEnum):
    """In what capacity somebody files at the counter in another's name."""

    PARENT = "parent"
    DELEGATE = "delegate"
    ORGANISATION = "organisation"
    HELPER = "helper"

    @property
    def words(self) -> str:
        return {
            "parent": "Cha, mẹ hoặc người giám hộ",
            "delegate": "Người được ủy quyền",
            "organisation": "Người đại diện của tổ chức",
            "helper": "Người làm hộ, người nộp có mặt",
        }[self.value]


@dataclass(frozen=True, kw_only=True)
class Representative:
    """Who came in the applicant's name. `document` is the paper that allows it; `may_receive`: the result as well;
    `valid_to`: the last day, None where the capacity has no end of its own.
    """

    person_id: UUID
    capacity: Capacity
    document: str = ""
    may_receive: bool = False
    valid_to: date | None = None
    name: str = ""
    # A helper's filing is the applicant's own word (làm hộ): signed before the desk, or said from their own sign-in.
    answer: HelpAnswer = HelpAnswer.WAITING
    answered_by: str = ""
    answered_at: datetime | None = None

    @property
    def waits_for_applicant(self) -> bool:
        """Whether the applicant has still to say that they asked for this help."""
        return self.capacity is Capacity.HELPER and self.answer is HelpAnswer.WAITING

    def allows_receiving(self, *, on: date) -> bool:
        """Whether the result may be handed to this person on the day."""
        return self.may_receive and (self.valid_to is None or on <= self.valid_to)

    @property
    def words(self) -> str:
        """As the receipt says it."""
        scope = "nộp và nhận kết quả" if self.may_receive else "nộp hồ sơ"
        until = f", đến hết {self.valid_to:%d/%m/%Y}" if self.valid_to else ""
        by = f", {self.document}" if self.document else ""
        said = f"; {self.answer.words}" if self.capacity is Capacity.HELPER else ""
        return f"{self.name} ({self.capacity.words.lower()}{by}; phạm vi: {scope}{until}{said})"
