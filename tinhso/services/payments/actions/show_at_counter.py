"""The screens of an agency's counters: one for each, and what stands on it now."""

from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_row
from tinhso.kernel.errors import Denied
from tinhso.kernel.text import clean
from tinhso.services.payments.errors import NoOrder, OrderClosed, WrongOrder
from tinhso.services.payments.models import DisplayRow, OrderRow
from tinhso.services.payments.types import OrderState

SHOW = "payments.show"
_MOST = 40


def open_display(*, label: str, actor: Actor) -> str:
    """A screen for a counter of the actor's agency; its token. Raises ActDenied, WrongOrder."""
    access.authorise(actor=actor, act=SHOW, agency_id=actor.agency_id)
    if actor.agency_id is None:
        raise Denied("Việc này của cán bộ đang ở một vị trí.")
    told = clean(label)[:60]
    if not told:
        raise WrongOrder("Ghi tên quầy.", fields={"/label": "Ghi tên quầy, ví dụ: Quầy số 3."})
    with transaction.atomic():
        if DisplayRow.objects.filter(agency_id=actor.agency_id).count() >= _MOST:
            raise WrongOrder("Cơ quan đã có đủ màn hình.", fields={"/label": f"Nhiều nhất {_MOST} màn hình."})
        row = DisplayRow.objects.create(agency_id=actor.agency_id, label=told, created_at=now())
        access.record_write(actor=actor, act="payments.open_display", target=("payment_display", row.id), detail={})
    return row.token


def may_show(*, display_id: UUID, actor: Actor) -> None:
    """Asked before anything is started. Raises ActDenied, NoOrder."""
    row = DisplayRow.objects.filter(id=display_id).first()
    if row is None:
        raise NoOrder
    access.authorise(actor=actor, act=SHOW, agency_id=row.agency_id)


def show(*, display_id: UUID, order_id: UUID | None, actor: Actor) -> None:
    """Put an open order on the screen, or clear it. Raises ActDenied, NoOrder, OrderClosed."""
    with transaction.atomic():
        row = lock_row(DisplayRow.objects.filter(id=display_id)).first()
        if row is None:
            raise NoOrder
        access.authorise(actor=actor, act=SHOW, agency_id=row.agency_id)
        order = OrderRow.objects.filter(id=order_id).first() if order_id else None
        if order_id is not None and order is None:
            raise NoOrder
        if order is not None and order.state != OrderState.OPEN.value:
            raise OrderClosed("Khoản này không còn chờ thanh toán.")
        row.order, row.shown_at = order, now()
        row.save(update_fields=["order", "shown_at"])
        detail = {"order": str(order_id) if order_id else ""}
        access.record_write(actor=actor, act=SHOW, target=("payment_display", row.id), detail=detail)
