"""After commit: what happened to a dossier goes into the queue to the portal."""

from tinhso.flows.national_sync.telling import WORDS, tell
from tinhso.kernel.actor import system_actor
from tinhso.kernel.outbox.api import subscribe
from tinhso.kernel.outbox.types import EventRecord


def tell_portal(record: EventRecord) -> None:
    """Twice is once."""
    tell(record, actor=system_actor())


for _name in WORDS:
    subscribe(_name, name="national_sync.tell_portal")(tell_portal)
