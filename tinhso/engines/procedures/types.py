"""What others read of a procedure: frozen values from definition, national record and the province's overrides."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

# How the codes are called on screens.
CHANNEL_TITLES = {"online": "Trực tuyến", "counter": "Trực tiếp", "postal": "Dịch vụ bưu chính"}
UNIT_TITLES = {"working_days": "ngày làm việc", "calendar_days": "ngày", "hours": "giờ làm việc", "months": "tháng"}
LEVEL_TITLES = {
    "ministry": "Cấp bộ",
    "province": "Cấp tỉnh",
    "district": "Cấp huyện",
    "commune": "Cấp xã",
    "other": "Cơ quan khác",
}
SUBJECT_TITLES = {
    "citizen": "Công dân Việt Nam",
    "overseas_vietnamese": "Người Việt Nam định cư ở nước ngoài",
    "foreigner": "Người nước ngoài",
    "officer": "Cán bộ, công chức, viên chức",
    "enterprise": "Doanh nghiệp",
    "foreign_enterprise": "Doanh nghiệp có vốn đầu tư nước ngoài",
    "organisation": "Tổ chức",
    "foreign_organisation": "Tổ chức nước ngoài",
    "cooperative": "Hợp tác xã",
    "party_member": "Đảng viên",
    "party_organisation": "Tổ chức Đảng",
}


class Route(StrEnum):
    OURS = "ours"
    OURS_WITH_SECTOR = "ours_with_sector"
    SECTOR_ONLY = "sector_only"


class FrontDoor(StrEnum):
    """Where people file online: on our pages, on the national portal, or on either."""

    OURS = "ours"
    NATIONAL = "national"
    BOTH = "both"


class OnlineLevel(StrEnum):
    """NĐ 42/2022 Điều 11: toàn trình, một phần, cung cấp thông tin."""

    FULL = "full"
    PARTIAL = "partial"
    INFORMATION = "information"


class Kind(StrEnum):
    STATUTORY = "statutory"
    COMMITTED = "committed"


@dataclass(frozen=True, kw_only=True)
class ParsedTerm:
    """One line of the table "Cách thức thực hiện". `fee` is in đồng; None where the source does not say."""

    channel: str
    case: str | None
    value: int | float | None
    unit: str | None
    fee: int | None
    fee_text: str | None = None
    fee_note: str | None = None
    description: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ParsedComponent:
    """One paper. `originals` and `copies` are None where the number is glued to the text before it."""

    case: str | None
    title: str
    originals: int | None
    copies: int | None
    templates: tuple[str, ...] = ()
    code: str | None = None


@dataclass(frozen=True, kw_only=True)
class ParsedResult:
    title: str
    code: str | None


@dataclass(frozen=True, kw_only=True)
class ParsedAct:
    """One act of the legal basis. `number` as the source writes it."""

    title: str
    number: str | None


@dataclass(frozen=True, kw_only=True)
class Contradiction:
    """Two places of one record that do not agree. Nothing is corrected: a person decides."""

    kind: str
    message: str
    table: str
    text: str


@dataclass(frozen=True, kw_only=True)
class FieldNote:
    field: str
    message: str


@dataclass(frozen=True, kw_only=True)
class ParsedRecord:
    """One national record in structure; the raw strings are kept beside it by the caller."""

    code: str
    name: str
    field: str | None
    decision: str | None
    kind: str | None
    levels: tuple[str, ...]
    subjects: tuple[str, ...]
    terms: tuple[ParsedTerm, ...]
    components: tuple[ParsedComponent, ...]
    results: tuple[ParsedResult, ...]
    legal_basis: tuple[ParsedAct, ...]
    agencies: tuple[str, ...] = ()
    authority: str | None = None
    receiving_address: str | None = None
    delegated: tuple[str, ...] = ()
    coordinating: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    steps: str | None = None
    conditions: str | None = None
    keywords: tuple[str, ...] = ()
    description: str | None = None
    contradictions: tuple[Contradiction, ...] = ()
    notes: tuple[FieldNote, ...] = ()
    understood: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The record as plain JSON (dicts, lists, strings, numbers, None)."""
        return dataclasses.asdict(self)


@dataclass(frozen=True, kw_only=True)
class Situation:
    """A "trường hợp" of a procedure. `code` is the value that the form's answer or the caller gives."""

    code: str
    title: str
    hint: str = ""


@dataclass(frozen=True, kw_only=True)
class TermLine:
    """A time limit. `channel` is online, counter, postal or any; `case` None = every case; `unit` as in deadlines.

    `fee_vnd` is what this channel and case costs a whole dossier (None: not known, or charged per page or copy).
    `source` names the act or "national_record"; `fee_text` is what a national record says where it is not đồng.
    """

    channel: str
    case: str | None
    value: int | None
    unit: str | None
    fee_vnd: int | None
    kind: Kind
    same_day: bool = False
    source: str = ""
    note: str = ""
    fee_text: str = ""


@dataclass(frozen=True, kw_only=True)
class FeeLine:
    """Money asked: `amount_vnd` đồng for the dossier, or for each `per`; `quantity_from` points to their number."""

    code: str
    title: str
    channel: str
    case: str | None
    amount_vnd: int
    per: str = ""
    kind: str = "fee"
    quantity_from: str = ""
    source: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Component:
    """A paper of the dossier. `required_when` as in the README; None = always."""

    code: str
    title: str
    originals: int | None = 1
    copies: int | None = 0
    required_when: Any = None
    result_code: str | None = None
    template: str | None = None
    hint: str = ""
    case: str | None = None
    shown_only: bool = False
    available_from: tuple[str, ...] = ()
    digital_accepted: bool = True
    is_form: bool = False


@dataclass(frozen=True, kw_only=True)
class ResultType:
    """What the state gives. `holder` and `data` are JSON pointers into the form's data; "" = the applicant.

    `guardians`: who holds it for a holder without a number, as pointer → relation.
    """

    code: str | None
    title: str
    valid_months: int | None = None
    outcome: str = "granted"
    holder: str = ""
    guardians: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, str] = field(default_factory=dict)
    register: str = ""


_FILED_ONLINE = frozenset({OnlineLevel.FULL, OnlineLevel.PARTIAL})


@dataclass(frozen=True, kw_only=True)
class Procedure:
    """A procedure as of a day. `version_id` is what a dossier pins; None when only the national record is known.

    `raw` holds the national record's own strings, `form` and `process` the parts of the definition.
    """

    version_id: UUID | None
    code: str
    title: str
    field_code: str
    field_title: str
    levels: tuple[str, ...]
    subjects: tuple[str, ...]
    situations: tuple[Situation, ...]
    terms: tuple[TermLine, ...]
    fees: tuple[FeeLine, ...]
    components: tuple[Component, ...]
    results: tuple[ResultType, ...]
    route: Route | None
    online_level: OnlineLevel | None
    is_operational: bool
    in_use: bool = True
    front_door: FrontDoor = FrontDoor.OURS
    # Where the procedure begins on the national portal.
    national_url: str = ""
    fees_known: bool = False
    case_from: str = ""
    online_payment: bool | None = None
    by_post: bool | None = None
    paper_not_accepted: bool = False
    intro: str = ""
    who: str = ""
    minutes: int | None = None
    steps: tuple[str, ...] = ()
    conditions: str = ""
    aliases: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    receiving_places: tuple[str, ...] = ()
    anywhere_in_province: bool = False
    deciding_tier: str | None = None
    deciding_agency: str | None = None
    # title, url, and `sheet`: what officers still type into it, label and path of the answer in its order.
    sector_system: Mapping[str, Any] = field(default_factory=dict)
    supplement: Mapping[str, Any] = field(default_factory=dict)
    # By the law that `instant` names, the result is given while the applicant waits: no appointment slip at the counter.
    is_instant: bool = False
    # Where the form lists the papers that are certified, and what a copy costs; empty for other procedures.
    certified_copies: Mapping[str, Any] = field(default_factory=dict)
    legal_basis: tuple[Mapping[str, str], ...] = ()
    decisions: tuple[str, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    agencies: tuple[str, ...] = ()
    form: Mapping[str, Any] | None = None
    process: Mapping[str, Any] | None = None
    letters: Mapping[str, Any] = field(default_factory=dict)
    raw: Mapping[str, str] = field(default_factory=dict)

    @property
    def takes_online(self) -> bool:
        """Whether it is filed online, whole or in part; of "information" only the page is (NĐ 42/2022, article 11)."""
        return self.online_level in _FILED_ONLINE

    @property
    def cases(self) -> tuple[Situation, ...]:
        """The situations, under the name that the contract gives them."""
        return self.situations


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One search result. `fee_vnd` None and `fee_varies` False: not known."""

    code: str
    title: str
    field_title: str
    levels: tuple[str, ...]
    online_level: OnlineLevel | None
    is_operational: bool
    fee_vnd: int | None
    fee_varies: bool
    score: float


@dataclass(frozen=True, kw_only=True)
class Option:
    """An answer of a chooser: leads to the question `next` or ends on `procedure`."""

    code: str
    text: str
    hint: str = ""
    next: str | None = None
    procedure: str | None = None
    because: str = ""


@dataclass(frozen=True, kw_only=True)
class Question:
    code: str
    text: str
    hint: str
    options: tuple[Option, ...]


@dataclass(frozen=True, kw_only=True)
class Chooser:
    """ "Which procedure is right for me?": questions by code; `start` is the first."""

    code: str
    title: str
    intro: str
    start: str
    questions: Mapping[str, Question]
    aliases: tuple[str, ...] = ()


class Change(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    RESTORED = "restored"
    NOT_IN_USE = "not_in_use"


@dataclass(frozen=True, kw_only=True)
class RecordChange:
    """What an import does to one record; `lines` are the differences in words of the file."""

    code: str
    name: str
    change: Change
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ImportReport:
    """What an import read. `coverage`: field → how many records were read | partly | unread | not_said.

    `unpublished`: codes that the source holds back (national service: TRANGTHAI other than 1); they are not imported.
    """

    dry_run: bool
    records: tuple[ParsedRecord, ...]
    changes: tuple[RecordChange, ...]
    failures: tuple[tuple[str, str], ...]
    coverage: Mapping[str, Mapping[str, int]]
    unpublished: tuple[str, ...] = ()

    def count(self, change: Change) -> int:
        return sum(1 for one in self.changes if one.change is change)
