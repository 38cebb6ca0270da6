"""The platform itself returns a result that its applicant wants online, right after it was signed."""

from uuid import UUID

from tinhso.casework.dossiers import dues
from tinhso.casework.dossiers.actions.do_task import TaskDone, do_task
from tinhso.casework.dossiers.models import Dossier, WorkItem
from tinhso.casework.dossiers.types import ReturnMethod, Status
from tinhso.engines.workflow import api as workflow
from tinhso.engines.workflow.types import Act
from tinhso.kernel.actor import Actor
from tinhso.kernel.database import lock_row
from tinhso.services.fees import api as fees
from tinhso.services.fees.types import Waits


def return_online(*, dossier_id: UUID, actor: Actor) -> bool:
    """Complete the return task of a finished dossier whose applicant chose online; tells whether it did."""
    row = lock_row(Dossier.objects.filter(id=dossier_id)).get()
    if row.status != Status.FINISHED or row.return_method != ReturnMethod.ONLINE:
        return False
    if fees.waits_for_money((dues.KIND, row.id), Waits.RETURN):
        # It goes on by itself when the payment is known (follow_payment.py).
        return False
    for item in WorkItem.objects.filter(dossier=row, is_open=True):
        for outcome in workflow.get_task(item.task_id).outcomes:
            if Act.RETURN in outcome.does:
                done = TaskDone(outcome=outcome.code)
                do_task(task_id=item.task_id, done=done, version=row.version, actor=actor)
                return True
    return False
