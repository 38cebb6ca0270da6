"""What the vault does when something happened elsewhere."""

from uuid import UUID

from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel.actor import system_actor
from tinhso.kernel.outbox.api import subscribe
from tinhso.kernel.outbox.types import EventRecord
from tinhso.services.vault import api


@subscribe("person.numbered", name="vault.hand_over")
def hand_over(record: EventRecord) -> None:
    """The child has a number: documents that a guardian held for it become its own."""
    person_id = UUID(str(record.payload["person_id"]))
    for item in api.held_for(person_id):
        api.transfer(item_id=item.id, to=HolderRef("person", person_id), actor=system_actor())
