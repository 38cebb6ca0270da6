"""Take back the last act on a dossier while nothing depends on it: the step opens again, and the record keeps both."""

from uuid import UUID

from django.db import transaction

from tinhso.casework.dossiers import chronicle, timing
from tinhso.casework.dossiers.actions.initial_result import drop_initials
from tinhso.casework.dossiers.errors import CannotUndo
from tinhso.casework.dossiers.events import ActUndone
from tinhso.casework.dossiers.undoing import last_act
from tinhso.engines.workflow import api as workflow
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.errors import Denied, Invalid


def undo_act(*, dossier_id: UUID, task_id: UUID, reason: str, version: int, actor: Actor) -> None:
    """For the person who did it, or the head of the agency where it was done; `task_id` is the task that was completed.

    Steps, lists and clocks go back to where they were; the history, the ledger and the audit log say so, nothing is
    erased. Raises Denied, StaleVersion, CannotUndo (in words why not), Invalid (no reason).
    """
    with transaction.atomic():
        row = chronicle.lock(dossier_id, version=version, actor=actor)
        at = now()
        last = last_act(row, actor=actor, at=at)
        if last is None:
            raise Denied("Chỉ người vừa làm việc này hoặc người đứng đầu được hoàn tác.")
        if last.task.id != task_id:
            raise CannotUndo("Sau việc này đã có việc khác của hồ sơ được làm xong.")
        if last.refusal:
            raise CannotUndo(last.refusal)
        if not reason.strip():
            raise Invalid("Cần ghi lý do.", fields={"/undo_reason": "Ghi lý do hoàn tác, ví dụ: bấm nhầm nút."})
        done_at = last.task.closed_at
        assert done_at is not None
        progress = workflow.undo_task(task_id=task_id, actor=actor, at=at)
        drop_initials(task_id=task_id, at=at)
        why = f"Hoàn tác: {reason.strip()}"[:500]
        timing.undo_step(
            row,
            last.task,
            opened=[task.step for task in progress.closed],
            done_at=done_at,
            at=at,
            reason=why,
            actor=actor,
        )
        chronicle.follow(row, progress, at=at, actor=actor)
        timing.show_dues(row, actor=actor)
        words = f"Hoàn tác “{last.task.title}: {last.outcome.title.lower()}”. Lý do: {reason.strip()}"
        chronicle.note(row, words=words[:300], at=at, actor=actor)
        chronicle.save(row)
        chronicle.tell(
            row,
            ActUndone,
            act="dossiers.undo",
            actor=actor,
            detail={"step": last.task.step, "outcome": last.outcome.code, "done_by": last.task.closed_by},
            step=last.task.step,
            outcome=last.outcome.code,
            was_done_at=done_at,
        )
