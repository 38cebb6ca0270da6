"""Public values of dossiers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum, StrEnum
from typing import Any
from uuid import UUID

from tinhso.engines.deadlines.types import Term
from tinhso.engines.workflow.types import Opinion
from tinhso.foundation.identity.types import HolderRef
from tinhso.services.fees.types import ClaimInput
from tinhso.services.post.types import Party


class Status(IntEnum):
    """The national portal's status codes (facts: onestop §3.2)."""

    REGISTERED = 1
    ACCEPTED = 2
    NOT_ACCEPTED = 3
    PROCESSING = 4
    SUPPLEMENT = 5
    FINANCIAL = 6
    WITHDRAWN = 7
    STOPPED = 8
    FINISHED = 9
    RETURNED = 10

    @property
    def title(self) -> str:
        """The national wording, for officers and the exchange."""
        return _NATIONAL[self]

    @property
    def public(self) -> str:
        """The words a citizen reads."""
        return _PUBLIC[self]

    @property
    def is_over(self) -> bool:
        return self in (Status.NOT_ACCEPTED, Status.WITHDRAWN, Status.STOPPED, Status.RETURNED)


_NATIONAL = {
    Status.REGISTERED: "Mới đăng ký",
    Status.ACCEPTED: "Được tiếp nhận",
    Status.NOT_ACCEPTED: "Không được tiếp nhận",
    Status.PROCESSING: "Đang xử lý",
    Status.SUPPLEMENT: "Yêu cầu bổ sung giấy tờ",
    Status.FINANCIAL: "Yêu cầu thực hiện nghĩa vụ tài chính",
    Status.WITHDRAWN: "Công dân yêu cầu rút hồ sơ",
    Status.STOPPED: "Dừng xử lý",
    Status.FINISHED: "Đã xử lý xong",
    Status.RETURNED: "Đã trả kết quả",
}
_PUBLIC = {
    Status.REGISTERED: "Đã nộp, chờ tiếp nhận",
    Status.ACCEPTED: "Đã tiếp nhận",
    Status.NOT_ACCEPTED: "Không được tiếp nhận",
    Status.PROCESSING: "Đang giải quyết",
    Status.SUPPLEMENT: "Cần bạn bổ sung",
    Status.FINANCIAL: "Cần bạn nộp tiền",
    Status.WITHDRAWN: "Đã rút hồ sơ",
    Status.STOPPED: "Đã dừng giải quyết",
    Status.FINISHED: "Đã có kết quả",
    Status.RETURNED: "Đã trả kết quả",
}


class FilingChannel(StrEnum):
    """How a dossier reached the one-stop; the national code is in `national`."""

    COUNTER = "counter"
    ONLINE = "online"
    POSTAL = "postal"

    @property
    def national(self) -> int:
        return {"counter": 1, "online": 2, "postal": 3}[self.value]

    @property
    def words(self) -> str:
        return {"counter": "Trực tiếp", "online": "Trực tuyến", "postal": "Bưu chính công ích"}[self.value]


class ReturnMethod(StrEnum):
    """How the applicant wants the result."""

    ONLINE = "online"
    COUNTER = "counter"
    POSTAL = "postal"

    @property
    def words(self) -> str:
        return {
            "online": "Bản điện tử trong kho dữ liệu điện tử",
            "counter": "Nhận tại bộ phận một cửa",
            "postal": "Bưu tá giao đến địa chỉ đã ghi",
        }[self.value]


class Decision(StrEnum):
    """What the result says."""

    GRANTED = "granted"
    REFUSED = "refused"


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


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One itemised reason of a refusal: which component (empty = the whole), what is wrong, how to put it right."""

    component: str
    text: str
    remedy: str = ""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One line of a dossier's history."""

    status: Status
    at: datetime
    words: str
    agency_id: UUID | None
    person_id: UUID | None
    reasons: tuple[Reason, ...] = ()
    post_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A paper that the one-stop printed for this dossier."""

    id: UUID
    kind: str
    title: str
    file_id: UUID | None
    created_at: datetime


class Verdict(StrEnum):
    """What the desk says about a component."""

    UNCHECKED = ""
    RIGHT = "ok"
    WRONG = "bad"

    @property
    def words(self) -> str:
        return {"": "Chưa kiểm tra", "ok": "Đạt", "bad": "Không đạt"}[self.value]


@dataclass(frozen=True, kw_only=True)
class Check:
    """One component as the desk checked it; `originals` and `copies` came on paper."""

    component: str
    verdict: Verdict = Verdict.UNCHECKED
    originals: int = 0
    copies: int = 0
    reason: str = ""
    remedy: str = ""


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


@dataclass(frozen=True, kw_only=True)
class PaperFacts:
    """What was read off a paper when it was digitised: its own number, who issued it and when, until when it holds."""

    number: str = ""
    issuer: str = ""
    issued_on: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, kw_only=True)
class DigitisedCopy:
    """The digitised copy of a paper: `file_id` has the officer's signature, `item_id` is its place in the vault or None."""

    id: UUID
    component: str
    source_file_id: UUID
    file_id: UUID
    sha256: str
    code: str
    result_code: str
    facts: PaperFacts
    item_id: UUID | None
    signer_name: str
    digitised_at: datetime


@dataclass(frozen=True, kw_only=True)
class DraftVersion:
    """A version of a drafted result: who wrote it when, what it decides."""

    seq: int
    decision: Decision
    fields: Mapping[str, Any]
    drafted_at: datetime
    drafted_by_id: UUID


@dataclass(frozen=True, kw_only=True)
class Result:
    """The result of a dossier, drafted, then signed."""

    decision: Decision
    title: str
    number: str
    fields: Mapping[str, Any]
    file_id: UUID | None
    sha256: str
    signed_at: datetime | None
    signer_name: str
    verify_token: str
    # Signed, its number still to come: `number` is "" and `file_id` None until the clerk has issued it.
    signed_file_id: UUID | None = None
    on_paper: bool = False
    issued_at: datetime | None = None

    @property
    def awaits_number(self) -> bool:
        """Signed by who decides, not yet numbered and sealed."""
        return self.signed_file_id is not None and self.file_id is None

    @property
    def verification_path(self) -> str:
        """Where anybody checks it; printed in its QR, so it never changes."""
        return f"/xac-minh/{self.verify_token}/"


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """A dossier as its officers and its applicant see it; `answers` only where the caller was allowed to read them."""

    id: UUID
    code: str
    procedure_code: str
    procedure_title: str
    procedure_version_id: UUID
    situation: str
    status: Status
    channel: FilingChannel
    return_method: ReturnMethod
    applicant: HolderRef
    applicant_name: str
    receiving_agency_id: UUID
    owner_agency_id: UUID
    returning_agency_id: UUID
    submitted_at: datetime
    accepted_at: datetime | None
    statutory_due_at: datetime | None
    due_at: datetime | None
    finished_at: datetime | None
    returned_at: datetime | None
    answers: Mapping[str, Any]
    papers: Mapping[str, tuple[UUID, ...]]
    held: Mapping[str, UUID]
    decision: Decision | None
    replaces_id: UUID | None
    bundle_id: UUID | None
    verify_token: str
    version: int
    # Levels of confidentiality, "" = none; `hidden_papers`: components whose papers this reader may not open.
    level: str = ""
    paper_levels: Mapping[str, str] = field(default_factory=dict)
    hidden_papers: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class WorkItem:
    """A row of an officer's list: one open task of one dossier."""

    task_id: UUID
    dossier_id: UUID
    code: str
    procedure_code: str
    procedure_title: str
    applicant_name: str
    step: str
    step_title: str
    status: Status
    agency_id: UUID
    role: str
    person_id: UUID | None
    opened_at: datetime
    due_at: datetime | None
    dossier_due_at: datetime | None
    signs: bool = False
    consultation_id: UUID | None = None
    # Who answers for the dossier: known in a page of a list (`owners_of` knows it of others).
    owner_agency_id: UUID | None = None


class BulkKind(StrEnum):
    """What may be done to several rows of a list at once."""

    TAKE = "take"
    ASSIGN = "assign"
    OUTCOME = "outcome"


@dataclass(frozen=True, kw_only=True)
class BulkRow:
    """One chosen row as the page showed it."""

    task_id: UUID
    version: int = 0
    held_by: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class BulkOrder:
    """What an officer orders for the chosen rows; `outcome` is the button's code and `title` its words."""

    kind: BulkKind
    rows: tuple[BulkRow, ...]
    outcome: str = ""
    title: str = ""
    to_person_id: UUID | None = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class BulkLine:
    """How one row went: done, refused for a reason, or not tried yet. `waits`: done when the officer's initial has come in."""

    task_id: UUID
    dossier_id: UUID | None
    code: str
    is_done: bool
    refusal: str
    waits: bool


@dataclass(frozen=True, kw_only=True)
class BulkReport:
    """An order and its rows in the order in which they were chosen."""

    key: UUID
    kind: BulkKind
    title: str
    lines: tuple[BulkLine, ...]

    @property
    def done(self) -> int:
        return sum(line.is_done and not line.waits for line in self.lines)

    @property
    def waiting(self) -> int:
        return sum(line.waits for line in self.lines)

    @property
    def untried(self) -> int:
        return sum(not (line.is_done or line.refusal) for line in self.lines)


class QuestionState(StrEnum):
    """Where a question to another agency stands; `waiting` = its turn has not come."""

    WAITING = "waiting"
    OPEN = "open"
    ANSWERED = "answered"
    RECALLED = "recalled"


class Silence(StrEnum):
    """What it means that an asked agency does not answer."""

    AGREED = "agreed"
    REMINDER = "reminder"


@dataclass(frozen=True, kw_only=True)
class ConsultationRule:
    """How agencies are asked (kind `consultation_rule`). `papers` None = every paper; `silence_after` None = when due.

    `question`, `papers`, `answers`, `applicant` are what a step of a process asks and shows.
    """

    version_id: UUID
    code: str
    title: str
    roles: tuple[str, ...]
    term: Term
    silence: Silence
    silence_after: Term | None
    escalate_after: Term | None
    late_needs_reason: bool
    question: str
    papers: tuple[str, ...] | None
    answers: bool
    applicant: bool


@dataclass(frozen=True, kw_only=True)
class Question:
    """What one agency is asked: the words, by when (None = the rule's term), and all that it may see."""

    agency_id: UUID
    text: str
    term: Term | None = None
    files: tuple[UUID, ...] = ()
    topics: tuple[str, ...] = ()
    shows_applicant: bool = False


@dataclass(frozen=True, kw_only=True)
class Consultation:
    """A question with its answer. Instants are aware UTC; `late_words` says by how much the answer is or was late, ""
    while it is in time. `answer` is an Opinion, None until answered; with `by_silence` nobody said it."""

    id: UUID
    dossier_id: UUID
    seq: int
    round: int
    agency_id: UUID
    asking_agency_id: UUID
    title: str
    question: str
    files: tuple[UUID, ...]
    topics: tuple[str, ...]
    shows_applicant: bool
    state: QuestionState
    is_step: bool
    asked_at: datetime
    asked_by_id: UUID | None
    sent_at: datetime | None
    due_at: datetime | None
    past_due_reason: str
    reminded_at: datetime | None
    escalated_at: datetime | None
    closed_at: datetime | None
    closed_by_id: UUID | None
    answer: Opinion | None
    by_silence: bool
    opinion: str
    late_reason: str
    late_words: str
    file_id: UUID | None
    is_signed: bool
    recall_reason: str
    request_file_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Tracked:
    """What public tracking tells: no name, no answers."""

    code: str
    procedure_title: str
    status: Status
    submitted_at: datetime
    accepted_at: datetime | None
    due_at: datetime | None
    finished_at: datetime | None
    # The new date of an apology, and until when the applicant may answer a supplement request.
    appointed_at: datetime | None
    answer_by: datetime | None
    holder_title: str
    # Who decides it and answers for it, whoever works on it now.
    owner_title: str
    steps: tuple[Step, ...]
