"""From the claims of the national identity to an account here: by its key, else by an identifier, else a new card.

An account that somebody signs in to by other means is never tied silently to a key that comes with its number: its owner
proves it first (`link_national.py`). A business account gives its person rights in the company only where the business
register names them as its legal representative; everybody else waits for a manager to let them in.
"""

import secrets
from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.foundation.identity import models, people, queries, representatives, second_factor, types
from tinhso.foundation.identity.actions.manage_accounts import account_for, person_of_number, subject_index
from tinhso.foundation.identity.actions.register_organisation import (
    end_representation,
    grant_membership,
    parse,
    register_organisation,
)
from tinhso.foundation.identity.actions.register_person import register_person
from tinhso.foundation.identity.domain import identifiers
from tinhso.foundation.identity.errors import IdentityInvalid
from tinhso.kernel import clock
from tinhso.kernel.actor import Actor
from tinhso.kernel.database import lock_key
from tinhso.kernel.encryption import blind_index

_ORGANISATION = "2"
_SEXES = {"nam": "male", "male": "male", "nữ": "female", "nu": "female", "female": "female"}


def match_national(*, provider: str, claims: Mapping[str, object], level: str, actor: Actor) -> types.NationalMatch:
    """The account these claims stand for, with the blind index of their key (TechID, else sub).

    Claims are those of the National Public Service Portal (TechID, HoVaTen, SoDinhDanh, HoChieu,
    MaSoThue…). Where the account has first to be proved nothing is written. Raises IdentityInvalid when the claims hold
    neither a key nor anything that names somebody.
    """
    key = _text(claims, "TechID") or _text(claims, "sub")
    if not key:
        raise IdentityInvalid("Định danh quốc gia không cho biết tài khoản nào.")
    index = subject_index(provider, key)
    is_organisation = _text(claims, "LoaiTaiKhoan") == _ORGANISATION
    with transaction.atomic():
        lock_key(f"identity.national.{index.hex()}")
        link = models.NationalLink.objects.select_related("user").filter(provider=provider, subject_index=index).first()
        if link is None:
            person_id = _find_person(claims)
            owner = None if person_id is None else models.User.objects.filter(person_id=person_id).first()
            if owner is not None and _must_be_proved(owner, provider):
                pending = types.PendingLink(owner.id, provider, index, level, is_organisation)
                return types.NationalMatch(owner.id, index, pending)
            link = _new_link(provider, index, person_id or _new_person(claims, actor), actor)
        link.level, link.last_at = level, clock.now()
        if is_organisation:
            link.organisation_id = _organisation(claims, actor)
        link.save(update_fields=["level", "last_at", "organisation"])
    if is_organisation:
        _let_representative_in(link, _tax_code(claims), actor)
    return types.NationalMatch(link.user_id, index)


def _must_be_proved(user: models.User, provider: str) -> bool:
    """An account with a sign-in of its own that this provider has not been tied to yet. A second key of the same provider
    (a new enrolment) is vouched for by the provider that vouched for the first one.
    """
    if models.NationalLink.objects.filter(provider=provider, user=user).exists():
        return False
    by_password = user.has_usable_password() and (settings.DEMO or queries.is_officer(user.person_id))
    return by_password or second_factor.has_second_factor(user.id)


def _new_link(provider: str, index: bytes, person_id: UUID, actor: Actor) -> models.NationalLink:
    user = account_for(person_id, f"dd-{secrets.token_hex(8)}", actor)
    access.record_write(actor=actor, act="accounts.link", target=("user", user.id), detail={"provider": provider})
    return models.NationalLink.objects.create(provider=provider, subject_index=index, user=user)


def _let_representative_in(link: models.NationalLink, tax_code: str, actor: Actor) -> None:
    """All rights for the legal representative whom the register names; asked outside the transaction, at each sign-in of
    who has none, or has them by the register alone. Whom the register no longer names loses what it gave, this person or
    an earlier one; what a manager granted is never taken away here.
    """
    person, organisation_id = link.user.person, link.organisation_id
    if person is None or organisation_id is None:
        return
    rights = people.rights_in(person.id, organisation_id, clock.today())
    if rights and not _is_by_register(organisation_id, person.id):
        return
    # A household business has its owner's personal number as tax code.
    is_owner = bool(person.personal_number) and identifiers.compact(tax_code) == person.personal_number
    named = True if is_owner else representatives.represents(_claim(organisation_id, tax_code, person))
    if named is False:
        end_representation(organisation_id=organisation_id, person_id=person.id, actor=actor)
    elif named and not rights:
        grant_membership(
            organisation_id=organisation_id,
            person_id=person.id,
            rights=tuple(types.Right),
            valid_from=clock.today(),
            by_register=not is_owner,
            actor=actor,
        )
        _end_earlier(organisation_id, tax_code, person.id, actor)


def _is_by_register(organisation_id: UUID, person_id: UUID) -> bool:
    rows = models.Membership.objects.filter(organisation_id=organisation_id, person_id=person_id, by_register=True)
    return rows.exists()


def _end_earlier(organisation_id: UUID, tax_code: str, person_id: UUID, actor: Actor) -> None:
    """A new representative came: those whom the register let in earlier are asked about again."""
    rows = models.Membership.objects.filter(
        queries.in_force(clock.today()), organisation_id=organisation_id, by_register=True
    )
    for row in rows.exclude(person_id=person_id).select_related("person"):
        if row.rights and representatives.represents(_claim(organisation_id, tax_code, row.person)) is False:
            end_representation(organisation_id=organisation_id, person_id=row.person_id, actor=actor)


def _claim(organisation_id: UUID, tax_code: str, person: models.Person) -> representatives.RepresentativeClaim:
    return representatives.RepresentativeClaim(
        organisation_id, tax_code, person.full_name, personal_number=person.personal_number or ""
    )


def _find_person(claims: Mapping[str, object]) -> UUID | None:
    for name in ("SoDinhDanh", "SoCMND"):
        number = identifiers.compact(_text(claims, name))
        if len(number) == 12 and number.isdigit():
            found = person_of_number(number)
            if found is not None:
                return found.id
    papers = (
        (types.PaperKind.OLD_IDENTITY_CARD, "VN", _text(claims, "SoCMND")),
        (types.PaperKind.PASSPORT, _text(claims, "QuocTich") or "VN", _text(claims, "HoChieu")),
    )
    for kind, country, number in papers:
        if number:
            index = people.paper_index(kind, country, number)
            paper = models.IdentityPaper.objects.filter(kind=kind.value, country=country, number_index=index).first()
            if paper is not None:
                return paper.person_id
    return None


def _new_person(claims: Mapping[str, object], actor: Actor) -> UUID:
    number = identifiers.compact(_text(claims, "SoDinhDanh") or _text(claims, "SoCMND"))
    country = _text(claims, "QuocTich") or "VN"
    papers: list[types.PaperInput] = []
    if len(number) == 9 and number.isdigit():
        papers.append(types.PaperInput(types.PaperKind.OLD_IDENTITY_CARD, number))
    if _text(claims, "HoChieu"):
        papers.append(types.PaperInput(types.PaperKind.PASSPORT, _text(claims, "HoChieu"), country))
    is_personal = len(number) == 12 and number.isdigit()
    sex = _SEXES.get(_text(claims, "GioiTinh").lower(), "")
    born_on = _day(_text(claims, "NgaySinh"))
    if is_personal:
        known = identifiers.parse_personal_number(number)
        sex = known.sex
        born_on = born_on if born_on is not None and born_on.year == known.birth_year else None
    card = register_person(
        full_name=_text(claims, "HoVaTen") or _text(claims, "TenDoanhNghiep"),
        personal_number=number if is_personal else "",
        born_on=born_on,
        sex=sex,
        phone=_text(claims, "SoDienThoai"),
        email=_text(claims, "ThuDienTu"),
        address=_text(claims, "DiaChi"),
        nationality=country,
        papers=papers,
        actor=actor,
    )
    return card.id


def _organisation(claims: Mapping[str, object], actor: Actor) -> UUID:
    code = _tax_code(claims)
    digits = identifiers.compact(code)
    kind = types.OrganisationKind.HOUSEHOLD_BUSINESS if len(digits) == 12 else types.OrganisationKind.ENTERPRISE
    index = blind_index(parse(code, kind), people.TAX_CODE)
    found = models.Organisation.objects.filter(tax_code_index=index).first()
    if found is not None:
        return found.id
    name = _text(claims, "TenDoanhNghiep") or _text(claims, "HoVaTen")
    return register_organisation(name=name, kind=kind, tax_code=code, address=_text(claims, "DiaChi"), actor=actor).id


def _tax_code(claims: Mapping[str, object]) -> str:
    return _text(claims, "MaSoThue") or _text(claims, "MaSoDoanhNghiep")


def _text(claims: Mapping[str, object], name: str) -> str:
    value = claims.get(name)
    return "" if value is None else str(value).strip()


def _day(text: str) -> date | None:
    """A date written 1990-01-31 or 31/01/1990; anything else is not known."""
    parts = text.split("/")
    written = "-".join(reversed(parts)) if len(parts) == 3 else text
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
