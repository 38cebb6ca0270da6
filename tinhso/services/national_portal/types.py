"""Public shapes of the exchange with the national portal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from tinhso.services.national_portal.second_rule import SecondRule


class CatalogueKind(StrEnum):
    """A list that the portal keeps; the first three have counterparts of ours that are mapped."""

    PROCEDURES = "procedures"
    AGENCIES = "agencies"
    FIELDS = "fields"
    LEVELS = "levels"
    LEGAL_BASES = "legal_bases"
    FEES = "fees"
    SUBJECTS = "subjects"
    SEXES = "sexes"
    PROVINCES = "provinces"
    DISTRICTS = "districts"
    COMMUNES = "communes"
    COUNTRIES = "countries"
    ETHNICITIES = "ethnicities"
    RELIGIONS = "religions"
    MARITAL_STATES = "marital_states"

    @property
    def words(self) -> str:
        return _CATALOGUES[self]

    @property
    def is_mapped(self) -> bool:
        return self in MAPPED


_CATALOGUES = {
    CatalogueKind.PROCEDURES: "Thủ tục hành chính",
    CatalogueKind.AGENCIES: "Cơ quan",
    CatalogueKind.FIELDS: "Lĩnh vực",
    CatalogueKind.LEVELS: "Cấp thực hiện",
    CatalogueKind.LEGAL_BASES: "Căn cứ pháp lý",
    CatalogueKind.FEES: "Phí, lệ phí",
    CatalogueKind.SUBJECTS: "Đối tượng thực hiện",
    CatalogueKind.SEXES: "Giới tính",
    CatalogueKind.PROVINCES: "Tỉnh, thành phố",
    CatalogueKind.DISTRICTS: "Quận, huyện",
    CatalogueKind.COMMUNES: "Phường, xã",
    CatalogueKind.COUNTRIES: "Quốc gia",
    CatalogueKind.ETHNICITIES: "Dân tộc",
    CatalogueKind.RELIGIONS: "Tôn giáo",
    CatalogueKind.MARITAL_STATES: "Tình trạng hôn nhân",
}
MAPPED = (CatalogueKind.PROCEDURES, CatalogueKind.FIELDS, CatalogueKind.AGENCIES)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """How the portal is talked to (kind `national_portal`): codes and times that its operator or the law may change."""

    login_path: str = "/login"
    service_path: str = "/services"
    ok_codes: frozenset[str] = frozenset({"0", "00"})
    session_codes: frozenset[str] = frozenset()
    again_codes: frozenset[str] = frozenset()
    missing_codes: frozenset[str] = frozenset()
    retry_minutes: tuple[int, ...] = (1, 2, 5, 15, 60, 240)
    sends_applicant: bool = True
    sends_contacts: bool = False
    sends_confidential: bool = False
    most_gone_percent: int = 20
    file_hosts: tuple[str, ...] = ()
    most_file_bytes: int = 20_000_000
    # `original`, `copy` → the portal's code of it (LoaiGiayTo); a kind without a code goes without one.
    paper_kinds: Mapping[str, str] = field(default_factory=dict, hash=False)
    second: SecondRule | None = None
    # Fact of a rating → the portal's field; a fact without a field stays here.
    rating_fields: Mapping[str, str] = field(default_factory=lambda: {"dossier_code": "MaHoSo"}, hash=False)


@dataclass(frozen=True, kw_only=True)
class AskedMore:
    """A supplement request of a dossier, as the portal is told of it."""

    id: UUID
    words: str
    asked_at: datetime
    answered_at: datetime | None = None
    due_before: datetime | None = None
    due_after: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class GivenPaper:
    """A paper handed in; the file itself stays here."""

    component: str
    title: str
    id: UUID


@dataclass(frozen=True, kw_only=True)
class PaperAtDesk:
    """What came on paper for a component, as the desk counted it; of it there may be no file."""

    component: str
    title: str
    originals: int
    copies: int


@dataclass(frozen=True, kw_only=True)
class AskedFee:
    """What the applicant owes for the dossier, whatever is paid of it."""

    title: str
    amount_vnd: int


@dataclass(frozen=True, kw_only=True)
class IssuedResult:
    title: str
    result_code: str
    id: UUID
    address: str


@dataclass(frozen=True, kw_only=True)
class DossierState:
    """A dossier as it is now, in our codes. `level` = its level of confidentiality, "" for none."""

    subject_id: UUID
    code: str
    foreign_code: str = ""
    procedure_code: str
    procedure_title: str
    field_code: str
    field_title: str
    agency_id: UUID
    agency_code: str
    agency_name: str
    is_organisation: bool
    applicant_name: str
    phone: str = ""
    email: str = ""
    status: int
    submitted_at: datetime
    accepted_at: datetime | None
    due_at: datetime | None
    finished_at: datetime | None
    returned_at: datetime | None
    by_post: bool = False
    level: str = ""
    papers: tuple[GivenPaper, ...] = ()
    # Under whose link the papers' files are read: the kind of the owner, whose id is `subject_id`.
    papers_owner: str = ""
    on_paper: tuple[PaperAtDesk, ...] = ()
    fees: tuple[AskedFee, ...] = ()
    asked: tuple[AskedMore, ...] = ()
    results: tuple[IssuedResult, ...] = ()

    @property
    def their_code(self) -> str:
        """The code under which the portal knows it: its own, where it was filed there."""
        return self.foreign_code or self.code


@dataclass(frozen=True, kw_only=True)
class RatingFacts:
    """A slip about a dossier, in codes: who rated is nobody's business."""

    dossier_code: str
    procedure_code: str
    level: str
    is_satisfied: bool
    version_no: int
    on: date
    points: Mapping[str, int] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, kw_only=True)
class ProgressLine:
    """One step of a dossier's way: who did what, when, in which unit, and what the dossier became by it."""

    officer: str
    post: str
    unit: str
    words: str
    status: int
    at: datetime


class MessageKind(StrEnum):
    DOSSIER = "dossier"
    RATING = "rating"
    ANSWER = "answer"
    FAQ = "faq"

    @property
    def words(self) -> str:
        return {"dossier": "Hồ sơ", "rating": "Đánh giá", "answer": "Trả lời câu hỏi", "faq": "Hỏi đáp"}[self.value]


class MessageState(StrEnum):
    """`blocked` waits for a mapping; `dead` was given up and holds what comes after it; `withheld` is not sent by rule."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    BLOCKED = "blocked"
    DEAD = "dead"
    SKIPPED = "skipped"
    WITHHELD = "withheld"

    @property
    def words(self) -> str:
        return {
            "waiting": "Chờ gửi",
            "sending": "Đang gửi",
            "sent": "Cổng đã nhận",
            "blocked": "Chờ ghép mã",
            "dead": "Không gửi được",
            "skipped": "Bỏ qua",
            "withheld": "Không gửi theo quy tắc",
        }[self.value]

    @property
    def tone(self) -> str:
        return {"sent": "good", "blocked": "warn", "dead": "bad"}.get(self.value, "neutral")

    @property
    def is_open(self) -> bool:
        return self in OPEN_STATES


# What is still to go: whatever comes after it for the same dossier waits.
OPEN_STATES = (MessageState.WAITING, MessageState.SENDING, MessageState.BLOCKED, MessageState.DEAD)


@dataclass(frozen=True, kw_only=True)
class MessageView:
    """A message as screens show it: no personal data."""

    id: UUID
    kind: MessageKind
    subject_id: UUID
    code: str
    agency_id: UUID | None
    seq: int
    words: str
    state: MessageState
    attempts: int
    error: str
    queued_at: datetime
    next_at: datetime | None
    sent_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One field in which the portal says otherwise."""

    field: str
    ours: str
    theirs: str


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """What the portal knew of a dossier when it was asked. `is_known` False: it knows none of that code."""

    subject_id: UUID
    code: str
    at: datetime
    is_known: bool
    differences: tuple[Difference, ...]

    @property
    def agrees(self) -> bool:
        return self.is_known and not self.differences


@dataclass(frozen=True, kw_only=True)
class QuestionView:
    """A question from the portal; `text` and `asker` only where one question is read."""

    id: UUID
    foreign_id: str
    topic: str
    asked_at: datetime | None
    answered_at: datetime | None
    answer: str = ""
    text: str = ""
    asker: str = ""


class MappingState(StrEnum):
    """How a code of ours stands to the portal's list."""

    SAME = "same"
    CHOSEN = "chosen"
    UNMAPPED = "unmapped"
    GONE = "gone"

    @property
    def words(self) -> str:
        return {
            "same": "Trùng mã",
            "chosen": "Đã ghép",
            "unmapped": "Chưa ghép",
            "gone": "Mã trên Cổng không còn",
        }[self.value]

    @property
    def is_usable(self) -> bool:
        return self in (MappingState.SAME, MappingState.CHOSEN)


@dataclass(frozen=True, kw_only=True)
class MappingLine:
    """A code of ours beside the portal's. `title_differs`: the same code, another name there."""

    kind: CatalogueKind
    our_code: str
    our_title: str
    their_code: str
    their_title: str
    state: MappingState
    title_differs: bool = False
    changed_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class PullReport:
    """What a pull of one list found; `error` says why nothing of it was used."""

    kind: CatalogueKind
    at: datetime
    count: int
    added: int = 0
    changed: int = 0
    gone: int = 0
    error: str = ""


class Answered(Protocol):
    """What every adapter can do: one service of the portal. Raises NotReached, Uncertain, Disagrees, Refused."""

    def call(self, service: str, body: Mapping[str, Any] | None = None) -> "Reply": ...

    def check_config(self) -> list[str]: ...


@dataclass(frozen=True, kw_only=True)
class Reply:
    """An answer that said yes: its rows, and whatever else stood in it."""

    rows: tuple[Mapping[str, Any], ...] = ()
    rest: Mapping[str, Any] = field(default_factory=dict)


class InboundKind(StrEnum):
    DOSSIER = "dossier"
    SUPPLEMENT = "supplement"

    @property
    def words(self) -> str:
        return {"dossier": "Hồ sơ nộp trên Cổng", "supplement": "Bổ sung nộp trên Cổng"}[self.value]


class InboundState(StrEnum):
    """`held`: an officer has to look; `taken`: it stands in a dossier of ours."""

    RECEIVED = "received"
    FETCHING = "fetching"
    READY = "ready"
    HELD = "held"
    TAKEN = "taken"

    @property
    def words(self) -> str:
        return {
            "received": "Mới nhận",
            "fetching": "Đang lấy tệp",
            "ready": "Đang lập hồ sơ",
            "held": "Cần cán bộ xem",
            "taken": "Đã thành hồ sơ",
        }[self.value]

    @property
    def tone(self) -> str:
        return {"held": "bad", "taken": "good"}.get(self.value, "neutral")


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What the portal is answered: `our_code` is "" until the dossier has one."""

    id: UUID
    our_code: str
    is_new: bool


@dataclass(frozen=True, kw_only=True)
class InboundView:
    """Something the portal handed over. `problems` may name people: for who may read the dossier or looks after the exchange."""

    id: UUID
    kind: InboundKind
    foreign_code: str
    our_code: str
    subject_id: UUID | None
    state: InboundState
    problems: tuple[str, ...]
    error: str
    received_at: datetime


@dataclass(frozen=True, kw_only=True)
class Handed(InboundView):
    """The same with what came and the files that were fetched: (their component code, file id)."""

    payload: Mapping[str, Any]
    files: tuple[tuple[str, UUID], ...]


@dataclass(frozen=True, kw_only=True)
class FieldSource:
    """Where an answer comes from: a path of the portal's message, and how it is read (text, date, code, flag, number)."""

    source: str
    kind: str = "text"
    codes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class IntakeMap:
    """How filings of a procedure on the portal become ours (kind `national_intake`)."""

    procedure: str
    fields: Mapping[str, FieldSource]
    constants: Mapping[str, Any] = field(default_factory=dict)
    components: Mapping[str, str] = field(default_factory=dict)
    ignored: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Fitted:
    answers: Mapping[str, Any]
    problems: tuple[str, ...]
