"""The holder of a result got a personal number after it was issued: a newborn, once the birth is in the population database.

The papers that a guardian held for the child become its own (`services.vault`, by the event).
"""

from uuid import UUID

from django.db import transaction

from tinhso.casework.dossiers.errors import WrongStatus
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel.actor import Actor
from tinhso.services.registers import api as registers
from tinhso.services.registers.types import Entry
from tinhso.services.vault import api as vault


def number_holder(*, entry_id: UUID, personal_number: str, actor: Actor) -> None:
    """Enter the number, by who keeps the register. Raises EntryNotFound, ActDenied, WrongStatus, IdentityInvalid, AlreadyRegistered."""
    with transaction.atomic():
        entry = registers.get_entry(entry_id, actor=actor)
        person_id = unnumbered_holder(entry)
        if person_id is None:
            raise WrongStatus("Kết quả này chưa trả, hoặc người được cấp đã có số định danh hay giấy tờ khác.")
        identity.give_number(
            person_id=person_id, personal_number=personal_number, agency_id=entry.agency_id, actor=actor
        )


def unnumbered_holder(entry: Entry) -> UUID | None:
    """The person of the line's result who has neither number nor identity paper; None also before anybody had the result."""
    for item in vault.items_from(entry.subject):
        if item.number != entry.notation or item.holder.kind != "person":
            continue
        person_id = item.beneficiary_id or item.holder.id
        if not identity.name_and_ending(HolderRef("person", person_id))[1]:
            return person_id
    return None
