"""Money in the course of a dossier: more is asked for with a reason, it comes, or an advance never came."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tinhso.casework.dossiers import chronicle, dues, letters, timing
from tinhso.casework.dossiers.actions.ask_supplement import may_ask_for
from tinhso.casework.dossiers.actions.mail_result import return_brought, send_by_post
from tinhso.casework.dossiers.actions.return_online import return_online
from tinhso.casework.dossiers.errors import WrongStatus
from tinhso.casework.dossiers.events import DossierNotAccepted, FeeAsked, FeePaid
from tinhso.casework.dossiers.models import Dossier
from tinhso.casework.dossiers.types import Reason, Status
from tinhso.engines.deadlines import api as deadlines
from tinhso.engines.deadlines.types import Term, TermUnit
from tinhso.engines.workflow import api as workflow
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_row
from tinhso.kernel.errors import Invalid
from tinhso.services.fees import api as fees
from tinhso.services.fees.types import DueState, FeeKind, Stage, Waits

LETTER = "fee_request"
MOST_DAYS = 60
_PAYS = {
    Waits.PROCESSING: "Thời hạn giải quyết tạm dừng đến khi nộp đủ.",
    Waits.RETURN: "Kết quả được trả khi đã nộp đủ.",
}


def ask_fee(
    *,
    dossier_id: UUID,
    title: str,
    kind: FeeKind,
    amount_vnd: int,
    reason: str,
    waits: Waits,
    days: int,
    version: int,
    actor: Actor,
) -> UUID:
    """Whoever holds an open step asks for a supplementary due, with a reason that the applicant reads; returns its id.

    `waits` PROCESSING: the dossier stands still (national status 6) until it is paid; RETURN: the result waits; NOTHING.
    Raises Denied, StaleVersion, WrongStatus, Invalid.
    """
    if not 1 <= days <= MOST_DAYS:
        raise Invalid("Thời hạn nộp chưa đúng.", fields={"/days": f"Từ 1 đến {MOST_DAYS} ngày."})
    with transaction.atomic():
        row = chronicle.lock(dossier_id, version=version, actor=actor)
        at = now()
        may_ask_for(row, actor)
        allowed = (Status.ACCEPTED, Status.PROCESSING) if waits is not Waits.PROCESSING else (Status.PROCESSING,)
        if row.status not in allowed:
            raise WrongStatus("Chỉ lập khoản thu bổ sung khi hồ sơ đang giải quyết.")
        term = Term(days, TermUnit.CALENDAR_DAYS)
        pay_by = (
            _stand_still(row, term, at=at, actor=actor)
            if waits is Waits.PROCESSING
            else timing.end_of(row, term, at=at)
        )
        due_id = fees.ask_supplementary(
            subject=dues.subject_of(row), title=title, kind=kind, amount_vnd=amount_vnd, reason=reason, waits=waits,
            pay_by=pay_by, at=at, actor=actor,
        )  # fmt: skip
        words = f"Yêu cầu nộp {fees.vnd(amount_vnd)} ({title.strip()}): {reason.strip()}"
        if waits is Waits.PROCESSING:
            chronicle.move(row, Status.FINANCIAL, words=words[:300], at=at, actor=actor)
            timing.show_dues(row, actor=actor)
        else:
            chronicle.note(row, words=words[:300], at=at, actor=actor)
        chronicle.save(row)
        chronicle.tell(
            row, FeeAsked, act="dossiers.ask_fee", actor=actor, due_id=due_id, amount_vnd=amount_vnd, pay_by=pay_by
        )
    return due_id


def _stand_still(row: Dossier, term: Term, *, at: datetime, actor: Actor) -> datetime:
    reason = "Yêu cầu thực hiện nghĩa vụ tài chính."
    return timing.stand_still(
        row, key=f"fee-{at:%Y%m%d%H%M%S%f}", answer_within=term, at=at, reason=reason, actor=actor
    )


def follow_payment(*, dossier_id: UUID, actor: Actor) -> bool:
    """Money for the dossier came: what waited for it goes on. Running it again changes nothing; tells whether it did."""
    with transaction.atomic():
        row = lock_row(Dossier.objects.filter(id=dossier_id)).first()
        if row is None:
            return False
        if row.status == Status.FINANCIAL and not fees.waits_for_money((dues.KIND, row.id), Waits.PROCESSING):
            at = now()
            words = "Đã nộp đủ tiền, tiếp tục giải quyết."
            chronicle.move(row, Status.PROCESSING, words=words, at=at, actor=actor)
            timing.go_on(row, anew=False, at=at, reason=words, actor=actor)
            chronicle.save(row, "statutory_due_at", "due_at")
            chronicle.tell(row, FeePaid, act="dossiers.go_on_paid", actor=actor)
            return True
    return (
        return_online(dossier_id=dossier_id, actor=actor)
        or send_by_post(dossier_id=dossier_id, actor=actor)
        or return_brought(dossier_id=dossier_id, actor=actor)
    )


def close_unpaid(*, dossier_id: UUID, actor: Actor) -> bool:
    """The advance of a filing was not paid in time and its rule closes it: not accepted, with the reason; tells whether."""
    with transaction.atomic():
        row = chronicle.lock(dossier_id)
        at = now()
        late = [
            due
            for due in fees.dues_of((dues.KIND, row.id))
            if due.state is DueState.OPEN and due.stage is Stage.FILING and due.pay_by is not None and due.pay_by <= at
        ]
        if row.status != Status.REGISTERED or not late:
            return False
        reason = Reason(
            component="",
            text=f"Chưa nộp {', '.join(due.title.lower() for due in late)} trong thời hạn.",
            remedy="Nộp lại hồ sơ và nộp tiền trong thời hạn; thông tin đã khai được giữ để bạn không phải khai lại.",
        )
        words = "Không tiếp nhận: quá hạn nộp khoản phải nộp trước."
        chronicle.move(row, Status.NOT_ACCEPTED, words=words, at=at, actor=actor, reasons=(reason,))
        workflow.cancel_process(subject=("dossier", row.id), actor=actor, at=at)
        timing.cancel_all(row, at=at, reason=words, actor=actor)
        chronicle.save(row)
        chronicle.close_lists(row, at=at, actor=actor)
        chronicle.tell(row, DossierNotAccepted, act="dossiers.close_unpaid", actor=actor)
    return True


def send_fee_request(*, dossier_id: UUID, due_id: UUID, actor: Actor) -> UUID | None:
    """The notice with amount, reason, deadline and account, sealed as the deciding agency; once a due. Its paper's id.

    Raises SigningUnavailable (retryable).
    """
    with transaction.atomic():
        row = lock_row(Dossier.objects.filter(id=dossier_id)).get()
        due = next((one for one in fees.dues_of((dues.KIND, row.id)) if one.id == due_id), None)
        if due is None:
            return None
        account = fees.account_named(due.account_code, due.account_version_id)
        values = {
            "fee_title": due.title,
            "fee_words": fees.vnd(due.amount_vnd),
            "reason": due.reason,
            "pay_by_words": deadlines.in_words(due.pay_by) if due.pay_by else "",
            "account_words": f"{account.number}, {account.bank_name}, chủ tài khoản {account.holder}",
            "effect_words": _PAYS.get(due.waits, ""),
        }
        paper = letters.keep_sealed(
            row, LETTER, values, kind=f"{LETTER}-{due.id.hex[:12]}", at=due.raised_at, actor=actor
        )
        return paper.id if paper else None
