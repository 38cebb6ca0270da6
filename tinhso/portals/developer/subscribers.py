"""After commit: the owner of a system that takes nothing is told. One that an administrator made has no owner to tell."""

from datetime import datetime
from uuid import UUID

from django.urls import reverse

from tinhso.foundation.access import api as access
from tinhso.kernel.actor import system_actor
from tinhso.kernel.clock import local
from tinhso.kernel.outbox.api import subscribe
from tinhso.kernel.outbox.types import EventRecord
from tinhso.services.notifications import api as notifications

_TEMPLATES = {"active": "webhook.failing", "held": "webhook.held", "gone": "webhook.gone"}


@subscribe("webhooks.receiver_silent", name="developer.receiver_silent")
def silent(record: EventRecord) -> None:
    client = access.find_client(UUID(record.payload["client_id"]))
    if client is None or client.owner_id is None:
        return
    subscription_id = UUID(record.payload["subscription_id"])
    since = local(datetime.fromisoformat(record.payload["since"]))
    notifications.notify(
        template=_TEMPLATES[record.payload["state"]],
        person_id=client.owner_id,
        cause_id=record.id,
        subject=("webhook", subscription_id),
        values={"system": client.title, "since": f"{since:%H:%M %d/%m/%Y}"},
        link=reverse("developer:subscription", args=[client.id, subscription_id]),
        actor=system_actor(),
    )
