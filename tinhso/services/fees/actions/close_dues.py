"""What was to be paid for ends without its result, or an officer's due was a mistake: nothing more is owed."""

from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.text import clean
from tinhso.services.fees import ledger
from tinhso.services.fees.errors import DueClosed, FeeInvalid, NoDue
from tinhso.services.fees.models import Claim, Due
from tinhso.services.fees.types import ClaimState, DueState, Ending, Stage, Subject


def close_dues(*, subject: tuple[str, UUID], ending: Ending, actor: Actor) -> None:
    """The subject ended so: open dues are cancelled; what was paid is owed back where the due's rule says so.

    The caller ends the subject in the same transaction.
    """
    with transaction.atomic():
        at = now()
        for row in ledger.lock_subject(subject):
            gives_back = ending.value in row.refunded_when
            if row.state == DueState.OPEN or (row.state == DueState.SETTLED and gives_back):
                kept = 0 if gives_back else row.paid_vnd
                ledger.set_amount(row, kept, "cancelled", at=at, reason=ending.value, actor=actor, cancels=True)
                ledger.owe_back_too_much(row, ending.value, at=at, actor=actor)
        Claim.objects.filter(subject_kind=subject[0], subject_id=subject[1], state=ClaimState.CLAIMED).update(
            state=ClaimState.DROPPED.value, decided_at=at
        )


def move_dues(*, from_subject: tuple[str, UUID], to: Subject, actor: Actor) -> int:
    """Another subject takes the place of the first (a wrong acceptance is done again): what was raised and paid goes with
    it, nothing is paid twice. Returns how many dues went. The caller acts on both in the same transaction."""
    with transaction.atomic():
        at = now()
        rows = ledger.lock_subject(from_subject)
        for row in rows:
            row.subject_kind, row.subject_id, row.reference = to.kind, to.id, to.reference
            row.save(update_fields=["subject_kind", "subject_id", "reference"])
            ledger.note(row, "moved", at=at, reason=to.reference, actor=actor)
        Claim.objects.filter(subject_kind=from_subject[0], subject_id=from_subject[1]).update(
            subject_kind=to.kind, subject_id=to.id
        )
        if rows:
            access.record_write(actor=actor, act="fees.move", target=(to.kind, to.id), detail={"dues": len(rows)})
    return len(rows)


def cancel_due(*, due_id: UUID, reason: str, actor: Actor) -> None:
    """The head takes a due back that was asked for by mistake; what was paid of it is owed back.

    Raises ActDenied, NoDue, DueClosed, FeeInvalid (a due of the rule, no reason).
    """
    with transaction.atomic():
        row = _locked(due_id)
        access.authorise(actor=actor, act="fees.cancel", agency_id=row.owner_agency_id)
        if row.state == DueState.CANCELLED:
            raise DueClosed("Khoản thu này đã được hủy.")
        if row.stage != Stage.SUPPLEMENT:
            raise FeeInvalid("Khoản thu theo quy tắc không hủy được: chỉ thay đổi theo diện miễn, giảm.")
        if not clean(reason):
            raise FeeInvalid("Cần ghi lý do.", fields={"/reason": "Ghi vì sao khoản thu này không phải nộp."})
        at = now()
        ledger.set_amount(row, 0, "cancelled", at=at, reason=clean(reason), actor=actor, cancels=True)
        ledger.owe_back_too_much(row, "cancelled", at=at, actor=actor)
        access.record_write(actor=actor, act="fees.cancel", target=("due", row.id), detail={})


def drop_due(*, due_id: UUID, reason: str, actor: Actor) -> None:
    """What it was asked for is not done after all: nothing of it is owed, what was paid is owed back; twice is once.

    The caller ends the service in the same transaction and has authorised that. Raises NoDue.
    """
    with transaction.atomic():
        row = _locked(due_id)
        at = now()
        if row.state != DueState.CANCELLED or row.amount_vnd:
            ledger.set_amount(row, 0, "cancelled", at=at, reason=clean(reason), actor=actor, cancels=True)
            ledger.owe_back_too_much(row, "cancelled", at=at, actor=actor)
            access.record_write(actor=actor, act="fees.drop", target=("due", row.id), detail={})


def _locked(due_id: UUID) -> Due:
    rows = ledger.lock_dues([due_id])
    if not rows:
        raise NoDue
    return rows[0]
