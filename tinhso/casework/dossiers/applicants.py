"""The people and organisations whose dossiers these are, as far as a dossier needs to know them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import HolderRef, Right
from tinhso.foundation.reference import api as reference
from tinhso.kernel.actor import Actor, system_actor
from tinhso.kernel.clock import today
from tinhso.kernel.encryption import mask


@dataclass(frozen=True, kw_only=True)
class Applicant:
    """Name, number (personal number, else passport or other paper; tax code) and contacts of a holder."""

    name: str
    number: str
    address: str
    phone: str
    unit_code: str

    @property
    def masked_number(self) -> str:
        return mask(self.number)


_TO_VAULT = "Lưu kết quả vào kho dữ liệu"


def applicant_of(holder: HolderRef) -> Applicant:
    """The holder as the platform itself needs it for a paper; what a person sees is logged by the act that shows it."""
    purpose = "Lập giấy tờ của hồ sơ"
    if holder.kind == "person":
        person = identity.get_person(holder.id, actor=system_actor(), purpose=purpose, reveal=True)
        number = person.personal_number or next((paper.number for paper in person.papers), "")
        return Applicant(
            name=person.full_name,
            number=number,
            address=_in_full(person.address, person.unit_code),
            phone=person.phone,
            unit_code=person.unit_code,
        )
    organisation = identity.get_organisation(holder.id, actor=system_actor(), purpose=purpose, reveal=True)
    return Applicant(
        name=organisation.name,
        number=organisation.tax_code or identity.agency_number(holder),
        address=_in_full(organisation.address, organisation.unit_code),
        phone="",
        unit_code=organisation.unit_code,
    )


def _in_full(street: str, unit_code: str) -> str:
    """Street, commune, province in one line, as papers write an address."""
    units = reference.unit_path(unit_code) if unit_code else ""
    return ", ".join(part for part in (street, units) if part)


def may_file_for(person_id: UUID | None, holder: HolderRef) -> bool:
    """Whether this person files in that name: their own, a child's or ward's, or an organisation's that let them submit."""
    if person_id is None:
        return False
    if holder.kind == "person":
        return holder.id == person_id or holder.id in identity.wards_of(person_id)
    return bool(identity.rights_in(person_id, holder.id) & {Right.SUBMIT, Right.MANAGE})


def holders_of(actor: Actor) -> set[tuple[str, UUID]]:
    """In whose name the signed-in person reads: their own, their wards' and their organisations'."""
    if actor.person_id is None or actor.is_officer:
        return set()
    organisations = {("organisation", o.id) for o in identity.organisations_of(actor.person_id)}
    wards = {("person", ward) for ward in identity.wards_of(actor.person_id)}
    return {("person", actor.person_id), *wards, *organisations}


@dataclass(frozen=True, kw_only=True)
class Signer:
    """Who signs a result: the person's name and the title of the post through which they act."""

    name: str
    title: str


def signer_of(actor: Actor) -> Signer:
    """The signer that an officer on duty is."""
    names = identity.person_names([actor.person_id] if actor.person_id else [])
    title = identity.get_post(actor.post_id).title if actor.post_id else ""
    return Signer(name=names.get(actor.person_id, "") if actor.person_id else "", title=title)


def person_described(described: Mapping[str, Any], *, guardians: Mapping[UUID, str]) -> HolderRef:
    """The register's person whom an answer describes: by number, or among the guardians' wards by name and birth; else new.

    `guardians` (id → relation) are tied to who has no number yet.
    """
    system = system_actor()
    number, born_on = str(described.get("personal_number", "")), _day(described.get("born_on"))
    if number:
        known = identity.find_person(personal_number=number, actor=system, purpose=_TO_VAULT)
        if known is not None:
            return HolderRef(kind="person", id=known.id)
    else:
        ward = identity.find_ward(guardians, full_name=str(described["full_name"]), born_on=born_on)
        if ward is not None:
            return HolderRef(kind="person", id=ward)
    person = identity.register_person(
        full_name=str(described["full_name"]),
        personal_number=number,
        born_on=born_on,
        sex=str(described.get("sex", "")),
        actor=system,
    )
    for guardian_id, relation in guardians.items() if not number else ():
        identity.set_guardian(
            ward_id=person.id, guardian_id=guardian_id, relation=relation, valid_from=born_on or today(), actor=system
        )
    return HolderRef(kind="person", id=person.id)


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
