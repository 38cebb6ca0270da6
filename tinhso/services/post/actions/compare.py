"""Every letter here against everything that the post tells, read from the beginning; nothing is changed."""

from tinhso.kernel.http import WrongAnswer
from tinhso.services.post import queries
from tinhso.services.post.adapters.carriers import carriers
from tinhso.services.post.models import Order
from tinhso.services.post.types import OVER, Comparison, Difference, OrderState, Service, Told

_MOST_PAGES = 10_000
# What the post need not have said anything about.
_UNSAID = (OrderState.PLANNED, OrderState.TO_SEND, OrderState.REFUSED, OrderState.ORDERED, OrderState.CANCELLED)


def compare() -> Comparison:
    """Differences by waybill. Raises NoPostalService, Unavailable when the post does not answer."""
    service = queries.needed_service()
    rows = _all_rows(service)
    latest: dict[str, Told] = {}
    for told in sorted(rows, key=lambda one: (one.at, one.id)):
        latest[told.waybill] = told
    here = {row.waybill: row for row in Order.objects.filter(customer_code=service.customer_code).exclude(waybill="")}
    found = [
        _difference(waybill, here.get(waybill), latest.get(waybill), service) for waybill in sorted({*here, *latest})
    ]
    return Comparison(orders=len(here), rows=len(rows), differences=tuple(one for one in found if one is not None))


def _all_rows(service: Service) -> list[Told]:
    rows: list[Told] = []
    after = 0
    for _ in range(_MOST_PAGES):
        page = carriers.get().track(after=after, size=service.page_size)
        rows += page.rows
        if page.last_id <= after or len(page.rows) + len(page.broken) < service.page_size:
            return rows
        after = page.last_id
    raise WrongAnswer("Danh sách hành trình của bưu điện không có điểm dừng.")


def _difference(waybill: str, row: Order | None, told: Told | None, service: Service) -> Difference | None:
    if row is None:
        return _told(waybill, None, told, "Bưu điện có số vận đơn mà hệ thống không có.") if told else None
    state = OrderState(row.state)
    if told is None:
        if state in _UNSAID:
            return None
        return _told(waybill, row, None, "Bưu điện không nói gì về bưu gửi này.")
    if told.reference and told.reference != row.reference:
        return _told(waybill, row, told, f"Mã hồ sơ ở bưu điện là {told.reference}.")
    there = service.codes.get(told.code)
    if there is state or (there is not None and not there.is_over and state not in OVER and told.at <= row.state_at):
        return None
    return _told(waybill, row, told, "Trạng thái khác nhau.")


def _told(waybill: str, row: Order | None, told: Told | None, words: str) -> Difference:
    return Difference(
        waybill=waybill,
        reference=row.reference if row else (told.reference if told else ""),
        here=row.state if row else "",
        there=told.code if told else "",
        words=words,
    )
