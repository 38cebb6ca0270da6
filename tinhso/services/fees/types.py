"""Public values of fees. Money is đồng, whole and never negative."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from tinhso.foundation.identity.types import HolderRef


class FeeKind(StrEnum):
    """What sort of money it is (Luật Phí và lệ phí 97/2015/QH13; postage is the postal service's price)."""

    FEE = "fee"
    CHARGE = "charge"
    POSTAL = "postal"

    @property
    def words(self) -> str:
        return {"fee": "Lệ phí", "charge": "Phí", "postal": "Cước bưu chính"}[self.value]


class Stage(StrEnum):
    """When money is asked for. `national` is HinhThucThu of the national portal (facts: onestop §6)."""

    FILING = "filing"
    ACCEPTANCE = "acceptance"
    SUPPLEMENT = "supplement"
    RETURN = "return"

    @property
    def national(self) -> int:
        return {"filing": 1, "acceptance": 1, "supplement": 2, "return": 4}[self.value]


class Waits(StrEnum):
    """Which act of the office waits until it is paid."""

    NOTHING = "nothing"
    ACCEPTANCE = "acceptance"
    PROCESSING = "processing"
    RETURN = "return"


class Hit(StrEnum):
    """Hit policies of a decision table (DMN 1.3 §8.2.10): one row only, the first that fits, all that fit added up."""

    UNIQUE = "unique"
    FIRST = "first"
    SUM = "sum"


class WhenUnpaid(StrEnum):
    """What happens to a filing whose advance was not paid in time."""

    KEEP = "keep"
    CLOSE = "close"


@dataclass(frozen=True, kw_only=True)
class Rate:
    """One amount of a line: for a channel ("any" = every) and a case (None = every)."""

    channel: str
    case: str | None
    vnd: int


@dataclass(frozen=True, kw_only=True)
class TableRow:
    """A row of a decision table: where `when` fits, `vnd` + `per_vnd` × (input `of` − `above`), at most `most_vnd`."""

    when: Mapping[str, Any]
    vnd: int = 0
    per_vnd: int = 0
    of: str = ""
    above: int = 0
    most_vnd: int | None = None


@dataclass(frozen=True, kw_only=True)
class DecisionTable:
    """A tariff that depends on answers. `each`: the list whose items are charged one by one; `times`: multiplied by."""

    hit: Hit
    rows: tuple[TableRow, ...]
    inputs: Mapping[str, str]
    each: str = ""
    times: str = ""


@dataclass(frozen=True, kw_only=True)
class FeeLine:
    """One line of a rule: its rates or its table, when it is asked for, what waits for it, when it is given back."""

    code: str
    title: str
    title_en: str
    kind: FeeKind
    stage: Stage
    waits: Waits
    rates: tuple[Rate, ...] = ()
    table: DecisionTable | None = None
    quantity_from: str = ""
    per: str = ""
    per_en: str = ""
    # Endings of a dossier after which what was paid is owed back.
    refunded_when: frozenset[str] = frozenset()
    source: str = ""
    national_code: str = ""


@dataclass(frozen=True, kw_only=True)
class Exemption:
    """A circumstance that lowers some lines by a share, and the paper that proves it. `lines` empty = every line."""

    code: str
    title: str
    title_en: str
    percent: int
    evidence: str
    evidence_en: str
    source: str
    lines: frozenset[str] = frozenset()

    def covers(self, line: str) -> bool:
        return not self.lines or line in self.lines


@dataclass(frozen=True, kw_only=True)
class Advance:
    """How long an advance may stay unpaid, when it is reminded, and what then happens."""

    days: int
    remind_days_before: tuple[int, ...]
    then: WhenUnpaid


@dataclass(frozen=True, kw_only=True)
class FeeRule:
    """What a procedure costs from a day on."""

    version_id: UUID
    procedure_code: str
    lines: tuple[FeeLine, ...]
    exemptions: tuple[Exemption, ...]
    advance: Advance | None
    sources: tuple[str, ...]
    note: str = ""

    def exemption(self, code: str) -> Exemption | None:
        return next((one for one in self.exemptions if one.code == code), None)


@dataclass(frozen=True, kw_only=True)
class AssessedLine:
    """A line reckoned for one filing. `unit_vnd`, `quantity`, `per` say how; `full_vnd` is before the exemption."""

    line: FeeLine
    full_vnd: int
    amount_vnd: int
    unit_vnd: int | None = None
    quantity: int | None = None

    @property
    def exempt_vnd(self) -> int:
        return self.full_vnd - self.amount_vnd


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """What a filing costs, line by line; `unknown`: lines that nobody can reckon from what was given."""

    rule: FeeRule
    channel: str
    lines: tuple[AssessedLine, ...]
    unknown: tuple[FeeLine, ...] = ()
    exemption: Exemption | None = None

    @property
    def total_vnd(self) -> int:
        return sum(one.amount_vnd for one in self.lines)

    @property
    def advance_vnd(self) -> int:
        """What is paid before the office looks at the filing."""
        return sum(one.amount_vnd for one in self.lines if one.line.stage is Stage.FILING)


@dataclass(frozen=True, kw_only=True)
class Account:
    """Whose account money of a kind goes to."""

    agency_id: UUID
    agency_code: str
    code: str
    holder: str
    bank_bin: str
    bank_name: str
    number: str
    version_id: UUID
    note: str = field(default="", compare=False)


class DueState(StrEnum):
    """Where a due stands."""

    OPEN = "open"
    SETTLED = "settled"
    EXEMPT = "exempt"
    CANCELLED = "cancelled"

    @property
    def words(self) -> str:
        return {"open": "Chưa nộp", "settled": "Đã nộp", "exempt": "Được miễn", "cancelled": "Không phải nộp"}[
            self.value
        ]


class ClaimState(StrEnum):
    """Where a claim of exemption stands."""

    CLAIMED = "claimed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    DROPPED = "dropped"

    @property
    def words(self) -> str:
        return {
            "claimed": "Chờ kiểm tra giấy tờ",
            "accepted": "Được chấp nhận",
            "refused": "Không được chấp nhận",
            "dropped": "Không xét nữa",
        }[self.value]


class Means(StrEnum):
    """How money came."""

    CASH = "cash"
    ONLINE = "online"

    @property
    def words(self) -> str:
        return {"cash": "Tiền mặt tại quầy", "online": "Trực tuyến"}[self.value]


class Ending(StrEnum):
    """How the thing that was paid for ended without its result; a line names those after which it is given back."""

    NOT_ACCEPTED = "not_accepted"
    WITHDRAWN_EARLY = "withdrawn_before_acceptance"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    REPLACED = "replaced"


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What is paid for, as its owner describes it once: `kind` and `id` are opaque here."""

    kind: str
    id: UUID
    reference: str
    payer: HolderRef
    payer_name: str
    procedure_code: str
    procedure_title: str
    field_code: str
    owner_agency_id: UUID
    receiving_agency_id: UUID
    channel: str

    @property
    def key(self) -> tuple[str, UUID]:
        return self.kind, self.id


@dataclass(frozen=True, kw_only=True)
class ClaimInput:
    """What somebody says who claims to pay less: which circumstance, which paper, its scan where there is one."""

    exemption: str
    evidence: str
    file_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A claim as the officers and its claimant see it."""

    id: UUID
    subject: tuple[str, UUID]
    exemption: str
    title: str
    percent: int
    evidence: str
    file_id: UUID | None
    state: ClaimState
    claimed_at: datetime
    decided_at: datetime | None
    decided_by_id: UUID | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class Due:
    """Something owed, and how far it is paid. `basis` says how it was reckoned."""

    id: UUID
    subject: tuple[str, UUID]
    reference: str
    payer: HolderRef
    payer_name: str
    procedure_code: str
    procedure_title: str
    owner_agency_id: UUID
    receiving_agency_id: UUID
    account_agency_id: UUID
    account_code: str
    account_version_id: UUID
    line: str
    title: str
    title_en: str
    kind: FeeKind
    stage: Stage
    waits: Waits
    full_vnd: int
    amount_vnd: int
    paid_vnd: int
    basis: Mapping[str, Any]
    reason: str
    exemption: str
    state: DueState
    raised_at: datetime
    pay_by: datetime | None
    settled_at: datetime | None

    @property
    def left_vnd(self) -> int:
        """What is still to be paid."""
        return max(0, self.amount_vnd - self.paid_vnd) if self.state is DueState.OPEN else 0

    @property
    def exempt_vnd(self) -> int:
        return self.full_vnd - self.amount_vnd


@dataclass(frozen=True, kw_only=True)
class DueStep:
    """A line of a due's history."""

    at: datetime
    change: str
    state: DueState
    amount_vnd: int
    paid_vnd: int
    reason: str
    person_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class Balance:
    """What a subject owes and has paid, for lists."""

    owed_vnd: int = 0
    paid_vnd: int = 0


_CAUSES = {
    "overpaid": "Nộp thừa",
    "not_owed": "Nộp khoản đã nộp đủ hoặc không phải nộp",
    "exempted": "Được miễn, giảm",
    "not_accepted": "Hồ sơ không được tiếp nhận",
    "withdrawn_before_acceptance": "Rút hồ sơ trước khi tiếp nhận",
    "withdrawn": "Rút hồ sơ",
    "stopped": "Dừng giải quyết hồ sơ",
    "replaced": "Hồ sơ được lập lại",
}


@dataclass(frozen=True, kw_only=True)
class Refund:
    """Money owed back, or given back. `paid_reference`: under which whoever gives it back has begun."""

    id: UUID
    due_id: UUID
    subject: tuple[str, UUID]
    reference: str
    payer_name: str
    title: str
    amount_vnd: int
    cause: str
    state: str
    owed_at: datetime
    source: tuple[str, UUID] | None
    paid_reference: str = ""
    # When money that had gone back first came in again, because it had been handed out by mistake.
    undone_at: datetime | None = None

    @property
    def cause_words(self) -> str:
        """Why it goes back, as a slip says it."""
        return _CAUSES.get(self.cause, "Không còn phải nộp")


@dataclass(frozen=True, kw_only=True)
class Settled:
    """What became of money that came: `applied_vnd` to dues, `refund_vnd` owed back; `is_new` False = known before."""

    settlement_id: UUID
    applied_vnd: int
    refund_vnd: int
    is_new: bool


@dataclass(frozen=True, kw_only=True)
class Bill:
    """Dues gathered for one payment; `total_vnd` is what is left to pay now."""

    id: UUID
    code: str
    payer: HolderRef
    payer_name: str
    dues: tuple[Due, ...]
    made_at: datetime
    is_cancelled: bool

    @property
    def total_vnd(self) -> int:
        return sum(due.left_vnd for due in self.dues)

    @property
    def is_paid(self) -> bool:
        return not self.is_cancelled and all(due.state is not DueState.OPEN for due in self.dues)


@dataclass(frozen=True, kw_only=True)
class DueWords:
    """A line of money as people read it, in the language of the page."""

    title: str
    amount: str
    because: str
    when: str
    state: str = ""
    tone: str = ""


@dataclass(frozen=True, kw_only=True)
class AssessmentWords:
    """What a filing costs in words; `exemptions`: (code, title, share, evidence) of whoever pays less."""

    lines: tuple[DueWords, ...]
    total: str
    advance: str
    unknown: tuple[str, ...]
    note: str
    exemptions: tuple[tuple[str, str, str, str], ...]
