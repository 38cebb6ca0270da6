"""A definition of administrative units, read into units."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from tinhso.foundation.reference.domain.names import split_kind
from tinhso.foundation.reference.types import Tier, Unit

Body = Mapping[str, Any]


def units_of(body: Body, *, valid_from: date, valid_to: date | None) -> Iterator[Unit]:
    """The province, then its districts (three tiers) and communes. Raises ValueError for a name without its word."""
    province = body["province"]["code"]
    successors: Mapping[str, list[str]] = body.get("successors", {})

    def unit(code: str, full_name: str, tier: Tier, parent: str | None) -> Unit:
        kind, name = split_kind(full_name)
        return Unit(
            code=code,
            full_name=full_name,
            name=name,
            kind=kind,
            tier=tier,
            province_code=province,
            parent_code=parent,
            valid_from=valid_from,
            valid_to=valid_to,
            successors=tuple(successors.get(code, ())),
        )

    yield unit(province, body["province"]["name"], Tier.PROVINCE, None)
    for code, full_name in body.get("communes", {}).items():
        yield unit(code, full_name, Tier.COMMUNE, province)
    for district, part in body.get("districts", {}).items():
        yield unit(district, part["name"], Tier.DISTRICT, province)
        for code, full_name in part["communes"].items():
            yield unit(code, full_name, Tier.COMMUNE, district)


def unit_codes(body: Body) -> set[str]:
    """Every code that the definition names."""
    communes = set(body.get("communes", {}))
    for district, part in body.get("districts", {}).items():
        communes |= {district, *part["communes"]}
    return communes | {body["province"]["code"]}
