"""Whoever comes to the desk and is not known yet: a person from the card, an organisation from its papers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tinhso.casework.dossiers.cards import Card
from tinhso.casework.dossiers.web.intake_form import find_commune, read_date
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import Agency, HolderRef, OrganisationKind, PaperInput, PaperKind
from tinhso.foundation.reference import api as reference
from tinhso.foundation.ui.types import Option
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import today
from tinhso.kernel.encryption import mask
from tinhso.kernel.errors import Invalid
from tinhso.kernel.text import clean, fold

SEXES = (Option(value="female", text="Nữ"), Option(value="male", text="Nam"))
KINDS = "organisation_kinds"


@dataclass(frozen=True, kw_only=True)
class Found:
    """Somebody in the register, shown no further than the desk needs."""

    holder: HolderRef
    name: str
    number: str
    detail: str


def kinds() -> list[Option]:
    """The kinds of organisations, as the code list names them."""
    return [Option(value=one.code, text=one.title) for one in reference.get_code_list(KINDS).entries]


def agency_named(text: str) -> Agency | None:
    """The agency of the province's own tree with this code (either form) or name; None where two have the name."""
    given = clean(text)
    by_code = identity.find_agency(given.upper(), on=today()) if given else None
    if by_code is not None or not given:
        return by_code
    named = [one for one in identity.list_agencies() if fold(given) in (fold(one.name), fold(one.short_name))]
    return named[0] if len(named) == 1 else None


def found_agency(agency: Agency) -> Found:
    """An agency as applicant; its card is made when the form is opened."""
    holder = HolderRef(kind="organisation", id=agency.id)
    return Found(holder=holder, name=agency.name, number=agency.code, detail="Cơ quan nhà nước của tỉnh")


def register_organisation(typed: Mapping[str, str], tax_code: str, *, actor: Actor) -> Found:
    """A new card from the papers in front of the desk (registration, decision of foundation). Raises Invalid with fields."""
    wrong: dict[str, str] = {}
    kind = typed.get("kind", "")
    name = clean(typed.get("org_name", ""))[:300]
    if not name:
        wrong["/org_name"] = "Nhập tên như trên giấy đăng ký hoặc quyết định thành lập."
    unit_code = _commune(typed, wrong)
    if kind not in {option.value for option in kinds()}:
        wrong["/kind"] = "Chọn loại tổ chức."
    if wrong:
        raise Invalid("Chưa đăng ký được.", fields=wrong)
    card = identity.register_organisation(
        name=name,
        kind=OrganisationKind(kind) if kind in set(OrganisationKind) else OrganisationKind.OTHER,
        tax_code=tax_code,
        address=clean(typed.get("street", ""))[:200],
        unit_code=unit_code,
        actor=actor,
    )
    holder = HolderRef(kind="organisation", id=card.id)
    return Found(holder=holder, name=card.name, number=card.tax_code, detail=card.address)


def register_person(typed: Mapping[str, str], card: Card, *, actor: Actor) -> Found:
    """A new card from what the desk read on the paper in front of it. Raises Invalid with fields."""
    wrong: dict[str, str] = {}
    born: date | None = None
    try:
        text = read_date(clean(typed.get("born_on", "")))
        born = date.fromisoformat(text) if text else None
    except ValueError:
        wrong["/born_on"] = "Ngày sinh viết như 12/3/1995."
    unit_code = _commune(typed, wrong)
    if not clean(typed.get("full_name", "")):
        wrong["/full_name"] = "Nhập họ và tên như trên giấy tờ."
    if born is None and "/born_on" not in wrong:
        wrong["/born_on"] = "Nhập ngày sinh."
    if typed.get("sex") not in {option.value for option in SEXES}:
        wrong["/sex"] = "Chọn giới tính."
    if wrong:
        raise Invalid("Chưa đăng ký được.", fields=wrong)
    is_personal = card.number.isdigit() and len(card.number) == 12
    kind = PaperKind.OLD_IDENTITY_CARD if card.number.isdigit() else PaperKind.PASSPORT
    country = clean(typed.get("country", "")).upper() or "VN"
    person = identity.register_person(
        full_name=clean(typed.get("full_name", "")),
        personal_number=card.number if is_personal else "",
        born_on=born,
        sex=typed.get("sex", ""),
        phone=clean(typed.get("phone", "")),
        address=clean(typed.get("street", "")),
        unit_code=unit_code,
        nationality=country,
        papers=() if is_personal else (PaperInput(kind=kind, number=card.number, country=country),),
        actor=actor,
    )
    return Found(
        holder=HolderRef(kind="person", id=person.id), name=person.full_name, number=mask(card.number), detail=""
    )


def _commune(typed: Mapping[str, str], wrong: dict[str, str]) -> str:
    try:
        return find_commune(clean(typed.get("place", ""))).code
    except ValueError as why:
        wrong["/place"] = str(why)
        return ""
