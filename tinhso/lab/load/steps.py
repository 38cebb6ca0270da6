"""One open task done as its officer would: the page is opened, then a button is pressed or a question is answered."""

from collections.abc import Callable, Iterable
from uuid import UUID

from tinhso.casework.dossiers import api as dossiers
from tinhso.casework.dossiers.api import TaskDone
from tinhso.casework.dossiers.types import Reason, WorkItem
from tinhso.engines.workflow import api as workflow
from tinhso.engines.workflow.types import Opinion, Outcome, Task
from tinhso.kernel.actor import Actor
from tinhso.lab.load.people import seat_officers

_PURPOSE = "Giải quyết hồ sơ"
_REASON = Reason(component="", text="Giấy tờ tải lên không đọc được.", remedy="Chụp lại rõ và nộp lại.")

Choice = Callable[[Task], Outcome]


def first(task: Task) -> Outcome:
    """The button that goes on."""
    return task.outcomes[0]


def refusal(task: Task) -> Outcome:
    """At intake the button that refuses; elsewhere the one that goes on."""
    return next((one for one in task.outcomes if one.end == "not_accepted"), task.outcomes[0])


def do(dossier_id: UUID, item: WorkItem, who: Actor, *, choose: Choice = first) -> None:
    """Raises DomainError when the officer may not, or the task is no longer open."""
    if item.consultation_id is not None:
        dossiers.read_question(item.consultation_id, actor=who)
        dossiers.answer_opinion(
            consultation_id=item.consultation_id,
            answer=Opinion.AGREED,
            opinion="Nhất trí với đề nghị của cơ quan giải quyết.",
            late_reason="Nhiều hồ sơ cùng lúc.",
            actor=who,
        )
        return
    shown = dossiers.get_dossier(dossier_id, actor=who, purpose=_PURPOSE)
    task = workflow.get_task(item.task_id)
    outcome = choose(task)
    reasons = (_REASON,) if choose is refusal else ()
    signer_id = _signer(one.person_id for one in dossiers.offered_signers(dossier_id, task, (outcome,)))
    done = TaskDone(outcome=outcome.code, reasons=reasons, identity_checked="Căn cước", signer_id=signer_id)
    dossiers.do_task(task_id=item.task_id, done=done, version=shown.version, actor=who)


def _signer(offered: Iterable[UUID]) -> UUID | None:
    """For whom a paper that is initialled is printed: one of the seated officers, who will sign it as well."""
    seated = {one.person_id for one in seat_officers().values()}
    return next((one for one in offered if one in seated), None)
