"""A cashier's shift: opened with what is in the till, closed with what is counted, the difference explained."""

from collections.abc import Mapping
from uuid import UUID

from django.db import IntegrityError, transaction

from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import local, now
from tinhso.kernel.database import lock_row
from tinhso.kernel.errors import Denied
from tinhso.kernel.outbox.api import publish
from tinhso.kernel.text import clean, grouped
from tinhso.services.cashdesk import queries
from tinhso.services.cashdesk.domain.counting import counted_vnd
from tinhso.services.cashdesk.errors import CashInvalid, NotInTill, ShiftOpen, ShiftOver
from tinhso.services.cashdesk.events import ShiftClosed
from tinhso.services.cashdesk.models import Shift
from tinhso.services.cashdesk.types import ShiftState

KIND = "cash.shift"
MOST_VND = 1_000_000_000


def open_shift(*, opening_vnd: int, actor: Actor) -> UUID:
    """Begin to take money at the actor's agency. Raises ActDenied, ShiftOpen, CashInvalid."""
    if actor.person_id is None or actor.post_id is None or actor.agency_id is None:
        raise Denied("Quầy thu dành cho cán bộ đang làm việc ở một vị trí.")
    access.authorise(actor=actor, act="cash.collect", agency_id=actor.agency_id)
    if not 0 <= opening_vnd <= MOST_VND:
        raise CashInvalid("Số tiền đầu ca chưa đúng.", fields={"/opening": "Ghi số tiền có trong két, 0 nếu không có."})
    with transaction.atomic():
        if Shift.objects.filter(person_id=actor.person_id, state=ShiftState.OPEN).exists():
            raise ShiftOpen
        try:
            with transaction.atomic():
                row = Shift.objects.create(
                    agency_id=actor.agency_id,
                    post_id=actor.post_id,
                    person_id=actor.person_id,
                    opened_at=now(),
                    opening_vnd=opening_vnd,
                )
        except IntegrityError as twice:
            raise ShiftOpen from twice
        access.record_write(
            actor=actor, act="cash.open_shift", target=("cash_shift", row.id), detail={"opening_vnd": opening_vnd}
        )
    return row.id


def close_shift(*, shift_id: UUID, counted: Mapping[int, int], explanation: str, actor: Actor) -> None:
    """The cashier has counted: bank note → how many. A difference needs its explanation.

    Raises ActDenied (another's shift without `cash.supervise`), NotInTill, ShiftOver, CashInvalid.
    """
    with transaction.atomic():
        row = lock_row(Shift.objects.filter(id=shift_id)).first()
        if row is None:
            raise NotInTill
        act = "cash.collect" if row.person_id == actor.person_id else "cash.supervise"
        access.authorise(actor=actor, act=act, agency_id=row.agency_id)
        if row.state != ShiftState.OPEN:
            raise ShiftOver("Ca này đã đóng.")
        at = now()
        found = counted_vnd(counted, queries.rule_on(local(at).date()).denominations)
        if found is None:
            raise CashInvalid("Số tờ chưa đúng.", fields={"/counted": "Ghi số tờ của từng mệnh giá."})
        recorded, words = queries.recorded_in(row), clean(explanation)[:500]
        if found != recorded and not words:
            gap = grouped(abs(found - recorded))
            way = "thừa" if found > recorded else "thiếu"
            raise CashInvalid(
                f"Tiền đếm được {way} {gap} đồng so với biên lai.",
                fields={"/explanation": f"Ghi vì sao {way} {gap} đồng, hoặc đếm lại."},
            )
        row.state, row.closed_at, row.explanation = ShiftState.CLOSED.value, at, words
        row.counted = {str(note): number for note, number in counted.items() if number}
        row.counted_vnd, row.recorded_vnd = found, recorded
        row.save()
        access.record_write(
            actor=actor, act="cash.close_shift", target=("cash_shift", row.id), detail={"difference": found - recorded}
        )
        event = ShiftClosed(
            shift_id=row.id, agency_id=row.agency_id, recorded_vnd=recorded, counted_vnd=found,
            difference_vnd=found - recorded, on=local(at).date(),
        )  # fmt: skip
        publish(event, aggregate=(KIND, row.id), actor=actor)
