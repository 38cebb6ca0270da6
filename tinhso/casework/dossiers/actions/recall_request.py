"""Undo a request or a proposal while nothing depends on it: the applicant has not begun to answer, nobody has decided."""

from uuid import UUID

from django.db import transaction

from tinhso.casework.dossiers import chronicle, timing
from tinhso.casework.dossiers.actions.ask_supplement import may_ask_for
from tinhso.casework.dossiers.correspondence import SupplementState, reopens_as
from tinhso.casework.dossiers.errors import WrongStatus
from tinhso.casework.dossiers.events import SupplementRecalled
from tinhso.casework.dossiers.models import Extension, Supplement, SupplementItem
from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.errors import Denied, Invalid


def recall_supplement(*, dossier_id: UUID, reason: str, version: int, actor: Actor) -> None:
    """Take back a request that nobody answered yet, or a proposal nobody decided: the clock counts on what was left.

    The applicant was asked all the same, so a recalled request counts when the head's word is needed for the next.
    For whoever may ask. Raises Denied, StaleVersion, WrongStatus (none, or the applicant has begun), Invalid (no reason).
    """
    with transaction.atomic():
        row = chronicle.lock(dossier_id, version=version, actor=actor)
        at = now()
        may_ask_for(row, actor)
        if not reason.strip():
            raise Invalid("Cần ghi lý do.", fields={"/reason": "Ghi vì sao thu hồi, người nộp sẽ đọc."})
        states = (SupplementState.PROPOSED, SupplementState.OPEN)
        request = Supplement.objects.filter(dossier=row, state__in=states).first()
        if request is None:
            raise WrongStatus("Không có yêu cầu bổ sung nào để thu hồi.")
        if SupplementItem.objects.filter(supplement=request, answered_at__isnull=False).exists():
            raise WrongStatus("Người nộp đã bắt đầu bổ sung nên không thu hồi được nữa.")
        was_open = request.state == SupplementState.OPEN
        request.state, request.closed_at = SupplementState.RECALLED, at
        request.decision_note = reason.strip()[:500]
        request.save()
        words = f"Thu hồi yêu cầu bổ sung lần {request.seq}: {request.decision_note}"[:300]
        if was_open:
            chronicle.move(row, reopens_as(request), words=words, at=at, actor=actor)
            timing.go_on(row, anew=False, at=at, reason="Thu hồi yêu cầu bổ sung.", actor=actor)
            chronicle.tell(
                row,
                SupplementRecalled,
                act="dossiers.recall_supplement",
                actor=actor,
                supplement_id=request.id,
                seq=request.seq,
            )
        else:
            chronicle.note(row, words=words, at=at, actor=actor)
            access.record_write(actor=actor, act="dossiers.recall_supplement", target=("dossier", row.id), detail={})
        chronicle.save(row, "statutory_due_at", "due_at")


def recall_extension(*, dossier_id: UUID, version: int, actor: Actor) -> None:
    """Take back one's own proposal of a new date before it is signed. Raises Denied, StaleVersion, WrongStatus."""
    with transaction.atomic():
        row = chronicle.lock(dossier_id, version=version, actor=actor)
        at = now()
        access.authorise(actor=actor, act="dossiers.process", agency_id=row.owner_agency_id)
        proposed = Extension.objects.filter(dossier=row, state="proposed").first()
        if proposed is None:
            raise WrongStatus("Không có đề nghị gia hạn nào để thu hồi.")
        if proposed.proposed_by_id != actor.person_id:
            raise Denied("Chỉ người đề nghị thu hồi được.")
        proposed.state, proposed.decided_at = "recalled", at
        proposed.save()
        chronicle.note(row, words="Thu hồi đề nghị gia hạn.", at=at, actor=actor)
        access.record_write(actor=actor, act="dossiers.recall_extension", target=("dossier", row.id), detail={})
        chronicle.save(row)
