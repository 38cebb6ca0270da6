"""Every event that a module offers goes to the systems that want it; in order for each subject, as the outbox tells them."""

from tinhso.kernel.outbox.api import offered, subscribe
from tinhso.kernel.outbox.types import EventRecord
from tinhso.services.webhooks import api


def fan_out(event: EventRecord) -> None:
    """One delivery for each subscription that may and wants to hear of it."""
    api.fan_out(event)


# One name for all of them: what happened to one subject is told in order, whatever it is called.
for _name in offered():
    subscribe(_name, name="webhooks.fan_out")(fan_out)
