"""Cards of organisations and the people who act for them."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from tinhso.foundation.access import api as access
from tinhso.foundation.access.errors import ActDenied
from tinhso.foundation.identity import events, models, people, queries, tree, types
from tinhso.foundation.identity.actions.manage_accounts import person_of_number
from tinhso.foundation.identity.domain import identifiers
from tinhso.foundation.identity.errors import (
    AlreadyRegistered,
    IdentityInvalid,
    LastManager,
    OrganisationNotFound,
    PersonNotFound,
)
from tinhso.kernel import clock
from tinhso.kernel.actor import Actor
from tinhso.kernel.database import lock_row
from tinhso.kernel.encryption import blind_index
from tinhso.kernel.outbox import api as outbox
from tinhso.kernel.text import clean, fold


def register_organisation(
    *,
    name: str,
    kind: types.OrganisationKind,
    tax_code: str = "",
    address: str = "",
    unit_code: str = "",
    actor: Actor,
) -> types.Organisation:
    """A new card. Raises ActDenied (`people.register`), IdentityInvalid (tax code by kind), AlreadyRegistered."""
    with transaction.atomic():
        access.authorise(actor=actor, act="people.register", agency_id=access.Whose.NO_AGENCY)
        text = clean(name)
        if not text:
            raise IdentityInvalid("Nhập tên tổ chức.", fields={"/name": "Nhập tên tổ chức."})
        row = models.Organisation(
            name=text,
            name_folded=fold(text),
            kind=kind.value,
            address=clean(address) or None,
            unit_code=unit_code,
            unit_as_of=clock.today(),
        )
        if tax_code:
            row.tax_code = parse(tax_code, kind)
            row.tax_code_index = blind_index(row.tax_code, people.TAX_CODE)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as clash:
            raise AlreadyRegistered("Mã số thuế này đã có trong hệ thống.") from clash
        detail = {"kind": kind.value, "has_tax_code": bool(tax_code)}
        access.record_write(actor=actor, act="organisations.register", target=("organisation", row.id), detail=detail)
        outbox.publish(
            events.OrganisationRegistered(organisation_id=row.id), aggregate=("organisation", row.id), actor=actor
        )
    return people.organisation_card(row, reveal=True)


def register_agency(*, agency_id: UUID, actor: Actor) -> types.Organisation:
    """The card under which an agency of the tree files: it has the agency's own id and today's name; made when first
    needed. By a desk that registers whoever comes (`people.register`), or by a post there that files for it
    (`agencies.file`). Raises ActDenied, OrganisationNotFound."""
    if types.Right.SUBMIT not in people.rights_in(actor.person_id, agency_id, clock.today()):
        if not actor.is_officer:
            raise ActDenied(people.FILE_ACT)
        access.authorise(actor=actor, act="people.register", agency_id=access.Whose.NO_AGENCY)
    agency = tree.agency_near(agency_id, clock.today())
    if agency is None:
        raise OrganisationNotFound("Không có cơ quan này.")
    with transaction.atomic():
        row, made = models.Organisation.objects.update_or_create(
            id=agency_id,
            defaults={"name": agency.name, "name_folded": fold(agency.name), "unit_code": agency.unit_code},
            create_defaults={
                "name": agency.name,
                "name_folded": fold(agency.name),
                "unit_code": agency.unit_code,
                "unit_as_of": clock.today(),
                "kind": types.OrganisationKind.AGENCY.value,
            },
        )
        if made:
            detail = {"kind": row.kind, "has_tax_code": False}
            target = ("organisation", row.id)
            access.record_write(actor=actor, act="organisations.register", target=target, detail=detail)
            outbox.publish(
                events.OrganisationRegistered(organisation_id=row.id), aggregate=target, actor=actor, is_first=True
            )
    return people.organisation_card(row, reveal=True)


def parse(tax_code: str, kind: types.OrganisationKind) -> str:
    """The tax code in its one form. Raises IdentityInvalid."""
    personal = kind in (types.OrganisationKind.HOUSEHOLD_BUSINESS, types.OrganisationKind.OTHER)
    try:
        return identifiers.parse_tax_code(tax_code, personal_allowed=personal)
    except ValueError as wrong:
        raise IdentityInvalid(str(wrong), fields={"/tax_code": str(wrong)}) from wrong


def grant_membership(
    *,
    organisation_id: UUID,
    person_id: UUID,
    rights: Iterable[types.Right],
    valid_from: date,
    valid_to: date | None = None,
    by_register: bool = False,
    actor: Actor,
) -> None:
    """Let a person act for the organisation: by one of its managers, or with `people.register`. No rights = an end.

    `by_register`: because the business register names them; what a person grants afterwards is that person's word.

    Raises ActDenied, PersonNotFound, OrganisationNotFound, LastManager.
    """
    wanted = sorted({right.value for right in rights})
    with transaction.atomic():
        if lock_row(models.Organisation.objects.filter(id=organisation_id)).first() is None:
            raise OrganisationNotFound("Không có tổ chức này.")
        if types.Right.MANAGE not in people.rights_in(actor.person_id, organisation_id, clock.today()):
            access.authorise(actor=actor, act="people.register", agency_id=access.Whose.NO_AGENCY)
        if not models.Person.objects.filter(id=person_id).exists():
            raise PersonNotFound("Không có người này.")
        if types.Right.MANAGE.value not in wanted and _is_last_manager(organisation_id, person_id):
            raise LastManager
        models.Membership.objects.update_or_create(
            organisation_id=organisation_id,
            person_id=person_id,
            defaults={
                "rights": wanted,
                "valid_from": valid_from,
                "valid_to": valid_to,
                "by_register": by_register,
            },
        )
        detail = {"person_id": person_id, "rights": wanted, "valid_from": valid_from, "valid_to": valid_to}
        access.record_write(
            actor=actor, act="organisations.grant", target=("organisation", organisation_id), detail=detail
        )


def end_representation(*, organisation_id: UUID, person_id: UUID, actor: Actor) -> bool:
    """The register names somebody else: rights that came from it end at once, also of the last manager; what a manager
    granted stays. False when there were none.
    """
    with transaction.atomic():
        lock_row(models.Organisation.objects.filter(id=organisation_id)).first()
        rows = models.Membership.objects.filter(
            queries.in_force(clock.today()), organisation_id=organisation_id, person_id=person_id, by_register=True
        )
        row = next((one for one in rows if one.rights), None)
        if row is None:
            return False
        row.rights, row.valid_to = [], clock.today()
        row.save(update_fields=["rights", "valid_to"])
        access.record_write(
            actor=actor, act="organisations.end_representation", target=("organisation", organisation_id),
            detail={"person_id": person_id},
        )  # fmt: skip
        outbox.publish(
            events.RepresentativeEnded(organisation_id=organisation_id, person_id=person_id),
            aggregate=("organisation", organisation_id),
            actor=actor,
        )
    return True


def add_member(
    *, organisation_id: UUID, personal_number: str, full_name: str, rights: Iterable[types.Right], actor: Actor
) -> None:
    """Let somebody who has signed in before act for the organisation from today: found by number and name together.

    A wrong number and a wrong name get one answer, so that nobody learns from it who has an account.
    Raises OrganisationNotFound (also for who does not manage it), IdentityInvalid.
    """
    wanted = tuple(rights)
    people.guard_members(organisation_id, actor)
    errors = {} if wanted else {"/rights": "Chọn ít nhất một quyền."}
    found = person_of_number(identifiers.compact(personal_number))
    if found is None or fold(found.full_name) != fold(clean(full_name)):
        errors["/personal_number"] = (
            "Không có tài khoản nào khớp cả số định danh và họ tên này. Người đó cần đăng nhập một lần trước."
        )
    if errors or found is None:
        raise IdentityInvalid("Chưa thêm được người dùng.", fields=errors)
    grant_membership(
        organisation_id=organisation_id, person_id=found.id, rights=wanted, valid_from=clock.today(), actor=actor
    )


def _is_last_manager(organisation_id: UUID, person_id: UUID) -> bool:
    """An organisation that nobody manages could never let anybody in again."""
    rows = models.Membership.objects.filter(queries.in_force(clock.today()), organisation_id=organisation_id)
    managers = {row.person_id for row in rows if types.Right.MANAGE.value in row.rights}
    return managers == {person_id}
