"""The address picker without JavaScript: province → commune, or a search by name that knows the old ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext

from tinhso.foundation.reference import api as reference
from tinhso.foundation.ui.types import Option

SHOW_COMMUNES, SEARCH = "chon-tinh", "tim-xa"


@dataclass(frozen=True)
class AddressBoxes:
    """What stands in the four boxes of an address, and what to choose from."""

    province: str
    commune: str
    street: str
    search: str
    provinces: tuple[Option, ...]
    communes: tuple[Option, ...]
    found: tuple[Option, ...]
    nothing_found: bool
    show_act: str
    search_act: str


def address_boxes(name: str, typed: Mapping[str, Sequence[str]], searched: str) -> AddressBoxes:
    """The boxes of the address called `name`; `searched` is what the person looked for just now."""
    province = _text(typed, f"{name}-province") or getattr(settings, "PROVINCE_CODE", "")
    communes = reference.list_communes(province) if province else ()
    found = _found(searched) if searched else ()
    return AddressBoxes(
        province=province,
        commune=_text(typed, f"{name}-commune"),
        street=_text(typed, f"{name}-street"),
        search=_text(typed, f"{name}-search"),
        provinces=tuple(Option(value=unit.code, text=unit.full_name) for unit in reference.list_provinces()),
        communes=tuple(Option(value=u.code, text=u.full_name) for u in sorted(communes, key=lambda u: u.name)),
        found=found,
        nothing_found=bool(searched) and not found,
        show_act=f"{SHOW_COMMUNES}:{name}",
        search_act=f"{SEARCH}:{name}",
    )


def _text(typed: Mapping[str, Sequence[str]], name: str) -> str:
    return (typed.get(name) or [""])[-1].strip()


def _found(text: str) -> tuple[Option, ...]:
    matches = (match for match in reference.find_units(text, limit=10) if match.unit.tier == "commune")
    return tuple(
        Option(
            value=match.unit.code,
            text=match.path,
            hint=gettext("%(old)s (cũ) nay là %(new)s") % {"old": match.formerly.full_name, "new": match.unit.full_name}
            if match.formerly
            else "",
        )
        for match in matches
    )


def wanted_search(typed: QueryDict) -> dict[str, str] | None:
    """The pressed address button: {} for "show communes", {name: text} for a search, None for neither."""
    act, _, name = typed.get("_act", "").partition(":")
    if act == SHOW_COMMUNES:
        return {}
    if act == SEARCH:
        return {name: typed.get(f"{name}-search", "").strip()[:100]}
    return None


def take_found(typed: QueryDict) -> QueryDict:
    """The typed boxes with a chosen search result put into province and commune."""
    chosen = {key.removesuffix("-found"): code for key, code in typed.items() if key.endswith("-found") and code}
    if not chosen:
        return typed
    taken = typed.copy()
    units = reference.get_units({str(code) for code in chosen.values()})
    for name, code in chosen.items():
        unit = units.get(str(code))
        if unit is not None:
            taken[f"{name}-commune"], taken[f"{name}-province"] = unit.code, unit.province_code
    return taken
