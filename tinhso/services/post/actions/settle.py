"""A person has looked at what did not fit: where the letter really is, and why the contradiction is closed."""

from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_row
from tinhso.kernel.text import clean
from tinhso.services.post import queries
from tinhso.services.post.actions import moving
from tinhso.services.post.errors import NoOrder, NotNow, PostInvalid
from tinhso.services.post.models import Finding
from tinhso.services.post.types import SAID, OrderState, Source


def settle(*, finding_id: UUID, resolution: str, state: OrderState | None = None, actor: Actor) -> None:
    """Close it with a reason; `state`: the letter is there, as the desk found out.

    Raises NoOrder, ActDenied, PostInvalid, NotNow when it was closed before or the letter cannot be there.
    """
    why = clean(resolution)[:300]
    if not why:
        raise PostInvalid("Cần ghi kết quả.", fields={"/resolution": "Ghi đã hỏi ai, được trả lời thế nào."})
    with transaction.atomic():
        finding = lock_row(Finding.objects.filter(id=finding_id)).first()
        if finding is None:
            raise NoOrder
        row = moving.locked(finding.order_id) if finding.order_id else None
        access.authorise(actor=actor, act=queries.OPERATE, agency_id=row.agency_id if row else actor.agency_id)
        if finding.closed_at is not None:
            raise NotNow("Mâu thuẫn này đã được xử lý.")
        if state is not None:
            if row is None or state not in SAID or not row.waybill or row.state == OrderState.PLANNED:
                raise NotNow("Không ghi được trạng thái này cho bưu gửi.")
            if row.state != state:
                moving.move(row, state, at=now(), source=Source.DESK, actor=actor, words=why)
        finding.closed_at, finding.closed_by_id, finding.resolution = now(), actor.person_id, why
        finding.save(update_fields=["closed_at", "closed_by_id", "resolution"])
        target = (moving.KIND, row.id) if row else ("post.finding", finding.id)
        access.record_write(actor=actor, act="post.settle", target=target, detail={"state": state or ""})
