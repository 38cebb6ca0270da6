"""A changed calendar moved a clock: the dossier, its lists and its history say the new dates."""

from uuid import UUID

from django.db import transaction

from tinhso.casework.dossiers import chronicle, timing
from tinhso.casework.dossiers.actions.tell_people import tell_answer_moved, tell_intake_moved
from tinhso.casework.dossiers.correspondence import SupplementState
from tinhso.casework.dossiers.events import DossierDueMoved
from tinhso.casework.dossiers.models import Dossier, Supplement
from tinhso.engines.deadlines import api as deadlines
from tinhso.engines.deadlines.types import Clock, ClockKind
from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now


def follow_calendar(*, clock_id: UUID, cause_id: UUID, actor: Actor) -> bool:
    """Take over what the clock says now, whatever it said before; tells whether the dossier's due date moved."""
    with transaction.atomic():
        clock = deadlines.get_clock(clock_id)
        row = chronicle.lock(clock.subject[1])
        moved = clock.kind is ClockKind.PROCESSING and clock.is_open and _move(row, clock, actor)
        if clock.kind is ClockKind.SUPPLEMENT and clock.is_open:
            _move_answer(row, clock, cause_id, actor)
        if clock.kind is ClockKind.INTAKE_ANSWER and clock.is_open:
            # Whoever filed online read by when the desk answers.
            tell_intake_moved(row, clock, cause_id, actor)
        timing.show_dues(row, actor=actor)
        return moved


def _move(row: Dossier, clock: Clock, actor: Actor) -> bool:
    old = row.due_at
    if old is None or (row.statutory_due_at, old) == (clock.statutory_due_at, clock.due_at):
        return False
    row.statutory_due_at, row.due_at = clock.statutory_due_at, clock.due_at
    # No new version: an officer's open page stays good, since nothing that they decide upon has changed.
    row.save(update_fields=["statutory_due_at", "due_at"])
    words = f"Lịch làm việc thay đổi: hẹn trả {deadlines.in_words(clock.due_at)}, trước là {deadlines.in_words(old)}."
    chronicle.note(row, words=words, at=now(), actor=actor)
    chronicle.tell(row, DossierDueMoved, act="dossiers.follow_calendar", actor=actor, old_due_at=old)
    return True


def _move_answer(row: Dossier, clock: Clock, cause_id: UUID, actor: Actor) -> None:
    """Until when the applicant may answer is what their clock says; they hear of it."""
    asked = Supplement.objects.filter(dossier=row, state=SupplementState.OPEN).exclude(answer_by=clock.due_at)
    if asked.update(answer_by=clock.due_at):
        words = f"Lịch làm việc thay đổi: hạn bổ sung là {deadlines.in_words(clock.due_at)}."
        chronicle.note(row, words=words, at=now(), actor=actor)
        access.record_write(actor=actor, act="dossiers.follow_calendar", target=("dossier", row.id), detail={})
        tell_answer_moved(row, clock, cause_id, actor)
