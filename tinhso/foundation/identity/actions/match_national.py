"""From the claims of the national identity to an account here: by its key, else by an identifier, else a new card."""

import secrets
from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.foundation.identity import models, people, types
from tinhso.foundation.identity.actions.manage_accounts import account_for, person_of_number
from tinhso.foundation.identity.actions.register_organisation import grant_membership, parse, register_organisation
from tinhso.foundation.identity.actions.register_person import register_person
from tinhso.foundation.identity.domain import identifiers
from tinhso.foundation.identity.errors import IdentityInvalid
from tinhso.kernel import clock
from tinhso.kernel.actor import Actor
from tinhso.kernel.database import lock_key
from tinhso.kernel.encryption import blind_index

_ORGANISATION = "2"
_SEXES = {"nam": "male", "male": "male", "nữ": "female", "nu": "female", "female": "female"}


def match_national(
    *, provider: str, claims: Mapping[str, object], level: str, actor: Actor
) -> tuple[models.User, bytes]:
    """The account these claims stand for, with the blind index of their key (TechID, else sub).

    Claims are those of the National Public Service Portal (TechID, HoVaTen, SoDinhDanh, HoChieu,
    MaSoThue…). Raises IdentityInvalid when they hold neither a key nor anything that names somebody.
    """
    key = _text(claims, "TechID") or _text(claims, "sub")
    if not key:
        raise IdentityInvalid("Định danh quốc gia không cho biết tài khoản nào.")
    index = blind_index(f"{provider}:{key}", "national")
    with transaction.atomic():
        lock_key(f"identity.national.{index.hex()}")
        link = models.NationalLink.objects.select_related("user").filter(provider=provider, subject_index=index).first()
        if link is not None:
            link.level, link.last_at = level, clock.now()
            link.save(update_fields=["level", "last_at"])
            return link.user, index
        person_id, organisation_id = _holder(claims, actor)
        user = account_for(person_id, f"dd-{secrets.token_hex(8)}", actor)
        models.NationalLink.objects.create(
            provider=provider, subject_index=index, user=user, organisation_id=organisation_id, level=level
        )
        detail = {"provider": provider, "level": level, "organisation_id": organisation_id}
        access.record_write(actor=actor, act="accounts.link", target=("user", user.id), detail=detail)
    return user, index


def _holder(claims: Mapping[str, object], actor: Actor) -> tuple[UUID, UUID | None]:
    person_id = _find_person(claims)
    if person_id is None:
        person_id = _new_person(claims, actor)
    if _text(claims, "LoaiTaiKhoan") != _ORGANISATION:
        return person_id, None
    organisation_id = _organisation(claims, actor)
    if not people.rights_in(person_id, organisation_id, clock.today()):
        grant_membership(
            organisation_id=organisation_id,
            person_id=person_id,
            rights=tuple(types.Right),
            valid_from=clock.today(),
            actor=actor,
        )
    return person_id, organisation_id


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
    code = _text(claims, "MaSoThue") or _text(claims, "MaSoDoanhNghiep")
    digits = identifiers.compact(code)
    kind = types.OrganisationKind.HOUSEHOLD_BUSINESS if len(digits) == 12 else types.OrganisationKind.ENTERPRISE
    index = blind_index(parse(code, kind), people.TAX_CODE)
    found = models.Organisation.objects.filter(tax_code_index=index).first()
    if found is not None:
        return found.id
    name = _text(claims, "TenDoanhNghiep") or _text(claims, "HoVaTen")
    return register_organisation(name=name, kind=kind, tax_code=code, address=_text(claims, "DiaChi"), actor=actor).id


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
