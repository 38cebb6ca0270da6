"""Publish an event with the act that caused it; subscribe to events by name; see and replay what failed."""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.errors import NotFound
from tinhso.kernel.event import Event
from tinhso.kernel.outbox.models import Delivery, OutboxEvent
from tinhso.kernel.outbox.types import EventRecord, Handler, PublishedEvent, StuckDelivery

__all__ = [
    "event_with",
    "events_between",
    "events_of",
    "happened",
    "histories",
    "offer",
    "offered",
    "publish",
    "replay",
    "skip",
    "stream_events",
    "stuck_deliveries",
    "subscribe",
    "subscribers_of",
    "touched",
]

_subscribers: dict[str, dict[str, Handler]] = {}
_offered: dict[str, PublishedEvent] = {}


def offer(event: PublishedEvent) -> None:
    """Let other systems hear of events of this name; told again it replaces itself."""
    _offered[event.name] = event


def offered() -> dict[str, PublishedEvent]:
    """What other systems may hear of, by event name."""
    return dict(sorted(_offered.items()))


def subscribe(event_name: str, *, name: str) -> Callable[[Handler], Handler]:
    """Run the function once for every event of that name, after commit, in a transaction of its own.

    `name` is stored with each delivery and must not change once events wait for it.
    """

    def add(handler: Handler) -> Handler:
        registered = _subscribers.setdefault(event_name, {})
        if name in registered and registered[name] is not handler:
            raise ValueError(f"{event_name}: the subscriber {name} is registered twice")
        registered[name] = handler
        return handler

    return add


def subscribers_of(event_name: str) -> dict[str, Handler]:
    """The handlers that wait for events of this name, by subscriber name."""
    return dict(_subscribers.get(event_name, {}))


def publish(event: Event, *, aggregate: tuple[str, UUID], actor: Actor, is_first: bool = False) -> UUID:
    """Write the event and one delivery a subscriber, in the caller's transaction; returns the event's id.

    The caller holds the aggregate's lock: `seq` counts its events without gaps. `is_first`: the act made the aggregate,
    so nothing can have happened to it. Raises RuntimeError outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an event is published inside the transaction of its act")
    kind, aggregate_id = aggregate
    at = now()
    row = OutboxEvent.objects.create(
        name=event.name,
        version=event.version,
        aggregate_kind=kind,
        aggregate_id=aggregate_id,
        seq=1 if is_first else _last_seq(kind, aggregate_id) + 1,
        at=at,
        payload=event.payload(),
        person_id=actor.person_id,
        post_id=actor.post_id,
        agency_id=actor.agency_id,
        channel=actor.channel.value,
        request_id=actor.request_id,
    )
    names = _subscribers.get(event.name)
    if names:
        Delivery.objects.bulk_create(
            [Delivery(event=row, subscriber=name, aggregate_id=aggregate_id, seq=row.seq, next_at=at) for name in names]
        )
    return row.id


def _last_seq(kind: str, aggregate_id: UUID) -> int:
    known = OutboxEvent.objects.filter(aggregate_kind=kind, aggregate_id=aggregate_id)
    return known.aggregate(seq=Max("seq"))["seq"] or 0


def events_of(aggregate: tuple[str, UUID]) -> tuple[EventRecord, ...]:
    """Everything that happened to one aggregate, in order."""
    rows = OutboxEvent.objects.filter(aggregate_kind=aggregate[0], aggregate_id=aggregate[1]).order_by("seq")
    return tuple(record_of(row) for row in rows)


def stream_events(kind: str) -> Iterator[EventRecord]:
    """Every event of one kind of aggregate, aggregate by aggregate, each in its order: to tell everything again."""
    rows = OutboxEvent.objects.filter(aggregate_kind=kind).order_by("aggregate_id", "seq")
    for row in rows.iterator(chunk_size=5000):
        yield record_of(row)


def events_between(
    names: Iterable[str], *, since: datetime, until: datetime, after: tuple[datetime, UUID] | None = None, limit: int
) -> tuple[EventRecord, ...]:
    """Events of these names from `since` to before `until`, oldest first; `after` = instant and id of the last one seen.

    A transaction that still runs may yet write an event of an earlier instant: who must miss nothing leaves `until` a
    while behind.
    """
    rows = OutboxEvent.objects.filter(name__in=list(names), at__gte=since, at__lt=until)
    if after is not None:
        rows = rows.filter(Q(at__gt=after[0]) | Q(at=after[0], id__gt=after[1]))
    return tuple(record_of(row) for row in rows.order_by("at", "id")[:limit])


def event_with(event_id: UUID) -> EventRecord | None:
    """The event of that id."""
    row = OutboxEvent.objects.filter(id=event_id).first()
    return record_of(row) if row is not None else None


def happened(names: Collection[str], *, since: datetime | None, until: datetime) -> Iterator[EventRecord]:
    """The events of these names from `since` (None: the first) to before `until`, oldest first."""
    for row in _within(names, since, until).order_by("at", "id").iterator(chunk_size=5000):
        yield record_of(row)


def touched(names: Collection[str], *, since: datetime | None, until: datetime) -> tuple[UUID, ...]:
    """The aggregates to which any of these happened in that time."""
    return tuple(_within(names, since, until).order_by().values_list("aggregate_id", flat=True).distinct())


def _within(names: Collection[str], since: datetime | None, until: datetime) -> QuerySet[OutboxEvent]:
    rows = OutboxEvent.objects.filter(name__in=list(names), at__lt=until)
    return rows if since is None else rows.filter(at__gte=since)


def histories(kind: str, ids: Collection[UUID]) -> dict[UUID, tuple[EventRecord, ...]]:
    """Everything that happened to these aggregates, each in its order, in one query; an unknown id is not there."""
    found: dict[UUID, list[EventRecord]] = {}
    rows = OutboxEvent.objects.filter(aggregate_kind=kind, aggregate_id__in=list(ids)).order_by("aggregate_id", "seq")
    for row in rows:
        found.setdefault(row.aggregate_id, []).append(record_of(row))
    return {key: tuple(lines) for key, lines in found.items()}


def record_of(row: OutboxEvent) -> EventRecord:
    return EventRecord(
        id=row.id,
        name=row.name,
        version=row.version,
        aggregate_kind=row.aggregate_kind,
        aggregate_id=row.aggregate_id,
        seq=row.seq,
        at=row.at,
        payload=row.payload,
        person_id=row.person_id,
        post_id=row.post_id,
        agency_id=row.agency_id,
        channel=row.channel,
        request_id=row.request_id,
    )


def stuck_deliveries() -> tuple[StuckDelivery, ...]:
    """Deliveries that failed at least once, dead ones first, with how many wait behind each."""
    behind = (
        Delivery.objects.filter(
            subscriber=OuterRef("subscriber"), aggregate_id=OuterRef("aggregate_id"), seq__gt=OuterRef("seq")
        )
        .order_by()
        .values("subscriber")
        .annotate(number=Count("id"))
        .values("number")
    )
    rows = (
        Delivery.objects.filter(Q(is_dead=True) | Q(attempts__gt=0))
        .select_related("event")
        .annotate(behind=Coalesce(Subquery(behind), 0))
        .order_by("-is_dead", "next_at")
    )
    return tuple(
        StuckDelivery(
            id=row.id,
            event_id=row.event_id,
            event_name=row.event.name,
            subscriber=row.subscriber,
            attempts=row.attempts,
            is_dead=row.is_dead,
            next_at=row.next_at,
            last_error=row.last_error,
            waiting_behind=row.behind,
        )
        for row in rows
    )


def replay(delivery_ids: Iterable[int] | None = None) -> int:
    """Let dead deliveries (all, or the named ones) be tried again now; returns how many."""
    dead = Delivery.objects.filter(is_dead=True)
    if delivery_ids is not None:
        dead = dead.filter(id__in=list(delivery_ids))
    return dead.update(is_dead=False, attempts=0, next_at=now())


def skip(delivery_id: int) -> None:
    """Give a dead delivery up, so that the events behind it go on. Raises NotFound when it is not dead."""
    removed, _ = Delivery.objects.filter(id=delivery_id, is_dead=True).delete()
    if not removed:
        raise NotFound("Không có lần gửi hỏng nào mang số này.")
