"""After commit: the owner of a system that takes nothing is told; for a system without one, who manages all of them is."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import system_actor
from tinhso.kernel.clock import local
from tinhso.kernel.outbox.api import subscribe
from tinhso.kernel.outbox.types import EventRecord
from tinhso.services.notifications import api as notifications

_TEMPLATES = {"active": "webhook.failing", "held": "webhook.held", "gone": "webhook.gone"}


@subscribe("webhooks.receiver_silent", name="developer.receiver_silent")
def silent(record: EventRecord) -> None:
    client = access.find_client(UUID(record.payload["client_id"]))
    if client is None:
        return
    subscription_id = UUID(record.payload["subscription_id"])
    since = local(datetime.fromisoformat(record.payload["since"]))
    page = "developer:subscription" if client.owner_id else "developer:staff_subscription"
    for person_id in (client.owner_id,) if client.owner_id else _administrators():
        notifications.notify(
            template=_TEMPLATES[record.payload["state"]],
            person_id=person_id,
            cause_id=record.id,
            subject=("webhook", subscription_id),
            values={"system": client.title, "since": f"{since:%H:%M %d/%m/%Y}"},
            link=reverse(page, args=[client.id, subscription_id]),
            actor=system_actor(),
        )


def _administrators() -> Collection[UUID]:
    """Whoever may manage systems of others today, stand-ins too."""
    roles = access.roles_granting("clients.manage", province_wide=True)
    posts = {post.id for role in roles for post in identity.list_posts(role=role)}
    held = identity.holders_of_posts(posts).values()
    return sorted({holder.person_id for holders in held for holder in holders})
