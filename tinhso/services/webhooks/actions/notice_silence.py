"""A receiver that takes nothing: its owner is told, and after the rule's hours it is held until somebody says that it is back.

What is held stays in line, in its order, and goes on from where it stopped.
"""

from datetime import datetime, timedelta

from tinhso.kernel.actor import system_actor
from tinhso.kernel.outbox.api import publish
from tinhso.services.webhooks.events import ReceiverSilent
from tinhso.services.webhooks.models import DeliveryRow, SubscriptionRow
from tinhso.services.webhooks.types import DeliveryState, Rule, State


def took(row: SubscriptionRow, *, at: datetime) -> None:
    """The receiver has it: whatever was wrong is over."""
    row.failures, row.last_done_at = 0, at
    _forget(row)
    row.save(update_fields=["failures", "last_done_at", "failing_since", "warned_at"])


def failed(row: SubscriptionRow, *, at: datetime, rule: Rule, is_gone: bool) -> None:
    """One more call that failed; the subscription's row is locked."""
    row.failures += 1
    row.failing_since = row.failing_since or at
    since = row.failing_since
    if row.state == State.ACTIVE.value:
        if is_gone:
            row.state = State.GONE.value
        elif rule.hold_hours and at >= since + timedelta(hours=rule.hold_hours):
            row.state = State.HELD.value
        is_news = row.state != State.ACTIVE.value or _is_first_warning(row, at, rule)
        if is_news:
            row.warned_at = at
            _publish(row, since)
    row.save(update_fields=["failures", "state", "failing_since", "warned_at"])


def _is_first_warning(row: SubscriptionRow, at: datetime, rule: Rule) -> bool:
    since = row.failing_since
    is_due = since is not None and rule.warn_hours and at >= since + timedelta(hours=rule.warn_hours)
    return bool(is_due) and row.warned_at is None


def start_again(row: SubscriptionRow, *, at: datetime) -> None:
    """Somebody says that the receiver is back, or is another: what waits is due at once, in its order. Saved by the caller."""
    row.failures = 0
    _forget(row)
    waiting = DeliveryRow.objects.filter(subscription=row, state=DeliveryState.WAITING.value)
    waiting.filter(next_at__gt=at).update(next_at=at)


def _forget(row: SubscriptionRow) -> None:
    row.failing_since = row.warned_at = None


def _publish(row: SubscriptionRow, since: datetime) -> None:
    publish(
        ReceiverSilent(client_id=row.client_id, subscription_id=row.id, state=row.state, since=since),
        aggregate=("webhooks.subscription", row.id),
        actor=system_actor(),
    )
