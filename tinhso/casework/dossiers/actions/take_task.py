"""Take a task for oneself, or put it back for the colleagues of the same post."""

from uuid import UUID

from django.db import transaction

from tinhso.casework.dossiers import chronicle, stand_ins, timing
from tinhso.casework.dossiers.errors import NoDossier
from tinhso.casework.dossiers.models import WorkItem
from tinhso.engines.workflow import api as workflow
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_row
from tinhso.kernel.errors import Conflict, Denied


def take_task(*, task_id: UUID, give_back: bool = False, actor: Actor) -> None:
    """Raises Conflict when a colleague has it, Denied without the right to process in that agency."""
    with transaction.atomic():
        found = WorkItem.objects.filter(task_id=task_id, is_open=True).first()
        if found is None:
            raise NoDossier
        row = chronicle.lock(found.dossier_id, actor=None if found.consultation_id else actor)
        item = lock_row(WorkItem.objects.filter(task_id=task_id, is_open=True)).first()
        if item is None:
            raise Conflict("Bước này vừa được người khác hoàn thành.")
        access.authorise(actor=actor, act="dossiers.process", agency_id=item.agency_id)
        if not in_role(item, actor):
            raise Denied("Bước này thuộc vị trí khác.")
        if not stand_ins.is_free_for(item.person_id, actor):
            raise Conflict("Đồng nghiệp đã nhận việc này.")
        stand_ins.note_stead(row, item, at=now(), actor=actor)
        taker = None if give_back else actor.person_id
        give_item(item, post_id=actor.post_id if taker else None, person_id=taker, actor=actor)
        if taker:
            timing.handed_over(row, at=now(), actor=actor)
        act = "dossiers.give_back_task" if give_back else "dossiers.take_task"
        access.record_write(actor=actor, act=act, target=("dossier", item.dossier_id), detail={"step": item.step})


def give_item(item: WorkItem, *, post_id: UUID | None, person_id: UUID | None, actor: Actor) -> None:
    """The locked row and its task go to a post and a person; a question that no step asks has no task."""
    if item.task_id != item.consultation_id:
        workflow.assign_task(task_id=item.task_id, post_id=post_id, person_id=person_id, actor=actor)
    item.person_id, item.post_id = person_id, post_id
    item.save(update_fields=["person_id", "post_id"])


def in_role(item: WorkItem, actor: Actor) -> bool:
    """Whether the actor's post holds the step's role: a right of the same agency alone does not do a colleague's step."""
    if actor.is_system:
        return True
    return actor.post_id is not None and item.role in identity.get_post(actor.post_id).roles
