"""What the register of people and organisations knows, under the names that forms prefill from (README, "Known values")."""

from collections.abc import Mapping
from typing import Any

from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import HolderRef, PaperKind, Person
from tinhso.foundation.reference import api as reference
from tinhso.kernel.actor import Actor


def known_values(holder: HolderRef, *, actor: Actor) -> Mapping[str, Any]:
    """See `api.known_values`."""
    purpose = "Điền sẵn tờ khai"
    if holder.kind == "organisation":
        organisation = identity.get_organisation(holder.id, actor=actor, purpose=purpose, reveal=True)
        values: dict[str, Any] = {
            "organisation.name": organisation.name,
            "organisation.tax_code": organisation.tax_code,
            "organisation.address": organisation.address,
        }
        if actor.person_id is not None and not actor.is_officer:
            values |= known_values(HolderRef(kind="person", id=actor.person_id), actor=actor)
        return values
    if actor.person_id is not None and not actor.is_officer and holder.id != actor.person_id:
        # A guardian asks; what the forms call the person is the one who asks, the ward stands in the vault's values.
        return known_values(HolderRef(kind="person", id=actor.person_id), actor=actor)
    person = identity.get_person(holder.id, actor=actor, purpose=purpose, reveal=True)
    own = {
        "full_name": person.full_name,
        "personal_number": person.personal_number,
        "passport_number": _passport(person),
        "born_on": person.born_on.isoformat() if person.born_on else "",
        "sex": person.sex,
        "phone": person.phone,
        "email": person.email,
        "address": _address(person),
        "nationality": person.nationality,
    }
    found = {f"person.{name}": value for name, value in own.items() if value}
    # The side of a couple that the applicant is on (`person.female.…`, `person.male.…`).
    return {**found, **{f"person.{person.sex}.{name}": value for name, value in own.items() if value and person.sex}}


def _passport(person: Person) -> str:
    """The passport of who has no personal number (a foreigner, a Vietnamese abroad): the other forms ask for nobody's."""
    if person.personal_number:
        return ""
    return next((paper.number for paper in person.papers if paper.kind is PaperKind.PASSPORT), "")


def _address(person: Person) -> dict[str, str] | None:
    """The residence as an address field wants it: codes of province and commune, and the rest of the line."""
    if not person.unit_code:
        return None
    commune = reference.get_unit(person.unit_code)
    return {"province_code": commune.province_code, "commune_code": commune.code, "street": person.address}
