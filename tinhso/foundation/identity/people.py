"""Cards of people and organisations: who may see them, masked or whole. Every card that leaves is logged as a read."""

from datetime import date
from uuid import UUID

from tinhso.foundation.access import api as access
from tinhso.foundation.identity import models, queries, tree, types
from tinhso.foundation.identity.domain.identifiers import compact, ending
from tinhso.foundation.identity.errors import OrganisationNotFound, PersonNotFound
from tinhso.kernel import clock
from tinhso.kernel.actor import Actor
from tinhso.kernel.encryption import blind_index, mask

PERSONAL_NUMBER = "personal_number"
TAX_CODE = "tax_code"
# How many characters of a number are asked for.
SHOWN = 4
# To file in the own agency's name and follow what was filed so.
FILE_ACT = "agencies.file"


def paper_index(kind: types.PaperKind, country: str, number: str) -> bytes:
    """The blind index of a paper: the same number of another kind or country is another paper."""
    return blind_index(f"{country}:{compact(number)}", f"paper.{kind.value}")


def guards(person_id: UUID, actor: Actor, on: date) -> bool:
    """Whether the actor is the person, or a parent or guardian today."""
    if actor.person_id is None:
        return False
    if actor.person_id == person_id:
        return True
    rows = models.Guardianship.objects.filter(queries.in_force(on), ward_id=person_id, guardian_id=actor.person_id)
    return rows.exists()


def may_read_person(person_id: UUID, actor: Actor) -> bool:
    return guards(person_id, actor, clock.today()) or access.can(
        actor=actor, act="people.read", agency_id=access.Whose.ANY_OF_MINE
    )


def may_reveal_person(person_id: UUID, actor: Actor) -> bool:
    return guards(person_id, actor, clock.today()) or access.can(
        actor=actor, act="people.reveal", agency_id=access.Whose.ANY_OF_MINE
    )


def person_card(row: models.Person, *, reveal: bool) -> types.Person:
    """The card; identifiers whole only with `reveal`."""
    papers = tuple(
        types.IdentityPaper(
            kind=types.PaperKind(paper.kind),
            number=paper.number if reveal else mask(paper.number),
            country=paper.country,
            issued_on=paper.issued_on,
            expires_on=paper.expires_on,
        )
        for paper in row.papers.order_by("kind", "issued_on", "id")
    )
    number = row.personal_number or ""
    return types.Person(
        id=row.id,
        full_name=row.full_name,
        personal_number=number if reveal else mask(number),
        born_on=row.born_on,
        sex=row.sex,
        phone=row.phone or "",
        email=row.email or "",
        address=row.address or "",
        unit_code=row.unit_code,
        nationality=row.nationality,
        papers=papers,
        is_masked=not reveal,
        former_unit_code=row.former_unit_code,
    )


def name_and_ending(holder: types.HolderRef) -> tuple[str, str]:
    """The name and the last four characters of the number, "" where there is no number yet.

    An agency of the tree has its code for a number, with zeros before one that is shorter than four.
    """
    if holder.kind == "person":
        person = models.Person.objects.filter(id=holder.id).only("full_name", "personal_number").first()
        if person is None:
            raise PersonNotFound("Không có người này.")
        paper = None if person.personal_number else person.papers.order_by("kind", "issued_on", "id").first()
        return person.full_name, ending(person.personal_number or (paper.number if paper else ""))
    row = models.Organisation.objects.filter(id=holder.id).only("name", "tax_code").first()
    if row is None:
        raise OrganisationNotFound("Không có tổ chức này.")
    return row.name, ending(row.tax_code or agency_number(holder.id))


def agency_number(organisation_id: UUID) -> str:
    """The code of an agency of the tree, at least four characters; "" for any other organisation."""
    agency = tree.agency_near(organisation_id, clock.today())
    return "" if agency is None else agency.code.rjust(SHOWN, "0")


def unit_code_on(holder: types.HolderRef, on: date) -> str:
    """The code of the commune that the holder's address was in on the day, before or after a reform; "" when unknown."""
    model = models.Person if holder.kind == "person" else models.Organisation
    found = model._default_manager.filter(id=holder.id).values_list("unit_code", "former_unit_code", "unit_as_of")
    unit_code, former, as_of = found.first() or ("", "", None)
    return former if former and as_of is not None and as_of > on else unit_code


def show_person(row: models.Person, *, actor: Actor, purpose: str, reveal: bool) -> types.Person:
    """Log the read, then give the card. The caller has checked that the actor may read it."""
    access.record_read(
        actor=actor, holders=[types.HolderRef("person", row.id)], purpose=purpose, target=("person", row.id)
    )
    return person_card(row, reveal=reveal and may_reveal_person(row.id, actor))


def rights_in(person_id: UUID | None, organisation_id: UUID, on: date) -> frozenset[types.Right]:
    """What the person may do in the organisation's name on the day; in an agency's, through the posts they hold there."""
    if person_id is None:
        return frozenset()
    if organisation_id in tree.tree_on(on).agencies:
        return _rights_by_post(person_id, organisation_id, on)
    row = models.Membership.objects.filter(
        queries.in_force(on), person_id=person_id, organisation_id=organisation_id
    ).first()
    return frozenset() if row is None else frozenset(types.Right(right) for right in row.rights)


def people_acting_for(organisation_id: UUID, on: date) -> tuple[UUID, ...]:
    """Who may file in the organisation's name on the day, or manages who may."""
    wanted = {types.Right.SUBMIT.value, types.Right.MANAGE.value}
    rows = models.Membership.objects.filter(queries.in_force(on), organisation_id=organisation_id).order_by("person_id")
    return tuple(row.person_id for row in rows if wanted & set(row.rights))


def _rights_by_post(person_id: UUID, agency_id: UUID, on: date) -> frozenset[types.Right]:
    is_filer = agency_id in {one.id for one in agencies_filed_for(person_id, on)}
    return frozenset({types.Right.VIEW, types.Right.SUBMIT}) if is_filer else frozenset()


def agencies_filed_for(person_id: UUID, on: date) -> list[types.Agency]:
    """The agencies in whose name the person files: a post held there has a role that lets them (`agencies.file`)."""
    held = queries.held_posts(person_id, on)
    granting = {*access.roles_granting(FILE_ACT)} if held else set()
    found = {one.agency.id: one.agency for one in held if granting & set(one.post.roles)}
    return list(found.values())


def guard_members(organisation_id: UUID, actor: Actor) -> None:
    """Only who manages an organisation sees and changes its users; for everybody else there is none to manage.

    Raises OrganisationNotFound.
    """
    if types.Right.MANAGE not in rights_in(actor.person_id, organisation_id, clock.today()):
        raise OrganisationNotFound("Không có tổ chức nào như vậy do bạn quản lý.")


def members_of(organisation_id: UUID, actor: Actor) -> tuple[types.Membership, ...]:
    """The users of an organisation today, by name, for its managers; whose names were seen is logged.

    Raises OrganisationNotFound.
    """
    guard_members(organisation_id, actor)
    rows = models.Membership.objects.filter(queries.in_force(clock.today()), organisation_id=organisation_id)
    rows = rows.exclude(rights=[]).select_related("person").order_by("person__full_name", "id")
    found = tuple(
        types.Membership(
            organisation_id=organisation_id,
            person_id=row.person_id,
            full_name=row.person.full_name,
            rights=frozenset(types.Right(right) for right in row.rights),
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
        for row in rows
    )
    holders = [types.HolderRef("person", one.person_id) for one in found if one.person_id != actor.person_id]
    if holders:
        target = ("organisation", organisation_id)
        access.record_read(actor=actor, holders=holders, purpose="Xem người dùng của tổ chức", target=target)
    return found


def may_read_organisation(organisation_id: UUID, actor: Actor) -> bool:
    return bool(rights_in(actor.person_id, organisation_id, clock.today())) or access.can(
        actor=actor, act="people.read", agency_id=access.Whose.ANY_OF_MINE
    )


def organisation_card(row: models.Organisation, *, reveal: bool) -> types.Organisation:
    """The card; a personal number that serves as tax code is whole only with `reveal`."""
    code = row.tax_code or ""
    return types.Organisation(
        id=row.id,
        name=row.name,
        tax_code=code if reveal or len(code) != 12 else mask(code),
        kind=types.OrganisationKind(row.kind),
        address=row.address or "",
        unit_code=row.unit_code,
    )


def agency_card(agency: types.Agency) -> types.Organisation:
    """An agency of the tree as an applicant."""
    kind = types.OrganisationKind.AGENCY
    return types.Organisation(
        id=agency.id, name=agency.name, tax_code="", kind=kind, address="", unit_code=agency.unit_code
    )


def show_organisation(row: models.Organisation, *, actor: Actor, purpose: str, reveal: bool) -> types.Organisation:
    """Log the read, then give the card."""
    access.record_read(
        actor=actor, holders=[types.HolderRef("organisation", row.id)], purpose=purpose, target=("organisation", row.id)
    )
    whole = reveal and (
        bool(rights_in(actor.person_id, row.id, clock.today()))
        or access.can(actor=actor, act="people.reveal", agency_id=access.Whose.ANY_OF_MINE)
    )
    return organisation_card(row, reveal=whole)
