"""Enter later what was received on paper while the platform was down: asked with a reason, decided by the head."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tinhso.casework.dossiers.actions.plan_filing import plan_of
from tinhso.casework.dossiers.errors import NoDossier, WrongStatus
from tinhso.casework.dossiers.models import LateEntry
from tinhso.casework.dossiers.types import LateState
from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_row
from tinhso.kernel.errors import Denied, Invalid
from tinhso.kernel.text import clean


def ask_late_entry(*, draft_id: UUID, received_at: datetime, paper_number: str, reason: str, actor: Actor) -> UUID:
    """Ask the head to let this draft be received under its true time. Asked again after a "no", it waits again.

    `received_at` is when the applicant handed the papers in, `paper_number` the receipt written by hand. Raises Denied,
    Invalid (fields), WrongStatus (decided or entered already).
    """
    at = now()
    wrong = {}
    if received_at >= at:
        wrong["/received_at"] = "Thời điểm nhận phải ở trước bây giờ."
    if not clean(paper_number):
        wrong["/paper_number"] = "Ghi số giấy tiếp nhận viết tay."
    if not clean(reason):
        wrong["/reason"] = "Ghi vì sao lúc đó không nhập được."
    with transaction.atomic():
        plan, draft = plan_of(draft_id, actor=actor)
        access.authorise(actor=actor, act="dossiers.receive", agency_id=plan.receiving_agency_id)
        if actor.person_id is None:
            raise Denied("Chỉ cán bộ tiếp nhận mới xin nhập bù.")
        if wrong:
            raise Invalid("Chưa xin nhập bù được.", fields=wrong)
        known = lock_row(LateEntry.objects.filter(draft_id=draft_id)).first()
        if known is not None and known.state != LateState.REJECTED:
            raise WrongStatus("Hồ sơ này đã xin nhập bù.")
        row, _ = LateEntry.objects.update_or_create(
            draft_id=draft_id,
            defaults={
                "agency_id": plan.receiving_agency_id,
                "title": draft.title,
                "received_at": received_at,
                "paper_number": clean(paper_number)[:60],
                "reason": clean(reason)[:1000],
                "state": LateState.ASKED.value,
                "asked_at": at,
                "asked_by_id": actor.person_id,
                "decided_at": None,
                "decided_by_id": None,
                "decided_words": "",
            },
        )
        detail = {"received_at": received_at.isoformat(), "paper": row.paper_number, "why": row.reason}
        access.record_write(actor=actor, act="dossiers.ask_late_entry", target=("late_entry", row.id), detail=detail)
    return row.id


def decide_late_entry(*, entry_id: UUID, approve: bool, words: str, actor: Actor) -> None:
    """Say yes or no (then `words` say why). Whoever asked does not decide. Raises Denied, Invalid, WrongStatus, NoDossier."""
    with transaction.atomic():
        row = lock_row(LateEntry.objects.filter(id=entry_id)).first()
        if row is None:
            raise NoDossier
        access.authorise(actor=actor, act="dossiers.approve_late_entry", agency_id=row.agency_id)
        if actor.person_id is None or actor.person_id == row.asked_by_id:
            raise Denied("Người xin nhập bù không tự duyệt được.")
        if row.state != LateState.ASKED:
            raise WrongStatus("Đề nghị nhập bù này đã được quyết định.")
        if not approve and not clean(words):
            raise Invalid("Không duyệt phải nói lý do.", fields={"/words": "Ghi lý do không duyệt."})
        row.state = (LateState.APPROVED if approve else LateState.REJECTED).value
        row.decided_at, row.decided_by_id, row.decided_words = now(), actor.person_id, clean(words)[:1000]
        row.save(update_fields=["state", "decided_at", "decided_by_id", "decided_words"])
        access.record_write(
            actor=actor,
            act="dossiers.approve_late_entry",
            target=("late_entry", row.id),
            detail={"approved": approve, "received_at": row.received_at.isoformat()},
        )


def true_time(draft_id: UUID) -> tuple[LateEntry | None, datetime | None]:
    """The approved entry of a draft and its time of receipt, for the caller's transaction; (None, None) for the rest.

    Raises WrongStatus while the head has not decided.
    """
    row = lock_row(LateEntry.objects.filter(draft_id=draft_id)).first()
    if row is None or row.state == LateState.REJECTED:
        return None, None
    if row.state == LateState.ASKED:
        raise WrongStatus("Hồ sơ này đang chờ người đứng đầu duyệt nhập bù.")
    return row, row.received_at
