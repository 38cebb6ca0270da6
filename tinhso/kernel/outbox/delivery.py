"""The delivery loop: what is due goes to its subscriber, the event row's order decides, failures back off and then die."""

import logging
import time
from collections.abc import Callable
from datetime import timedelta

from django.db import close_old_connections, connection, transaction
from django.db.models import Exists, OuterRef

from tinhso.kernel.clock import now
from tinhso.kernel.database import skip_locked
from tinhso.kernel.outbox.api import record_of, subscribers_of
from tinhso.kernel.outbox.models import Delivery, Inbox

log = logging.getLogger("tinhso.outbox")

MAX_ATTEMPTS = 8


def back_off(attempts: int) -> timedelta:
    """1, 4, 16, 64 … seconds, at most one hour."""
    return timedelta(seconds=min(4 ** (attempts - 1), 3600))


def deliver_due(*, limit: int = 100) -> int:
    """Try every delivery that is due and first in line for its aggregate; returns how many succeeded."""
    earlier = Delivery.objects.filter(
        subscriber=OuterRef("subscriber"), aggregate_id=OuterRef("aggregate_id"), seq__lt=OuterRef("seq")
    )
    due = Delivery.objects.filter(is_dead=False, next_at__lte=now()).exclude(Exists(earlier))
    ids = list(due.order_by("next_at").values_list("id", flat=True)[:limit])
    return sum(_deliver(delivery_id) for delivery_id in ids)


def _deliver(delivery_id: int) -> bool:
    try:
        with transaction.atomic():
            row = skip_locked(Delivery.objects.filter(id=delivery_id, is_dead=False)).first()
            if row is None:
                return False
            handler = subscribers_of(row.event.name).get(row.subscriber)
            if handler is None:
                raise LookupError(f"no subscriber {row.subscriber}")
            _, first = Inbox.objects.get_or_create(
                event_id=row.event_id, subscriber=row.subscriber, defaults={"at": now()}
            )
            if first:
                handler(record_of(row.event))
            row.delete()
            return True
    # The one broad handler of this edge: whatever a subscriber raises is kept with its delivery and tried again.
    except Exception as failure:
        log.warning("outbox.failed delivery=%s error=%s", delivery_id, type(failure).__name__)
        _note_failure(delivery_id, failure)
        return False


def _note_failure(delivery_id: int, failure: Exception) -> None:
    with transaction.atomic():
        row = skip_locked(Delivery.objects.filter(id=delivery_id)).first()
        if row is None:
            return
        row.attempts += 1
        row.is_dead = row.attempts >= MAX_ATTEMPTS
        row.next_at = now() + back_off(row.attempts)
        # The type and place, not the text: an error text may hold what a person typed.
        row.last_error = f"{type(failure).__module__}.{type(failure).__name__}"
        row.save(update_fields=["attempts", "is_dead", "next_at", "last_error"])


def deliver_forever(*, stop: Callable[[], bool], pause: float = 0.3) -> None:
    """Deliver until `stop()`; sleeps only when nothing was due."""
    while not stop():
        close_old_connections()
        if not (_is_anything_due() and deliver_due()):
            time.sleep(pause)


def _is_anything_due() -> bool:
    """Whether there is work at all. Asked three times a second, day and night: in plain SQL along the index of what is
    due, since putting a query into words takes ten times as long as asking it."""
    with connection.cursor() as cursor:
        at = connection.ops.adapt_datetimefield_value(now())
        cursor.execute("SELECT 1 FROM outbox_delivery WHERE NOT is_dead AND next_at <= %s LIMIT 1", [at])
        return cursor.fetchone() is not None


def deliver_all(*, rounds: int = 1000) -> int:
    """Deliver until nothing is due; for tests, set-up and the load command."""
    total = 0
    for _ in range(rounds):
        done = deliver_due(limit=1000)
        if not done:
            return total
        total += done
    return total
