"""After commit: what happened to a dossier goes into the queue to the portal, what came from there becomes a dossier."""

from uuid import UUID

from tinhso.flows.national_sync.intake import take_in
from tinhso.flows.national_sync.rating import tell_rating
from tinhso.flows.national_sync.telling import WORDS, tell
from tinhso.kernel.actor import system_actor
from tinhso.kernel.outbox.api import subscribe
from tinhso.kernel.outbox.types import EventRecord


def tell_portal(record: EventRecord) -> None:
    """Twice is once."""
    tell(record, actor=system_actor())


@subscribe("national_portal.handed_over", name="national_sync.take_in")
def take_in_handed(record: EventRecord) -> None:
    """A dossier filed there, or a supplement answered there."""
    take_in(UUID(record.payload["inbound_id"]), actor=system_actor())


@subscribe("rating.given", name="national_sync.tell_rating")
def rating_given(record: EventRecord) -> None:
    """What people say about a dossier; each version of a slip once."""
    tell_rating(record, actor=system_actor())


for _name in WORDS:
    subscribe(_name, name="national_sync.tell_portal")(tell_portal)
