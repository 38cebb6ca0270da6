"""Read the post's tracking list from where it was left, page by page; the same row again changes nothing."""

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_key, lock_row
from tinhso.kernel.errors import Unavailable
from tinhso.kernel.outbox.api import publish
from tinhso.services.post import queries
from tinhso.services.post.actions import moving
from tinhso.services.post.adapters.carriers import carriers, is_on
from tinhso.services.post.domain.following import follow
from tinhso.services.post.events import PostContradicted
from tinhso.services.post.models import Cursor, Finding, Order, TrackingRow
from tinhso.services.post.types import FindingKind, OrderState, Service, Source, Told, TrackingPage

_MOST_PAGES = 50


def track(*, actor: Actor) -> int:
    """Pull everything that is new; returns how many rows were new. A partner that fails is tried again next time."""
    service = queries.service_on()
    if service is None or not is_on():
        return 0
    fresh = 0
    for _ in range(_MOST_PAGES):
        after = _read_until(service)
        try:
            page = carriers.get().track(after=after, size=service.page_size)
        except Unavailable as down:
            Cursor.objects.update_or_create(
                customer_code=service.customer_code, defaults={"problem": down.message[:300]}
            )
            break
        fresh += take_page(page, service=service, actor=actor)
        if page.last_id <= after or len(page.rows) + len(page.broken) < service.page_size:
            break
    return fresh


def take_page(page: TrackingPage, *, service: Service, actor: Actor) -> int:
    """One page in one transaction with the place where the next one begins. Returns how many rows were new."""
    with transaction.atomic():
        lock_key(f"post.track.{service.customer_code}")
        cursor, _ = Cursor.objects.get_or_create(customer_code=service.customer_code)
        known = set(
            TrackingRow.objects.filter(
                customer_code=service.customer_code, number__in=[row.id for row in page.rows]
            ).values_list("number", flat=True)
        )
        fresh = [row for row in page.rows if row.id not in known]
        for told in fresh:
            _take(told, service, actor)
        TrackingRow.objects.bulk_create(
            TrackingRow(customer_code=service.customer_code, number=one.id) for one in fresh
        )
        for words in page.broken if page.last_id > cursor.last_id else ():
            _find(FindingKind.UNREADABLE, None, "", words, actor)
        cursor.last_id = max(cursor.last_id, page.last_id)
        cursor.read_at, cursor.problem = now(), ""
        cursor.save()
    return len(fresh)


def _read_until(service: Service) -> int:
    found = Cursor.objects.filter(customer_code=service.customer_code).values_list("last_id", flat=True).first()
    return found or 0


def _take(told: Told, service: Service, actor: Actor) -> None:
    row = lock_row(Order.objects.filter(waybill=told.waybill)).first() if told.waybill else None
    if row is None:
        _find(FindingKind.UNKNOWN, None, told.waybill, _words(told), actor)
        return
    if told.reference and told.reference != row.reference:
        _find(FindingKind.OTHER_ORDER, row, told.waybill, f"{_words(told)}; mã hồ sơ {told.reference}", actor)
        return
    state = service.codes.get(told.code)
    if state is None:
        _find(FindingKind.UNREADABLE, row, told.waybill, f"Mã trạng thái lạ. {_words(told)}", actor)
        return
    verdict = follow(OrderState(row.state), row.state_at, told=state, at=told.at)
    if verdict.moves:
        _confirm(row)
        moving.move(row, state, at=told.at, source=Source.POST, actor=actor, words=told.words)
        detail = {"state": state.value, "row": told.id}
        access.record_write(actor=actor, act="post.tracked", target=(moving.KIND, row.id), detail=detail)
        return
    moving.note(row, state, at=told.at, source=Source.POST, words=told.words, moved=False, actor=actor)
    if verdict.finding is not None:
        _find(verdict.finding, row, told.waybill, _words(told), actor)


def _confirm(row: Order) -> None:
    """What moves with the post was taken by it, whatever the reply to the order said."""
    if row.wish == "send":
        row.wish, row.next_at = "", None
    row.sent_at = row.sent_at or now()
    row.problem = ""


def _words(told: Told) -> str:
    return f"Bưu điện báo mã {told.code} lúc {told.at:%d/%m/%Y %H:%M}{f', {told.words}' if told.words else ''}"[:300]


def _find(kind: FindingKind, row: Order | None, waybill: str, words: str, actor: Actor) -> None:
    finding = Finding.objects.create(kind=kind.value, order=row, waybill=waybill, words=words[:300], found_at=now())
    event = PostContradicted(finding_id=finding.id, order_id=row.id if row else None, kind=kind.value)
    publish(event, aggregate=("post.finding", finding.id), actor=actor, is_first=True)
