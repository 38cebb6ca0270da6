"""A changed calendar moved a clock: the dossier, its lists and its history say the new dates."""

from uuid import UUID

from django.db import transaction

from tinhso.casework.dossiers import chronicle, timing
from tinhso.casework.dossiers.events import DossierDueMoved
from tinhso.casework.dossiers.models import Dossier, WorkItem
from tinhso.engines.deadlines import api as deadlines
from tinhso.engines.deadlines.types import Clock, ClockKind
from tinhso.engines.workflow import api as workflow
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now


def follow_calendar(*, clock_id: UUID, actor: Actor) -> bool:
    """Take over what the clock says now, whatever it said before; tells whether the dossier's due date moved."""
    with transaction.atomic():
        clock = deadlines.get_clock(clock_id)
        row = chronicle.lock(clock.subject[1])
        moved = clock.kind is ClockKind.PROCESSING and clock.is_open and _move(row, clock, actor)
        _steps(row)
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


def _steps(row: Dossier) -> None:
    """The open rows of the lists: the step's own due time counted again, the dossier's beside it."""
    for item in WorkItem.objects.filter(dossier=row, is_open=True):
        task = workflow.get_task(item.task_id)
        item.due_at = timing.step_due(item.agency_id, timing.rule_of(row))(task.term, task.opened_at)
        item.dossier_due_at = row.due_at
        item.order_at = item.due_at or row.due_at or item.opened_at
        item.save(update_fields=["due_at", "dossier_due_at", "order_at"])
