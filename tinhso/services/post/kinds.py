"""The definition kind of the post: who carries, at which price, and how what it tells is read."""

from collections.abc import Iterable
from pathlib import Path

from tinhso.kernel.definitions.types import Catalogue, Definition, Kind, Problem
from tinhso.services.post.types import Zone


def _check(definition: Definition, catalogue: Catalogue) -> Iterable[Problem]:
    """Every zone has a price for an ordinary letter, and no weight has two; heavier never costs less."""
    body = definition.body
    for zone in Zone:
        lines = sorted((one["up_to_g"], one["vnd"]) for one in body["prices"] if one["zone"] == zone.value)
        weights = [weight for weight, _ in lines]
        if len(set(weights)) != len(weights):
            yield definition.problem("/prices", f"Cước {zone.words}: một nấc khối lượng có hai giá.")
        if [vnd for _, vnd in lines] != sorted(vnd for _, vnd in lines):
            yield definition.problem("/prices", f"Cước {zone.words}: nấc nặng hơn rẻ hơn nấc nhẹ.")
        if not any(weight >= body["weight_g"] for weight in weights):
            yield definition.problem("/prices", f"Cước {zone.words}: không có giá cho {body['weight_g']} g.")


KINDS = (
    Kind(
        code="postal_service",
        title="Dịch vụ bưu chính",
        pattern="rules/post/*.yaml",
        schema=Path(__file__).parent / "schemas" / "postal_service.json",
        check=_check,
    ),
)
