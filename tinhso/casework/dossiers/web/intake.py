"""O02: who came and what for, on one page without a mouse; then the form, the papers, and the receipt."""

import re
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tinhso.casework.dossiers import api, desk_queries
from tinhso.casework.dossiers.cards import Card, read_card
from tinhso.casework.dossiers.web import words
from tinhso.casework.dossiers.web.duty import on_duty, uuid_of
from tinhso.casework.dossiers.web.registering import (
    SEXES,
    Found,
    agency_named,
    found_agency,
    kinds,
    register_organisation,
    register_person,
)
from tinhso.engines.procedures import api as procedures
from tinhso.engines.procedures.types import Procedure
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import HolderRef
from tinhso.foundation.ui.types import Option
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import today
from tinhso.kernel.errors import DomainError, Invalid
from tinhso.kernel.text import clean, fold

PURPOSE = "Tiếp nhận hồ sơ tại quầy"
TAX_CODE = re.compile(r"\d{10}(-?\d{3})?", re.ASCII)
_ORGANISATION = "organisation"


def find_holder(number: str, *, actor: Actor) -> Found | None:
    """By personal number (12 digits), tax code (10 or 13), old card (9) or passport, or an agency by its code.

    Raises Denied, Invalid.
    """
    if TAX_CODE.fullmatch(number):
        organisation = identity.find_organisation(number, actor=actor, purpose=PURPOSE)
        if organisation is None:
            return None
        holder = HolderRef(kind="organisation", id=organisation.id)
        return Found(holder=holder, name=organisation.name, number=organisation.tax_code, detail=organisation.address)
    digits = number.isdigit()
    person = identity.find_person(
        personal_number=number if digits and len(number) == 12 else "",
        old_identity_card=number if digits and len(number) == 9 else "",
        passport="" if digits else number,
        actor=actor,
        purpose=PURPOSE,
    )
    if person is None:
        return None
    born = f"sinh {person.born_on:%d/%m/%Y}" if person.born_on else ""
    return Found(
        holder=HolderRef(kind="person", id=person.id),
        name=person.full_name,
        number=person.personal_number or next((paper.number for paper in person.papers), ""),
        detail=", ".join(part for part in (born, person.address) if part),
    )


def find_procedures(text: str) -> list[Procedure]:
    """The procedure of a code, a title or an everyday word; else the best matches among those received here."""
    code = re.match(r"\s*(\d\.\d{6}(?:\.[\w.]+)?)", text)
    if code:
        known = next((hit for hit in procedures.list_procedures() if hit.code == code.group(1)), None)
        return [procedures.get_procedure(known.code)] if known is not None and known.is_operational else []
    hits = [hit for hit in procedures.search(text, limit=20) if hit.is_operational][:6]
    found = [procedures.get_procedure(hit.code) for hit in hits]
    named = [one for one in found if fold(text) in {fold(word) for word in (one.title, *one.aliases)}]
    return named if len(named) == 1 else found


@on_duty
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponseBase:
    """Who and what. Whoever is not in the register is registered on the same page, in the same press.

    The scanner's Enter sends the card alone: the page answers with the person, and what they have open here.
    """
    actor = identity.actor_of(request)
    access.authorise(actor=actor, act="dossiers.receive", agency_id=actor.agency_id)
    text = clean(request.POST.get("procedure", ""))[:200]
    context: dict[str, Any] = {
        "posted": request.POST,
        "sexes": SEXES,
        "kinds": kinds(),
        "errors": {},
        "focus": "number",
        "offered": [
            Option(value=f"{hit.code} {hit.title}", text=hit.title)
            for hit in procedures.list_procedures()
            if hit.is_operational
        ],
        "elsewhere": _communes(actor),
    }
    if request.method == "GET":
        return render(request, "dossiers/desk/intake.html", context)
    errors: dict[str, str] = {}
    found: Found | None = None
    card: Card | None = None
    try:
        card, found = _who(request.POST.get("number", ""), errors, actor)
        wants_card = card is not None and found is None and not errors
        only_person = not text and not request.POST.get("code") and (found is not None or wants_card)
        chosen = None if only_person else _what(request.POST.get("code") or text, context, errors)
        owner = _where(request, chosen, context, errors, actor)
        if wants_card and not errors and card is not None:
            if "dang-ky" in request.POST:
                found = _register(request, card, actor)
            else:
                context["registers"] = _registers(card)
        if found is not None and chosen is not None and not errors and not context.get("owners_asked"):
            if not words.is_for(chosen, found.holder.kind):
                raise Invalid("", fields={"/procedure": f"Thủ tục này không dành cho {_kind(found)}."})
            draft_id = api.begin_at_counter(
                procedure_code=chosen.code, applicant=found.holder, owner_agency_id=owner, actor=actor
            )
            return redirect("dossiers:intake_form", draft_id=draft_id)
    except Invalid as refused:
        errors |= refused.by_box("number")
        context["registers"] = _registers(card) if "dang-ky" in request.POST and found is None else ""
    context |= {"errors": errors, "found": found, "card": card, "other_name": _other_name(card, found)}
    if found is not None:
        context |= {
            "open_dossiers": desk_queries.unfinished_of(found.holder, actor=actor),
            "open_drafts": desk_queries.desk_drafts(found.holder, actor=actor),
        }
    focus = _focus(context)
    context |= {"focus": focus, "focuses_name": focus in ("full_name", "org_name"), "focuses_place": focus == "place"}
    return render(request, "dossiers/desk/intake.html", context, status=422 if errors else 200)


def _focus(context: dict[str, Any]) -> str:
    """The box where the officer goes on without a mouse."""
    if context.get("registers") == _ORGANISATION:
        return "org_name"
    if context.get("registers"):
        card = context["card"]
        return "place" if card is not None and card.is_scanned else "full_name"
    if context.get("matches"):
        return "code"
    if context.get("owners_asked"):
        return "owner"
    return "procedure" if context["found"] is not None else "number"


def _other_name(card: Card | None, found: Found | None) -> str:
    """A warning where the scanned card has another name than the register."""
    if card is None or found is None or not card.is_scanned:
        return ""
    if card.full_name.casefold() == found.name.casefold():
        return ""
    return f"Thẻ ghi tên “{card.full_name}”, khác với hệ thống. Kiểm tra thẻ trước khi tiếp tục."


def _kind(found: Found) -> str:
    return "cá nhân" if found.holder.kind == "person" else "tổ chức"


def _who(text: str, errors: dict[str, str], actor: Actor) -> tuple[Card | None, Found | None]:
    # An agency's code could be read as the number of a passport.
    agency = agency_named(text)
    if agency is not None:
        return Card(number=agency.code), found_agency(agency)
    try:
        card = read_card(text, on=today())
    except ValueError as why:
        errors["number"] = str(why)
        return None, None
    found = find_holder(card.number, actor=actor)
    if found is None and card.old_number:
        found = find_holder(card.old_number, actor=actor)
    return card, found


def _registers(card: Card | None) -> str:
    """What is registered under this number: a person or an organisation."""
    return _ORGANISATION if card is not None and TAX_CODE.fullmatch(card.number) else "person"


def _register(request: HttpRequest, card: Card, actor: Actor) -> Found:
    if _registers(card) == _ORGANISATION:
        return register_organisation(request.POST.dict(), card.number, actor=actor)
    return register_person(request.POST.dict(), card, actor=actor)


def _what(text: str, context: dict[str, Any], errors: dict[str, str]) -> Procedure | None:
    matches = find_procedures(text) if text else []
    if len(matches) == 1:
        return matches[0]
    if not matches:
        errors["procedure"] = (
            "Không có thủ tục nào đang tiếp nhận khớp với mã hoặc tên này." if text else "Nhập mã hoặc tên thủ tục."
        )
    else:
        context["matches"] = [Option(value=one.code, text=one.title, hint=one.code) for one in matches]
        context["best"] = matches[0].code
    return None


def _where(
    request: HttpRequest, chosen: Procedure | None, context: dict[str, Any], errors: dict[str, str], actor: Actor
) -> UUID | None:
    """Phi địa giới: the desk of the province says which commune decides."""
    if chosen is None or actor.agency_id is None:
        return None
    try:
        owners = api.deciders(chosen, receiving_agency_id=actor.agency_id)
    except DomainError as refused:
        errors["procedure"] = f"Quầy của bạn không tiếp nhận thủ tục này. {refused.message}"
        return None
    if not owners:
        return _elsewhere(request, chosen, errors, actor.agency_id)
    context["owners"] = [Option(value=str(one.id), text=one.name) for one in owners]
    owner = uuid_of(request.POST.get("owner"))
    if owner not in {one.id for one in owners}:
        context["owners_asked"] = True
        if "owner" in request.POST:
            errors["owner"] = "Chọn cơ quan giải quyết hồ sơ này."
        return None
    return owner


def _elsewhere(request: HttpRequest, chosen: Procedure, errors: dict[str, str], agency_id: UUID) -> UUID | None:
    """Which other commune decides, where the desk said so; None for the desk's own."""
    wanted = request.POST.get("elsewhere", "")
    if not wanted:
        return None
    owner = uuid_of(wanted)
    if owner not in {one.id for one in api.other_deciders(chosen, receiving_agency_id=agency_id)}:
        errors["elsewhere"] = "Thủ tục này không nhận thay cho nơi đó."
        return None
    return owner


def _communes(actor: Actor) -> list[Option]:
    """The communes for which a commune's desk may take a dossier; none at the desk of the province."""
    above = set(identity.agency_lineage(actor.agency_id)) if actor.agency_id else set()
    communes = [one for one in identity.list_agencies() if one.tier == "commune"]
    if not any(one.id in above for one in communes):
        return []
    others = sorted((one for one in communes if one.id not in above), key=lambda one: one.name)
    return [Option(value=str(one.id), text=one.name) for one in others]
