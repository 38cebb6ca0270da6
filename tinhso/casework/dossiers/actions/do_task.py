"""Complete a task of a dossier: accept, refuse at intake, process, sign, hand over. What the outcome `does` decides the rest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tinhso.casework.dossiers import chronicle, correspondence, dues, initials, instant, stand_ins, timing
from tinhso.casework.dossiers.actions.ask_opinion import follow_steps
from tinhso.casework.dossiers.actions.check_components import refuse_wrong
from tinhso.casework.dossiers.actions.hold_papers import take_in_counted
from tinhso.casework.dossiers.actions.initial_result import initial_result
from tinhso.casework.dossiers.actions.issue_copies import issue_copies
from tinhso.casework.dossiers.actions.issue_result import draft_result
from tinhso.casework.dossiers.actions.return_result import hand_over
from tinhso.casework.dossiers.actions.sign_result import Elsewhere, issue_signed, sign_result
from tinhso.casework.dossiers.actions.take_task import in_role
from tinhso.casework.dossiers.errors import WrongStatus
from tinhso.casework.dossiers.events import DossierAccepted, DossierMoved, DossierNotAccepted, DossierStopped
from tinhso.casework.dossiers.hands import refuse_same_hand
from tinhso.casework.dossiers.held_papers import check_demand
from tinhso.casework.dossiers.models import Dossier, WorkItem
from tinhso.casework.dossiers.process_facts import offered_facts
from tinhso.casework.dossiers.signing_hands import CENTRAL, Hand
from tinhso.casework.dossiers.types import Reason, Status
from tinhso.engines.deadlines.types import ClockKind
from tinhso.engines.procedures import api as procedures
from tinhso.engines.workflow import api as workflow
from tinhso.engines.workflow.types import Act, EndCode, Outcome, Task
from tinhso.foundation.access import api as access
from tinhso.foundation.definitions import api as definitions
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import local, now
from tinhso.kernel.database import lock_row
from tinhso.kernel.errors import Conflict, Denied, Invalid
from tinhso.services.fees import api as fees
from tinhso.services.fees.types import Waits
from tinhso.services.signatures.types import Signature

# Which permission an outcome needs, by the heaviest act it does.
_PERMISSION = {
    Act.SIGN: "dossiers.sign",
    Act.SEAL: "dossiers.issue",
    Act.NUMBER: "dossiers.issue",
    Act.RETURN: "dossiers.return",
    Act.ACCEPT: "dossiers.accept",
    Act.DRAFT: "dossiers.process",
}


@dataclass(frozen=True, kw_only=True)
class TaskDone:
    """What an officer sends with a task: the button, the words, what the act needs."""

    outcome: str
    note: str = ""
    reasons: tuple[Reason, ...] = ()
    draft: Mapping[str, Any] | None = None
    identity_checked: str = ""
    # Papers in the desk's custody that the citizen gets together with the result.
    given_ids: tuple[UUID, ...] = ()
    # The answered question, where the step asks another agency (actions/answer_opinion.py).
    opinion_id: UUID | None = None
    # When it was really done, for what is entered later with the head's approval (actions/enter_late.py).
    at: datetime | None = None
    # The signature from the signer's own machine (actions/prepare_signing.py); None = the platform reaches the key.
    signature: Signature | None = None
    # The scan of what was signed by hand, and why it was; the agency's seal then stands for it.
    scan: bytes | None = None
    # Where the paper is initialled: for whom it is printed (None: the only one who may sign), and who initials it.
    signer_id: UUID | None = None
    hand: Hand = CENTRAL


def do_task(*, task_id: UUID, done: TaskDone, version: int, actor: Actor) -> None:
    """Complete one task. Raises Denied, StaleVersion, Conflict (done by somebody else), Invalid (reason or draft missing)."""
    with transaction.atomic():
        item = WorkItem.objects.filter(task_id=task_id).first()
        # Who answers a question sees what it shares, whatever the dossier's level.
        seer = None if done.opinion_id else actor
        row = chronicle.lock(item.dossier_id if item else task_id, version=version, actor=seer)
        # After the lock: whoever waited for it acts later than who held it.
        at = done.at or now()
        item = lock_row(WorkItem.objects.filter(task_id=task_id)).get()
        task = workflow.get_task(task_id)
        outcome = admitted(row, item, task, done, at=at, actor=actor)
        # Whoever refuses for want of a paper that the vault holds asks for it: no exception here, a supplement has one.
        check_demand(row, [reason.component for reason in done.reasons], despite=None, at=at, actor=actor)
        stand_ins.note_stead(row, item, at=at, actor=actor)
        timing.close_step(row, task, at=at, actor=actor)
        _before(row, task, outcome, done, at, actor)
        process = definitions.get_version(row.procedure_version_id).body["process"]
        progress = workflow.complete_task(
            task_id=task_id,
            outcome=outcome.code,
            facts=workflow.facts_from(process, offered_facts(row)),
            due_for=timing.step_clock(row, actor=actor),
            actor=actor,
            at=at,
        )
        _after(row, task, item, outcome, done, progress.end, at, actor)
        chronicle.save(row, "accepted_at", "accepted_on", "accepted_version_id", "statutory_due_at", "due_at",
                       "finished_at", "finished_on", "returned_at", "decision")  # fmt: skip
        chronicle.follow(row, progress, at=at, actor=actor)
        follow_steps(row, progress, at=at, actor=actor)


def admitted(row: Dossier, item: WorkItem, task: Task, done: TaskDone, *, at: datetime, actor: Actor) -> Outcome:
    """The button, when this person may press it now; else Denied, WrongStatus, Conflict, Invalid."""
    outcome = _outcome(task, done)
    access.authorise(actor=actor, act=permission_of(outcome), agency_id=item.agency_id)
    if not in_role(item, actor):
        raise Denied("Bước này thuộc vị trí khác.")
    if row.status == Status.SUPPLEMENT and item.consultation_id is None:
        raise WrongStatus("Hồ sơ đang chờ người nộp bổ sung; thời hạn đang tạm dừng.")
    if row.status == Status.FINANCIAL and item.consultation_id is None:
        raise WrongStatus("Hồ sơ đang chờ người nộp thực hiện nghĩa vụ tài chính; thời hạn đang tạm dừng.")
    if not item.is_open:
        raise Conflict("Người khác vừa hoàn thành bước này.")
    if item.consultation_id != done.opinion_id:
        raise Conflict("Bước này hoàn thành khi cơ quan được hỏi trả lời câu hỏi.")
    # The platform itself returns online results, whoever took the step before.
    if not actor.is_system and not stand_ins.is_free_for(item.person_id, actor):
        raise Conflict("Bước này đã giao cho người khác.")
    refuse_same_hand(row.id, outcome, agency_id=item.agency_id, on=local(at).date(), actor=actor)
    _check(outcome, done)
    return outcome


def permission_of(outcome: Outcome) -> str:
    """The act that a button needs: refusing at intake and plain processing have their own."""
    if outcome.end == EndCode.NOT_ACCEPTED:
        return "dossiers.accept"
    for act, permission in _PERMISSION.items():
        if act in outcome.does:
            return permission
    return "dossiers.process"


def _outcome(task: Task, done: TaskDone) -> Outcome:
    for outcome in task.outcomes:
        if outcome.code == done.outcome:
            return outcome
    raise Invalid("Không có cách xử lý này ở bước hiện tại.")


def _check(outcome: Outcome, done: TaskDone) -> None:
    if outcome.end == EndCode.NOT_ACCEPTED and not done.reasons:
        raise Invalid("Từ chối phải nêu từng lý do.", fields={"/reasons": "Cần ít nhất một lý do cụ thể."})
    if any(not (reason.text.strip() and reason.remedy.strip()) for reason in done.reasons):
        raise Invalid(
            "Mỗi lý do phải có cách khắc phục.",
            fields={"/reasons": "Mỗi lý do phải nói rõ điều sai và cách khắc phục."},
        )
    if outcome.needs_reason and not (done.note.strip() or done.reasons):
        raise Invalid("Cần ghi lý do.", fields={"/note": "Hãy ghi lý do để người sau hiểu."})


def _before(row: Dossier, task: Task, outcome: Outcome, done: TaskDone, at: datetime, actor: Actor) -> None:
    """What must be true before the process moves on: acceptance stamps the clock, drafts and signatures exist."""
    does = set(outcome.does)
    if Act.ACCEPT in does:
        refuse_wrong(row)
        fees.refuse_unpaid((dues.KIND, row.id), Waits.ACCEPTANCE)
        _accept(row, at, actor)
    if row.batch_id is not None and Act.SIGN in does:
        issue_copies(row, at=at, actor=actor)
        return
    if Act.DRAFT in does:
        draft_result(row, outcome.decision, done.draft, at=at, actor=actor)
    if act := initials.act_of(row, task, outcome):
        initial_result(row, task, act, signer_id=done.signer_id, hand=done.hand, at=at, actor=actor)
    if Act.SIGN in does:
        way = Elsewhere(task_id=task.id, signature=done.signature, scan=done.scan, why=done.note)
        sign_result(row, issues=Act.NUMBER in does, elsewhere=way if way.is_used else None, at=at, actor=actor)
    elif Act.NUMBER in does:
        issue_signed(row, at=at, actor=actor)
    if Act.RETURN in does:
        hand_over(row, identity_checked=done.identity_checked, given_ids=done.given_ids, at=at, actor=actor)


def _accept(row: Dossier, at: datetime, actor: Actor) -> None:
    # Terms, papers and counting rule are those in force now; form and process stay as filed.
    version = definitions.get("procedure", row.procedure_code, on=local(at).date())
    row.accepted_version_id = version.id
    row.accepted_at, row.accepted_on = at, local(at).date()
    timing.finish(row, ClockKind.INTAKE_ANSWER, at=at, reason="Tiếp nhận hồ sơ.", actor=actor)
    timing.start_processing(row, procedures.get_procedure_version(version.id), actor=actor)
    timing.start_hand_over(row, at=at, actor=actor)
    words = "Tiếp nhận hồ sơ, cấp giấy hẹn trả kết quả."
    if instant.is_instant(channel=row.channel, version_id=version.id):
        words = "Tiếp nhận hồ sơ, trả kết quả ngay trong buổi: không lập giấy hẹn."
    chronicle.move(row, Status.ACCEPTED, words=words, at=at, actor=actor)
    dues.raise_at_acceptance(row, at=at, actor=actor)
    take_in_counted(row, actor=actor)


def _after(
    row: Dossier,
    task: Task,
    item: WorkItem,
    outcome: Outcome,
    done: TaskDone,
    end: str | None,
    at: datetime,
    actor: Actor,
) -> None:
    if end == EndCode.NOT_ACCEPTED:
        _refuse(row, done.reasons, at, actor)
    elif Act.ACCEPT in outcome.does:
        chronicle.tell(row, DossierAccepted, act="dossiers.accept", actor=actor)
        chronicle.move(row, Status.PROCESSING, words="Chuyển hồ sơ đến bộ phận chuyên môn.", at=at, actor=actor)
    elif end == EndCode.STOPPED:
        timing.cancel_all(row, at=at, reason="Dừng giải quyết.", actor=actor)
        words = done.note.strip() or f"{task.title}: {outcome.title.lower()}."
        chronicle.move(row, Status.STOPPED, words=f"Dừng giải quyết: {words}"[:300], at=at, actor=actor)
        chronicle.close_lists(row, at=at, actor=actor)
        correspondence.drop_open(row, at=at)
        chronicle.tell(row, DossierStopped, act="dossiers.stop_by_process", actor=actor, cause="process")
    elif Status(row.status) not in (Status.FINISHED, Status.RETURNED):
        chronicle.note(row, words=_words(task, outcome, done.note), at=at, actor=actor)
    if end != EndCode.NOT_ACCEPTED:
        chronicle.tell(
            row, DossierMoved, act=permission_of(outcome), actor=actor,
            detail={"step": task.step, "outcome": outcome.code}, **timing.step_facts(task, item, outcome, at=at),
        )  # fmt: skip
    if end is not None and Status(row.status) is Status.PROCESSING:
        raise WrongStatus("Quy trình kết thúc khi hồ sơ chưa có kết quả.")


def _words(task: Task, outcome: Outcome, note: str) -> str:
    words = f"{task.title}: {outcome.title.lower()}."
    return f"{words} {note}".strip()[:300]


def _refuse(row: Dossier, reasons: Sequence[Reason], at: datetime, actor: Actor) -> None:
    timing.finish(row, ClockKind.INTAKE_ANSWER, at=at, reason="Không tiếp nhận hồ sơ.", actor=actor)
    timing.cancel_all(row, at=at, reason="Không tiếp nhận.", actor=actor)
    chronicle.move(row, Status.NOT_ACCEPTED, words="Không tiếp nhận hồ sơ.", at=at, actor=actor, reasons=reasons)
    chronicle.close_lists(row, at=at, actor=actor)
    chronicle.tell(row, DossierNotAccepted, act="dossiers.refuse", actor=actor)
