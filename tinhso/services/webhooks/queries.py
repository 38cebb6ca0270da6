"""Reads of webhooks: who may hear of an event, subscriptions, deliveries and their tries."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from tinhso.foundation.access import api as access
from tinhso.foundation.access.errors import NoClient
from tinhso.foundation.access.types import Client
from tinhso.foundation.definitions import api as definitions
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.errors import Unavailable
from tinhso.kernel.outbox import api as outbox
from tinhso.kernel.outbox.types import Audience, EventRecord, PublishedEvent
from tinhso.services.webhooks.domain import telling
from tinhso.services.webhooks.domain.addresses import Network, networks
from tinhso.services.webhooks.errors import NoSubscription
from tinhso.services.webhooks.models import AttemptRow, DeliveryRow, SubscriptionRow
from tinhso.services.webhooks.types import (
    Attempt,
    Delivery,
    DeliveryState,
    EventType,
    Mode,
    Rule,
    State,
    Subscription,
)


def rule() -> Rule:
    """How the province sends today. Raises Unavailable where it has not said."""
    for version in definitions.list_current("webhook_rule"):
        body = version.body
        return Rule(
            waits_seconds=tuple(body["waits_seconds"]),
            give_up_hours=body["give_up_hours"],
            answer_seconds=body["answer_seconds"],
            log_days=body["log_days"],
            overlap_hours=body["overlap_hours"],
            most_subscriptions=body["most_subscriptions"],
            replay_days=body["replay_days"],
            warn_hours=body.get("warn_hours", 0),
            hold_hours=body.get("hold_hours", 0),
        )
    raise Unavailable("Tỉnh chưa đặt cách gửi sự kiện (definitions/rules/webhooks).")


def allowed_networks() -> tuple[Network, ...]:
    """The networks of the province that may be called, by setting."""
    return networks(settings.WEBHOOK_NETWORKS)


def event_types() -> tuple[EventType, ...]:
    """Everything that other systems may hear of, by name."""
    return tuple(
        EventType(
            name=name,
            version=one.event.version,
            title=one.title,
            title_en=one.title_en,
            meaning=" ".join((one.event.__doc__ or "").split()),
            scope=one.scope,
            schema=telling.schema_of(one.event),
        )
        for name, one in outbox.offered().items()
    )


def types_of(client: Client) -> tuple[str, ...]:
    """The events that the system's scopes let it hear of."""
    return tuple(name for name, one in outbox.offered().items() if one.scope in client.scopes)


def sees(client: Client, record: EventRecord) -> bool:
    """Whether the system may hear of this very event now."""
    offered = outbox.offered().get(record.name)
    if offered is None or offered.scope not in client.scopes or not _addressed(client, offered, record):
        return False
    return offered.is_open is None or offered.is_open(record)


def _addressed(client: Client, offered: PublishedEvent, record: EventRecord) -> bool:
    values = [record.payload.get(name) for name in offered.fields]
    match offered.audience:
        case Audience.EVERYBODY:
            return True
        case Audience.CLIENT:
            return client.code in values
        case Audience.AGENCY:
            scope = access.client_scope(client)
            return scope.everywhere or bool(agencies(values) & scope.agency_ids)


def agencies(values: Iterable[object]) -> set[UUID]:
    """The ids among the values of an event."""
    return {UUID(str(value)) for value in values if value}


def told_agencies(record: EventRecord) -> set[UUID] | None:
    """The agencies whose matter an event is; None for one that is no agency's."""
    offered = outbox.offered()[record.name]
    if offered.audience is not Audience.AGENCY:
        return None
    return agencies(record.payload.get(name) for name in offered.fields)


def guard(client_id: UUID, actor: Actor) -> Client:
    """The system itself, its owner, an administrator. Raises NoSubscription for everybody else."""
    if actor.client_id == client_id:
        client = access.find_client(client_id)
        if client is not None:
            return client
        raise NoSubscription
    try:
        return access.get_client(client_id=client_id, actor=actor)
    except NoClient as none:
        raise NoSubscription from none


def own_rows(client_id: UUID) -> QuerySet[SubscriptionRow]:
    """The system's subscriptions that it has not removed."""
    return SubscriptionRow.objects.filter(client_id=client_id).exclude(state=State.REMOVED.value)


def own_row(subscription_id: UUID, client_id: UUID) -> SubscriptionRow:
    """Raises NoSubscription, also for another system's."""
    row = own_rows(client_id).filter(id=subscription_id).first()
    if row is None:
        raise NoSubscription
    return row


def deliveries_of(subscription_id: UUID, state: str = "") -> QuerySet[DeliveryRow]:
    """The log of one subscription, in no order."""
    rows = DeliveryRow.objects.filter(subscription_id=subscription_id)
    return rows.filter(state=state) if state else rows


def attempts_of(delivery_id: UUID) -> tuple[Attempt, ...]:
    """The tries of one delivery, newest first."""
    return tuple(
        Attempt(
            at=row.at,
            milliseconds=row.milliseconds,
            http_status=row.http_status,
            words=row.words,
            answer=str(row.answer),
        )
        for row in AttemptRow.objects.filter(delivery_id=delivery_id).order_by("-at", "-id")[:100]
    )


def as_subscription(row: SubscriptionRow) -> Subscription:
    until = row.old_secret_until
    return Subscription(
        id=row.id,
        client_id=row.client_id,
        title=row.title,
        url=str(row.url),
        mode=Mode(row.mode),
        events=tuple(row.events),
        agency_ids=tuple(UUID(one) for one in row.agency_ids),
        state=State(row.state),
        created_at=row.created_at,
        old_secret_until=until if until is not None and until > now() else None,
        failures=row.failures,
        failing_since=row.failing_since,
        last_done_at=row.last_done_at,
    )


def as_delivery(row: DeliveryRow) -> Delivery:
    is_waiting = row.state == DeliveryState.WAITING.value
    return Delivery(
        id=row.id,
        event_id=row.event_id,
        event=row.event,
        subject=f"{row.aggregate_kind}/{row.aggregate_id}",
        sequence=row.seq,
        state=DeliveryState(row.state),
        tries=row.tries,
        is_replay=row.round > 0,
        created_at=row.created_at,
        next_at=row.next_at if is_waiting else None,
        done_at=row.done_at,
        http_status=row.http_status,
        words=row.words,
    )


def living_secrets(row: SubscriptionRow, at: datetime) -> list[str]:
    """What a delivery is signed with: the secret, and the one before it while it runs out."""
    until = row.old_secret_until
    old = [str(row.old_secret)] if row.old_secret and until is not None and at < until else []
    return [str(row.secret), *old]
