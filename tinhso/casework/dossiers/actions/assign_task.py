"""Take a task over from a colleague, or give it to one: of the same role in the same agency, with a reason, on record."""

from uuid import UUID

from django.db import transaction

from tinhso.casework.dossiers import chronicle
from tinhso.casework.dossiers.actions.take_task import give_item, in_role
from tinhso.casework.dossiers.confidentiality import post_sees
from tinhso.casework.dossiers.errors import NoDossier
from tinhso.casework.dossiers.models import WorkItem
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_row
from tinhso.kernel.errors import Conflict, Denied, Invalid


def assign_task(
    *, task_id: UUID, to_person_id: UUID, reason: str, held_by: UUID | None, for_agency: bool = False, actor: Actor
) -> None:
    """Give an open task to a colleague, or to oneself (takeover). `held_by` is who had it when the page was shown.

    Who does the step may, or, with `for_agency`, who supervises the agency (hand_work_over.py). Raises Denied (another
    agency or role), NoDossier, Conflict (changed hands meanwhile), Invalid (no reason, no colleague).
    """
    if not reason.strip():
        raise Invalid("Cần ghi lý do.", fields={"/reason": "Ghi lý do chuyển việc, ví dụ: đồng nghiệp nghỉ phép."})
    at = now()
    with transaction.atomic():
        found = WorkItem.objects.filter(task_id=task_id, is_open=True).first()
        if found is None:
            raise NoDossier
        row = chronicle.lock(found.dossier_id, actor=None if found.consultation_id else actor)
        item = lock_row(WorkItem.objects.filter(task_id=task_id, is_open=True)).first()
        if item is None:
            raise Conflict("Bước này vừa được người khác hoàn thành.")
        if not (for_agency and access.can(actor=actor, act="dossiers.supervise", agency_id=item.agency_id)):
            access.authorise(actor=actor, act="dossiers.process", agency_id=item.agency_id)
            if not in_role(item, actor):
                raise Denied("Bước này thuộc vị trí khác.")
        if item.person_id != held_by:
            raise Conflict("Việc này vừa đổi người giữ. Hãy xem lại rồi chuyển.")
        if item.person_id == to_person_id:
            raise Conflict("Người này đang giữ việc rồi.")
        seat = colleagues(item.agency_id, item.role).get(to_person_id)
        if seat is None:
            raise Invalid("Không có đồng nghiệp này.", fields={"/to": "Chọn một đồng nghiệp cùng vị trí."})
        if not post_sees(item.level, seat[0]):
            raise Invalid(
                "Không chuyển được.", fields={"/to": "Vị trí của người này không được xem hồ sơ ở mức bảo mật này."}
            )
        give_item(item, post_id=seat[0], person_id=to_person_id, actor=actor)
        words = f"{item.step_title}: chuyển cho {seat[1]}. Lý do: {reason.strip()}"
        chronicle.note(row, words=words[:300], at=at, actor=actor)
        access.record_write(
            actor=actor,
            act="dossiers.assign_task",
            target=("dossier", row.id),
            detail={"step": item.step, "from": held_by, "to": to_person_id},
        )


def colleagues(agency_id: UUID, role: str) -> dict[UUID, tuple[UUID, str]]:
    """Who acts today through a post of that role in that agency: person → (post, name)."""
    found: dict[UUID, tuple[UUID, str]] = {}
    posts = [post.id for post in identity.list_posts(agency_id=agency_id, role=role)]
    for post_id, holders in identity.holders_of_posts(posts).items():
        for holder in holders:
            found.setdefault(holder.person_id, (post_id, holder.full_name))
    return found
