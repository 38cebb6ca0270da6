"""The other side says later what became of a message: it arrived, or it never will. Late, twice and out of order is usual."""

from uuid import UUID

from django.db import transaction

from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_row
from tinhso.services.notifications import addresses, queries
from tinhso.services.notifications.actions.go_on import go_on
from tinhso.services.notifications.models import Attempt, Message
from tinhso.services.notifications.types import Channel, MessageState, Outcome

# A report may settle what we do not know; what we know to be unsent cannot have arrived.
_MAY_HAVE_GONE = ("sent", "uncertain", "sending", "waiting", "failed")


def hear_back(*, bundle_id: UUID, channel: Channel, arrived: bool, answer: str, is_address: bool, actor: Actor) -> bool:
    """False when no message has that id; a report that was heard before, or contradicts an arrival, changes nothing."""
    at = now()
    with transaction.atomic():
        rows = Message.objects.filter(
            bundle_id=bundle_id, channel=channel.value, attempts__gt=0, state__in=_MAY_HAVE_GONE
        ) | Message.objects.filter(bundle_id=bundle_id, channel=channel.value, state=MessageState.SENDING.value)
        found = list(lock_row(rows))
        for row in found:
            if row.delivered_at is None:
                _hear(row, arrived=arrived, answer=answer)
                Attempt.objects.create(
                    message=row, at=at, outcome=(Outcome.SENT if arrived else Outcome.NEVER).value, answer=answer[:300]
                )
        if found and not arrived and is_address and found[0].delivered_at is None:
            for address in addresses.addresses_of(found[0].person_id, channel, actor=actor):
                addresses.mark_bad(found[0].person_id, channel, address, answer)
    return bool(found)


def _hear(row: Message, *, arrived: bool, answer: str) -> None:
    if arrived:
        row.state, row.delivered_at, row.sent_at, row.error = MessageState.SENT.value, now(), row.sent_at or now(), ""
    elif row.state == MessageState.FAILED.value:
        return
    else:
        row.state, row.error = MessageState.FAILED.value, answer[:300]
    row.save(update_fields=["state", "delivered_at", "sent_at", "error"])
    if not arrived:
        go_on(row, queries.rule())
