"""The boxes for an address that a postman finds: on the applicant's page, at the counter and on a dossier's own page."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from tinhso.casework.dossiers import mailing
from tinhso.casework.dossiers.types import Mailing, ReturnMethod
from tinhso.engines.procedures.types import Procedure
from tinhso.foundation.identity import api as identity
from tinhso.foundation.reference import api as reference
from tinhso.foundation.ui.types import Option
from tinhso.kernel.actor import Actor
from tinhso.services.fees import api as fees
from tinhso.services.post import api as post
from tinhso.services.post.types import Party, Zone

# Where a refusal of a part of the address stands on the page.
BOXES = {f"/mailing/{part}": f"mail_{part}" for part in ("name", "phone", "address", "unit_code")}
_PURPOSE = "Điền địa chỉ cho bưu tá"


def on_page(
    procedure: Procedure, desk_id: UUID, typed: Mapping[str, Any], *, known: Party | None, method: str
) -> dict[str, Any]:
    """The context of `dossiers/_mailing.html`; `mail` None where the post does not come for this procedure."""
    if not mailing.is_offered(procedure):
        return {"mail": None}
    given = party_of(typed) if "mail_name" in typed else known or Party(name="", phone="", address="", unit_code="")
    collects = typed.get("collect") == "yes"
    return {
        "mail": given,
        "mail_places": places(desk_id),
        "mail_prices": prices(),
        "mail_collects": collects,
        "mail_collectable": any(one.originals or one.copies for one in procedure.components),
        "mail_open": collects or method == ReturnMethod.POSTAL.value,
    }


def places(desk_id: UUID) -> list[Option]:
    """The communes of the desk's province, then the other provinces."""
    service = post.service_on()
    seat = post.office_of(desk_id, service).unit_code if service else ""
    if not seat:
        return []
    province = reference.get_unit(seat).province_code
    own = [Option(value=one.code, text=one.full_name) for one in reference.list_communes(province)]
    others = [Option(value=one.code, text=one.full_name) for one in reference.list_provinces() if one.code != province]
    return [*own, *others]


def prices() -> str:
    """What an ordinary letter costs, near and far, in one line."""
    service = post.service_on()
    if service is None:
        return ""
    found = {}
    for line in sorted(service.prices, key=lambda one: one.up_to_g, reverse=True):
        if line.up_to_g >= service.weight_g:
            found[line.zone] = line.vnd
    near = {
        Zone.COMMUNE: gettext("trong xã, phường"),
        Zone.PROVINCE: gettext("trong tỉnh"),
        Zone.COUNTRY: gettext("ngoài tỉnh"),
    }
    return "; ".join(f"{near[zone]} {fees.vnd(found[zone])}" for zone in Zone if zone in found)


def party_of(typed: Mapping[str, Any]) -> Party:
    """What was typed, as it was typed."""
    return Party(
        name=str(typed.get("mail_name", ""))[:200],
        phone=str(typed.get("mail_phone", ""))[:40],
        address=str(typed.get("mail_address", ""))[:300],
        unit_code=str(typed.get("mail_unit_code", ""))[:8],
    )


def mailing_of(typed: Mapping[str, Any], method: str) -> Mailing | None:
    """What the page asks of the post; None where nothing goes by post."""
    collects = typed.get("collect") == "yes"
    if method != ReturnMethod.POSTAL.value and not collects:
        return None
    return Mailing(home=party_of(typed), collects=collects)


def own_address(actor: Actor) -> Party | None:
    """The signed-in person's own address, out of the register."""
    if actor.person_id is None:
        return None
    card = identity.get_person(actor.person_id, actor=actor, purpose=_PURPOSE)
    return Party(name=card.full_name, phone=card.phone, address=card.address, unit_code=card.unit_code)


def errors_at(fields: Mapping[str, str]) -> dict[str, str]:
    """Refusals of an address by the box that they are about."""
    return {BOXES[pointer]: text for pointer, text in fields.items() if pointer in BOXES}
