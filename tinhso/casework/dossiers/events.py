"""What dossiers publish: coded facts and ids, no personal data."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from tinhso.kernel.event import Event


@dataclass(frozen=True, kw_only=True)
class DossierEvent(Event):
    """Facts every dossier event carries, so that statistics need no other table. `applicant_kind` is person,
    organisation or agency."""

    version: ClassVar[int] = 2
    dossier_id: UUID
    code: str
    procedure_code: str
    field_code: str
    situation: str
    channel: str
    applicant_kind: str
    receiving_agency_id: UUID
    owner_agency_id: UUID
    status: int
    submitted_at: datetime
    accepted_at: datetime | None
    statutory_due_at: datetime | None
    due_at: datetime | None
    finished_at: datetime | None
    returned_at: datetime | None
    decision: str | None


@dataclass(frozen=True, kw_only=True)
class DossierSubmitted(DossierEvent):
    """A dossier was filed and has its code. `online_level` = the procedure's on that day; of the questions answered so
    many were prefilled and left so; of the papers asked for so many were taken from the vault."""

    name: ClassVar[str] = "dossier.submitted"
    version: ClassVar[int] = 3
    online_level: str
    fields_answered: int
    fields_prefilled: int
    papers_asked: int
    papers_held: int


@dataclass(frozen=True, kw_only=True)
class DossierAccepted(DossierEvent):
    """The one-stop accepted; the clock runs and the receipt is due to be printed."""

    name: ClassVar[str] = "dossier.accepted"


@dataclass(frozen=True, kw_only=True)
class DossierNotAccepted(DossierEvent):
    """The one-stop refused at intake, with itemised reasons."""

    name: ClassVar[str] = "dossier.not_accepted"


@dataclass(frozen=True, kw_only=True)
class DossierMoved(DossierEvent):
    """A task was completed and others may have opened. `office_minutes` = how long it was open, in the office time of
    the agency that did it."""

    name: ClassVar[str] = "dossier.moved"
    version: ClassVar[int] = 3
    step: str
    outcome: str
    step_late: bool | None
    step_agency_id: UUID
    opened_at: datetime
    office_minutes: int


@dataclass(frozen=True, kw_only=True)
class ActUndone(DossierEvent):
    """The completion of `step` with `outcome` at `was_done_at` was taken back while nothing depended on it; its
    `dossier.moved` stays and no longer counts."""

    name: ClassVar[str] = "dossier.act_undone"
    step: str
    outcome: str
    was_done_at: datetime


@dataclass(frozen=True, kw_only=True)
class DossierFinished(DossierEvent):
    """The result is signed and numbered: granted or refused. `late_minutes` = office minutes past the due instant, 0 in
    time; `late_cause` = who caused the greatest part (owner, asked_agency, applicant), "" in time. `on_paper`: signed by hand."""

    name: ClassVar[str] = "dossier.finished"
    version: ClassVar[int] = 4
    late_minutes: int
    late_cause: str
    late_agency_id: UUID | None
    on_paper: bool


@dataclass(frozen=True, kw_only=True)
class DossierReturned(DossierEvent):
    """The result reached the applicant."""

    name: ClassVar[str] = "dossier.returned"


@dataclass(frozen=True, kw_only=True)
class DossierWithdrawn(DossierEvent):
    """The applicant took the dossier back."""

    name: ClassVar[str] = "dossier.withdrawn"


@dataclass(frozen=True, kw_only=True)
class AcceptanceCancelled(DossierEvent):
    """A wrong acceptance was cancelled with the head's approval and replaced by a new dossier."""

    name: ClassVar[str] = "dossier.acceptance_cancelled"
    replacement_id: UUID


@dataclass(frozen=True, kw_only=True)
class DossierDueMoved(DossierEvent):
    """A changed calendar moved the date the applicant was told: `due_at` is the new one, a letter is owed."""

    name: ClassVar[str] = "dossier.due_moved"
    old_due_at: datetime


@dataclass(frozen=True, kw_only=True)
class OpinionAsked(DossierEvent):
    """A question went to another agency, due on that agency's calendar; `is_past_due` = later than the dossier itself."""

    name: ClassVar[str] = "dossier.opinion_asked"
    consultation_id: UUID
    asked_agency_id: UUID
    opinion_due_at: datetime
    is_past_due: bool


@dataclass(frozen=True, kw_only=True)
class OpinionReminded(DossierEvent):
    """An opinion is overdue: the asked agency is reminded, or (`is_escalated`) the heads of both agencies are told."""

    name: ClassVar[str] = "dossier.opinion_reminded"
    consultation_id: UUID
    asked_agency_id: UUID
    opinion_due_at: datetime
    is_escalated: bool


@dataclass(frozen=True, kw_only=True)
class OpinionGiven(DossierEvent):
    """An agency answered, or its silence was taken for agreement by rule. `office_minutes` from the question to the answer
    and `late_minutes` past its due instant, both in its own office time; silence is never late."""

    name: ClassVar[str] = "dossier.opinion_given"
    version: ClassVar[int] = 3
    consultation_id: UUID
    asked_agency_id: UUID
    opinion_due_at: datetime
    opinion: str
    is_by_silence: bool
    office_minutes: int
    late_minutes: int


@dataclass(frozen=True, kw_only=True)
class OpinionRecalled(DossierEvent):
    """A question was called back before it was answered."""

    name: ClassVar[str] = "dossier.opinion_recalled"
    consultation_id: UUID
    asked_agency_id: UUID


@dataclass(frozen=True, kw_only=True)
class SupplementAsked(DossierEvent):
    """The applicant is asked, once and completely, to mend the dossier; the clock stands still (national status 5)."""

    name: ClassVar[str] = "dossier.supplement_asked"
    supplement_id: UUID
    seq: int
    items: int
    clock: str
    answer_by: datetime


@dataclass(frozen=True, kw_only=True)
class SupplementAnswered(DossierEvent):
    """Everything asked for is there; the clock counts on, or anew, and `due_at` is the new date."""

    name: ClassVar[str] = "dossier.supplement_answered"
    supplement_id: UUID
    seq: int


@dataclass(frozen=True, kw_only=True)
class SupplementExpired(DossierEvent):
    """The applicant did not answer in time: the dossier is stopped and given back."""

    name: ClassVar[str] = "dossier.supplement_expired"
    supplement_id: UUID
    seq: int


@dataclass(frozen=True, kw_only=True)
class SupplementRecalled(DossierEvent):
    """The office took its request back before the applicant began to answer; the clock counts on what was left."""

    name: ClassVar[str] = "dossier.supplement_recalled"
    supplement_id: UUID
    seq: int


@dataclass(frozen=True, kw_only=True)
class DossierExtended(DossierEvent):
    """An apology gave a new date: `appointed_at`. `due_at`, by which late is told, stays. `told_in_time` = by the last
    day the law allows for an apology."""

    name: ClassVar[str] = "dossier.extended"
    extension_id: UUID
    appointed_at: datetime
    told_in_time: bool


@dataclass(frozen=True, kw_only=True)
class MishapReported(DossierEvent):
    """A paper of the dossier was lost or damaged, or its result has an error of the agency (NĐ 61/2018 Đ21)."""

    name: ClassVar[str] = "dossier.mishap_reported"
    mishap_id: UUID
    kind: str
    settle_by: datetime


@dataclass(frozen=True, kw_only=True)
class MishapSettled(DossierEvent):
    """Made good at the agency's cost, with a signed apology. `remedy`: reissued, corrected, other."""

    name: ClassVar[str] = "dossier.mishap_settled"
    mishap_id: UUID
    kind: str
    remedy: str
    responsible_agency_id: UUID
    cost_vnd: int
    settled_in_time: bool


@dataclass(frozen=True, kw_only=True)
class ResultUnclaimed(DossierEvent):
    """A result waits at its desk past the rule's days: the applicant is to be reminded, for the `reminder`-th time."""

    name: ClassVar[str] = "dossier.result_unclaimed"
    reminder: int
    waiting_days: int


@dataclass(frozen=True, kw_only=True)
class ResultArchived(DossierEvent):
    """A result that nobody fetched went to the archive; the desk still finds it."""

    name: ClassVar[str] = "dossier.result_archived"
    waiting_days: int


@dataclass(frozen=True, kw_only=True)
class DossierStopped(DossierEvent):
    """Processing stopped before there was a result, at the applicant's wish or because it cannot go on."""

    name: ClassVar[str] = "dossier.stopped"
    cause: str


@dataclass(frozen=True, kw_only=True)
class ComponentDigitised(DossierEvent):
    """A paper of the dossier has its digitised copy: `result_code` says which earlier result it is, "" for none."""

    name: ClassVar[str] = "dossier.component_digitised"
    component: str
    result_code: str


@dataclass(frozen=True, kw_only=True)
class DossierClassified(DossierEvent):
    """The dossier has another level of confidentiality, "" for none; `papers` = how many of its papers have their own."""

    name: ClassVar[str] = "dossier.classified"
    level: str
    papers: int


@dataclass(frozen=True, kw_only=True)
class DossierTransferred(DossierEvent):
    """A reform of units moved an open dossier; the agencies of the event are the new ones."""

    name: ClassVar[str] = "dossier.transferred"
    reform: str
    from_receiving_agency_id: UUID
    from_owner_agency_id: UUID


@dataclass(frozen=True, kw_only=True)
class DossierEnteredElsewhere(DossierEvent):
    """An officer typed the dossier into the system of its sector by hand."""

    name: ClassVar[str] = "dossier.entered_elsewhere"


@dataclass(frozen=True, kw_only=True)
class BundleFiled(Event):
    """One form became several dossiers; each has its own `dossier.submitted`. `bundle` is the definition's code."""

    name: ClassVar[str] = "bundle.filed"
    bundle_id: UUID
    code: str
    bundle: str
    receiving_agency_id: UUID
    members: int
    submitted_at: datetime


@dataclass(frozen=True, kw_only=True)
class FeeAsked(DossierEvent):
    """More money is asked for in the course of the dossier; where its processing waits, the clock stands still."""

    name: ClassVar[str] = "dossier.fee_asked"
    due_id: UUID
    amount_vnd: int
    pay_by: datetime


@dataclass(frozen=True, kw_only=True)
class FeePaid(DossierEvent):
    """What the processing waited for is paid: it goes on (national status 6 to 4)."""

    name: ClassVar[str] = "dossier.fee_paid"
