"""Where many people and organisations are reached, for lists that an officer keeps: two queries and one logged read."""

from collections.abc import Iterable
from dataclasses import dataclass

from tinhso.foundation.access import api as access
from tinhso.foundation.identity import models
from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel.actor import Actor


@dataclass(frozen=True)
class Contact:
    """A holder's street address, commune and phone; "" where none is known, and organisations have no phone."""

    address: str
    unit_code: str
    phone: str


def contacts_of(holders: Iterable[HolderRef], *, actor: Actor, purpose: str) -> dict[HolderRef, Contact]:
    """The contacts of these holders; unknown ones are left out. Raises Denied without `people.read`."""
    wanted = set(holders)
    access.authorise(actor=actor, act="people.read", agency_id=actor.agency_id)
    people = models.Person.objects.filter(id__in=[one.id for one in wanted if one.kind == "person"])
    organisations = models.Organisation.objects.filter(id__in=[one.id for one in wanted if one.kind == "organisation"])
    found = {
        HolderRef("person", row.id): Contact(row.address or "", row.unit_code, row.phone or "")
        for row in people.only("id", "address", "unit_code", "phone")
    } | {
        HolderRef("organisation", row.id): Contact(row.address or "", row.unit_code, "")
        for row in organisations.only("id", "address", "unit_code")
    }
    if found:
        access.record_read(actor=actor, holders=tuple(found), purpose=purpose)
    return found
