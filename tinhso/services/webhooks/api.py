"""Events for other systems: who wants which where, sent signed and in order, told again.

Every act is for the system itself (an actor with its `client_id`), its owner or an administrator (`clients.manage`).
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.conf import settings

from tinhso.foundation.access.types import Client
from tinhso.foundation.rest import api as rest
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.ids import new_id
from tinhso.kernel.outbox import api as outbox
from tinhso.kernel.outbox.types import EventRecord
from tinhso.services.webhooks import calling, queries
from tinhso.services.webhooks.actions import deliver, keep_subscription, replay
from tinhso.services.webhooks.actions.keep_subscription import Wanted
from tinhso.services.webhooks.domain import telling
from tinhso.services.webhooks.errors import NoEvent, NoSubscription
from tinhso.services.webhooks.models import DeliveryRow
from tinhso.services.webhooks.types import (
    Attempt,
    Delivery,
    DeliveryState,
    EventType,
    NewSecret,
    Outcome,
    Subscription,
    Telling,
)

__all__ = ["Wanted"]

PING = "webhook.ping"


def event_types() -> tuple[EventType, ...]:
    """Everything that other systems may hear of, by name."""
    return queries.event_types()


def types_of(client: Client) -> tuple[str, ...]:
    """The names of events that the system's scopes let it hear of."""
    return queries.types_of(client)


def create_subscription(*, client_id: UUID, wanted: Wanted, actor: Actor) -> NewSecret:
    """From now on its events go there. Raises NoSubscription, WrongSubscription, TooManySubscriptions."""
    return keep_subscription.create(client_id=client_id, wanted=wanted, actor=actor)


def change_subscription(*, client_id: UUID, subscription_id: UUID, wanted: Wanted, actor: Actor) -> Subscription:
    """Raises NoSubscription, WrongSubscription."""
    return keep_subscription.change(client_id=client_id, subscription_id=subscription_id, wanted=wanted, actor=actor)


def pause_subscription(*, client_id: UUID, subscription_id: UUID, is_paused: bool, actor: Actor) -> Subscription:
    """Hold deliveries back, or let them go on. Raises NoSubscription."""
    return keep_subscription.pause(
        client_id=client_id, subscription_id=subscription_id, is_paused=is_paused, actor=actor
    )


def remove_subscription(*, client_id: UUID, subscription_id: UUID, actor: Actor) -> None:
    """Nothing more is sent. Raises NoSubscription."""
    keep_subscription.remove(client_id=client_id, subscription_id=subscription_id, actor=actor)


def rotate_secret(*, client_id: UUID, subscription_id: UUID, actor: Actor) -> NewSecret:
    """A new secret, while the old one runs out. Raises NoSubscription."""
    return keep_subscription.rotate_secret(client_id=client_id, subscription_id=subscription_id, actor=actor)


def list_subscriptions(*, client_id: UUID, actor: Actor) -> tuple[Subscription, ...]:
    """The system's subscriptions, oldest first. Raises NoSubscription when the system is not the actor's."""
    queries.guard(client_id, actor)
    rows = queries.own_rows(client_id).order_by("created_at", "id")
    return tuple(queries.as_subscription(row) for row in rows)


def get_subscription(*, client_id: UUID, subscription_id: UUID, actor: Actor) -> Subscription:
    """Raises NoSubscription."""
    queries.guard(client_id, actor)
    return queries.as_subscription(queries.own_row(subscription_id, client_id))


def list_deliveries(
    *,
    client_id: UUID,
    subscription_id: UUID,
    actor: Actor,
    state: DeliveryState | None = None,
    cursor: str = "",
    limit: int = 50,
) -> rest.Page[Delivery]:
    """The log, newest first. Raises NoSubscription, WrongCursor."""
    queries.guard(client_id, actor)
    row = queries.own_row(subscription_id, client_id)
    rows = queries.deliveries_of(row.id, "" if state is None else state.value)
    place = f"deliveries.{subscription_id}.{state}"
    page = rest.by_time(rows, at="created_at", cursor=cursor, limit=limit, place=place)
    return rest.Page(items=tuple(queries.as_delivery(one) for one in page.items), next_cursor=page.next_cursor)


def get_delivery(
    *, client_id: UUID, subscription_id: UUID, delivery_id: UUID, actor: Actor
) -> tuple[Delivery, tuple[Attempt, ...]]:
    """A delivery and its tries, newest first. Raises NoSubscription."""
    queries.guard(client_id, actor)
    row = queries.own_row(subscription_id, client_id)
    found = DeliveryRow.objects.filter(subscription=row, id=delivery_id).first()
    if found is None:
        raise NoSubscription
    return queries.as_delivery(found), queries.attempts_of(found.id)


def ping(*, client_id: UUID, subscription_id: UUID, actor: Actor) -> Outcome:
    """Call the receiver now with an event that means nothing, and say what it answered. Raises NoSubscription."""
    queries.guard(client_id, actor)
    row = queries.own_row(subscription_id, client_id)
    record = EventRecord(
        id=new_id(),
        name=PING,
        version=1,
        aggregate_kind="webhook",
        aggregate_id=row.id,
        seq=0,
        at=now(),
        payload={"subscription_id": str(row.id)},
        person_id=None,
        post_id=None,
        agency_id=None,
        channel=actor.channel.value,
        request_id=actor.request_id,
    )
    told = telling.tell(record, address=settings.PUBLIC_ADDRESS)
    return calling.call(deliver.signed_call(row, told, at=now(), seconds=queries.rule().answer_seconds))


def replay_time(*, client_id: UUID, subscription_id: UUID, since: datetime, until: datetime, actor: Actor) -> int:
    """Tell the events of a time again. Raises NoSubscription, WrongReplay."""
    return replay.replay_time(
        client_id=client_id, subscription_id=subscription_id, since=since, until=until, actor=actor
    )


def replay_events(*, client_id: UUID, subscription_id: UUID, event_ids: Collection[UUID], actor: Actor) -> int:
    """Tell these events again. Raises NoSubscription, NoEvent, WrongReplay."""
    return replay.replay_events(client_id=client_id, subscription_id=subscription_id, event_ids=event_ids, actor=actor)


def replay_dead(*, client_id: UUID, subscription_id: UUID, actor: Actor) -> int:
    """Tell again what was given up. Raises NoSubscription."""
    return replay.replay_dead(client_id=client_id, subscription_id=subscription_id, actor=actor)


def past_events(
    client: Client,
    *,
    patterns: Collection[str],
    since: datetime,
    until: datetime,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> tuple[tuple[Telling, ...], tuple[datetime, UUID] | None]:
    """Events that the system may have, oldest first, and the place after the last one looked at."""
    found, last = replay.past_events(client, patterns=patterns, since=since, until=until, after=after, limit=limit)
    return tuple(telling.tell(one, address=settings.PUBLIC_ADDRESS) for one in found), last


def get_event(client: Client, event_id: UUID) -> Telling:
    """Raises NoEvent, also for one that the system may not see."""
    record = outbox.event_with(event_id)
    if record is None or not queries.sees(client, record):
        raise NoEvent
    return telling.tell(record, address=settings.PUBLIC_ADDRESS)


def fan_out(event: EventRecord) -> int:
    """One delivery for each subscription that may and wants to hear of it."""
    return deliver.fan_out(event)


def send_due() -> int:
    """One round of sending; returns how many deliveries were tried."""
    return deliver.send_due()


def sweep() -> int:
    """Forget old lines of the log."""
    return deliver.sweep()
