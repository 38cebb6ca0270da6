"""Tell events again from the permanent table: a time, named events, or what was given up; and the same events for asking.

A replayed event has the same id and sequence as the first time: a receiver that knows it drops it.
"""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from tinhso.foundation.access import api as access
from tinhso.foundation.access.types import Client
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_row
from tinhso.kernel.outbox import api as outbox
from tinhso.kernel.outbox.types import EventRecord
from tinhso.services.webhooks import queries
from tinhso.services.webhooks.actions.deliver import may_hear, new_delivery
from tinhso.services.webhooks.domain import telling
from tinhso.services.webhooks.errors import NoEvent, NoSubscription, WrongReplay
from tinhso.services.webhooks.models import DeliveryRow, SubscriptionRow
from tinhso.services.webhooks.types import DeliveryState

MOST_AT_ONCE = 10_000
_MOST_IDS = 1000
_STEP = 500
# Who sees little looks through much; a call looks so far at most.
_MOST_LOOKS = 20
# A transaction may yet write an event of an earlier instant than the newest one seen.
SETTLED = timedelta(seconds=30)


def replay_time(*, client_id: UUID, subscription_id: UUID, since: datetime, until: datetime, actor: Actor) -> int:
    """Everything of that time that the subscription wants and may have; returns how many. Raises NoSubscription, WrongReplay."""
    queries.guard(client_id, actor)
    days = queries.rule().replay_days
    if not since < until:
        raise WrongReplay("Khoảng thời gian chưa đúng.", fields={"/until": "Phải sau thời điểm bắt đầu."})
    if since < now() - timedelta(days=days):
        raise WrongReplay("Khoảng thời gian chưa đúng.", fields={"/since": f"Gửi lại được trong {days} ngày."})
    with transaction.atomic():
        row = _locked(subscription_id, client_id)
        names = [name for name in outbox.offered() if telling.fits(row.events, name)]
        records = _between(names, since, until)
        made = _again(row, (one for one in records if may_hear(row, one)), limit=MOST_AT_ONCE)
        _audit(row, actor, {"since": since.isoformat(), "until": until.isoformat(), "events": made})
    return made


def replay_events(*, client_id: UUID, subscription_id: UUID, event_ids: Collection[UUID], actor: Actor) -> int:
    """These events. Raises NoSubscription, NoEvent (none, or not yours), WrongReplay (too many)."""
    queries.guard(client_id, actor)
    if not 0 < len(event_ids) <= _MOST_IDS:
        words = f"Chọn từ 1 đến {_MOST_IDS} sự kiện."
        raise WrongReplay(words, fields={"/event_ids": words})
    with transaction.atomic():
        row = _locked(subscription_id, client_id)
        records = [outbox.event_with(one) for one in dict.fromkeys(event_ids)]
        heard = [one for one in records if one is not None and may_hear(row, one)]
        if len(heard) < len(records):
            raise NoEvent
        made = _again(row, iter(sorted(heard, key=lambda one: (one.at, one.seq))), limit=_MOST_IDS)
        _audit(row, actor, {"events": made})
    return made


def replay_dead(*, client_id: UUID, subscription_id: UUID, actor: Actor) -> int:
    """Whatever was given up and is still to be had, each once. Raises NoSubscription."""
    queries.guard(client_id, actor)
    with transaction.atomic():
        row = _locked(subscription_id, client_id)
        dead = DeliveryRow.objects.filter(subscription=row, state=DeliveryState.DEAD.value).order_by(
            "created_at", "seq"
        )
        done = DeliveryRow.objects.filter(subscription=row).exclude(state=DeliveryState.DEAD.value)
        ids = dead.exclude(event_id__in=done.values("event_id")).values_list("event_id", flat=True)
        records = (outbox.event_with(one) for one in dict.fromkeys(ids[:MOST_AT_ONCE]))
        made = _again(row, (one for one in records if one is not None and may_hear(row, one)), limit=MOST_AT_ONCE)
        _audit(row, actor, {"dead": True, "events": made})
    return made


def _between(names: Collection[str], since: datetime, until: datetime) -> Iterator[EventRecord]:
    after: tuple[datetime, UUID] | None = None
    while True:
        found = outbox.events_between(names, since=since, until=until, after=after, limit=_STEP)
        yield from found
        if len(found) < _STEP:
            return
        after = (found[-1].at, found[-1].id)


def _again(row: SubscriptionRow, records: Iterator[EventRecord], *, limit: int) -> int:
    latest = DeliveryRow.objects.filter(subscription=row).aggregate(latest=Max("round"))["latest"] or 0
    made: list[DeliveryRow] = []
    for record in records:
        if len(made) >= limit:
            raise WrongReplay(f"Nhiều hơn {limit} sự kiện; chia nhỏ khoảng thời gian.")
        made.append(new_delivery(row, record, round_=latest + 1))
    DeliveryRow.objects.bulk_create(made, batch_size=500)
    return len(made)


def _locked(subscription_id: UUID, client_id: UUID) -> SubscriptionRow:
    row = lock_row(queries.own_rows(client_id).filter(id=subscription_id)).first()
    if row is None:
        raise NoSubscription
    return row


def _audit(row: SubscriptionRow, actor: Actor, detail: dict[str, object]) -> None:
    access.record_write(actor=actor, act="webhooks.replay", target=("webhook", row.id), detail=detail)


def past_events(
    client: Client,
    *,
    patterns: Collection[str],
    since: datetime,
    until: datetime,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> tuple[tuple[EventRecord, ...], tuple[datetime, UUID] | None]:
    """(events that the system may have, oldest first; the place after the last one looked at).

    The last seconds are left out: what is told here is whole. The place stays where it was when nothing more happened.
    """
    names = [name for name in queries.types_of(client) if telling.fits(patterns or ("*",), name)]
    end = min(until, now() - SETTLED)
    found: list[EventRecord] = []
    for _ in range(_MOST_LOOKS):
        step = outbox.events_between(names, since=since, until=end, after=after, limit=limit)
        for one in step:
            after = (one.at, one.id)
            if queries.sees(client, one):
                found.append(one)
                if len(found) == limit:
                    return tuple(found), after
        if len(step) < limit:
            break
    return tuple(found), after
