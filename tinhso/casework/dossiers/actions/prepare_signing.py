"""A result is made ready for its signer's own machine: everything that signing checks is checked, only the hash goes out."""

from uuid import UUID

from django.db import transaction

from tinhso.casework.dossiers import chronicle
from tinhso.casework.dossiers.actions.do_task import TaskDone, admitted, do_task
from tinhso.casework.dossiers.actions.sign_result import printed, unsigned
from tinhso.casework.dossiers.applicants import signer_of
from tinhso.casework.dossiers.models import WorkItem
from tinhso.engines.workflow import api as workflow
from tinhso.engines.workflow.types import Act
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.errors import Conflict, NotFound
from tinhso.services.signatures import api as signatures
from tinhso.services.signatures.types import Pending, Signature


def prepare_signing(*, task_id: UUID, version: int, fingerprint: str, batch_id: UUID, actor: Actor) -> Pending:
    """Print the draft with its number left open and prepare it for the actor's certificate; the task stays as it is.

    Raises what pressing the button would raise, and what signing with this certificate would.
    """
    with transaction.atomic():
        item = WorkItem.objects.filter(task_id=task_id).first()
        if item is None:
            raise NotFound("Không có việc này.")
        row = chronicle.lock(item.dossier_id, version=version, actor=actor)
        at = now()
        task = workflow.get_task(task_id)
        button = next((one.code for one in task.outcomes if Act.SIGN in one.does), None)
        if button is None:
            raise Conflict("Bước này không ký kết quả.")
        item.refresh_from_db()
        admitted(row, item, task, TaskDone(outcome=button), at=at, actor=actor)
        result = unsigned(row)
        result.number = ""
        pdf = printed(row, result, at=at, actor=actor)
        signer = signer_of(actor)
        return signatures.prepare_signature(
            pdf=pdf,
            fingerprint=fingerprint,
            name=signer.name,
            title=signer.title,
            batch_id=batch_id,
            subject=("task", task_id),
            facts={"outcome": button, "version": version, "dossier": str(row.id)},
            label=f"{row.code} {row.procedure_title}"[:200],
            actor=actor,
            at=at,
        )


def finish_signing(*, pending: Pending, value: bytes, actor: Actor) -> None:
    """Press the button with the signature that came in. When the dossier has changed since, or the signature does not
    hold, nothing happens: see `do_task` and `signatures.finish_signature` for what is raised.
    """
    done = TaskDone(outcome=pending.facts["outcome"], signature=Signature(pending_id=pending.id, value=value))
    do_task(task_id=pending.subject[1], done=done, version=int(pending.facts["version"]), actor=actor)
