"""Things come into custody: from a citizen at the counter, or made in the office (a printed result)."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.text import clean
from tinhso.services.custody import models
from tinhso.services.custody.actions import moving
from tinhso.services.custody.errors import CustodyInvalid
from tinhso.services.custody.queries import HOLD
from tinhso.services.custody.types import MoveState, NewThing, Subject, ThingKind

MOST = 999


def take_in(
    *, subject: Subject, reference: str, things: Iterable[NewThing], words: str, actor: Actor
) -> tuple[UUID, ...]:
    """The actor's post holds these from now on; a thing of the subject that is known is not taken in twice.

    `words`: how the giver was known ("người nộp, theo giấy tiếp nhận"); a result or tool is made or bought by the office
    itself. Raises ActDenied (`custody.hold`), CustodyInvalid.
    """
    access.authorise(actor=actor, act=HOLD, agency_id=actor.agency_id)
    if actor.post_id is None or actor.agency_id is None:
        raise CustodyInvalid("Chỉ cán bộ đang làm việc ở một vị trí nhận giữ giấy tờ.")
    taken, at = [], now()
    with transaction.atomic():
        for one in things:
            title = clean(one.title)[:300]
            if not title or not 1 <= one.count <= MOST:
                raise CustodyInvalid(
                    "Giấy tờ chưa ghi đúng.",
                    fields={"/title": "Ghi tên giấy tờ.", "/count": f"Số bản từ 1 đến {MOST}."},
                )
            row, made = models.Thing.objects.get_or_create(
                subject_kind=subject[0],
                subject_id=subject[1],
                kind=one.kind.value,
                code=one.code,
                defaults={
                    "reference": reference,
                    "title": title,
                    "count": one.count,
                    "agency_id": actor.agency_id,
                    "post_id": actor.post_id,
                    "since": at,
                },
            )
            if not made:
                continue
            here = (actor.agency_id, actor.post_id, actor.person_id)
            giver = (None, None, None) if one.kind is ThingKind.COMPONENT else here
            moving.write_line(row, state=MoveState.RECEIVED, at=at, giver=giver, receiver=here, words=clean(words))
            moving.tell(row, "taken_in", actor=actor, to_agency_id=actor.agency_id, is_first=True)
            detail = {"kind": row.kind, "count": row.count}
            access.record_write(actor=actor, act="custody.take_in", target=(moving.KIND, row.id), detail=detail)
            taken.append(row.id)
    return tuple(taken)
