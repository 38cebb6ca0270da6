"""Strike a numbered line out: it counts no more, says why, and keeps its number."""

from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.kernel import clock
from tinhso.kernel.actor import Actor
from tinhso.kernel.database import lock_row
from tinhso.kernel.outbox.api import publish
from tinhso.kernel.text import clean
from tinhso.services.copybook.domain import LONGEST_REASON
from tinhso.services.copybook.errors import LineInvalid, LineStruck, NoLine
from tinhso.services.copybook.events import LineStruckOut
from tinhso.services.copybook.models import Line

TARGET = "copy_line"


def strike_line(*, line_id: UUID, reason: str, actor: Actor) -> Line:
    """Needs `copies.strike` at the agency that keeps the book. Raises NoLine, ActDenied, LineInvalid, LineStruck."""
    with transaction.atomic():
        row = lock_row(Line.objects.filter(id=line_id, number__isnull=False)).first()
        if row is None:
            raise NoLine("Không có dòng sổ này.")
        access.authorise(actor=actor, act="copies.strike", agency_id=row.agency_id)
        why = clean(reason)
        if not why or len(why) > LONGEST_REASON:
            raise LineInvalid(
                "Chưa ghi lý do.", fields={"/reason": f"Ghi lý do gạch dòng, không quá {LONGEST_REASON} chữ."}
            )
        if row.struck_at is not None:
            raise LineStruck("Dòng này đã gạch trước đó.")
        assert row.year is not None
        assert row.number is not None
        row.struck_at, row.struck_by_id, row.struck_reason = clock.now(), actor.person_id, why
        row.save(update_fields=["struck_at", "struck_by_id", "struck_reason"])
        access.record_write(
            actor=actor, act="copies.strike", target=(TARGET, row.id), detail={"year": row.year, "number": row.number}
        )
        publish(
            LineStruckOut(line_id=row.id, agency_id=row.agency_id, year=row.year, number=row.number),
            aggregate=(TARGET, row.id),
            actor=actor,
        )
    return row
