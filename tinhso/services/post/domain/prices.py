"""What a letter costs by the price list of a definition. Pure."""

from collections.abc import Iterable

from tinhso.services.post.types import PriceLine, Zone


def zone_of(home: str, desk: str, *, province: str) -> Zone:
    """How far it is: `home` and `desk` are commune codes, `home` a province's where it is another one."""
    if home == desk and home:
        return Zone.COMMUNE
    return Zone.COUNTRY if len(home) == 2 and home != province else Zone.PROVINCE


def price_of(prices: Iterable[PriceLine], *, zone: Zone, weight_g: int) -> int | None:
    """The price of the lightest class that the weight fits in; None where the list has none."""
    fitting = [one for one in prices if one.zone is zone and weight_g <= one.up_to_g]
    return min(fitting, key=lambda one: one.up_to_g).vnd if fitting else None
