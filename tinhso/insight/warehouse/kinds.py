"""The kind of definition that the warehouse owns: how endings are counted."""

from collections.abc import Iterator
from pathlib import Path

from tinhso.insight.warehouse.types import Ending
from tinhso.kernel.definitions.types import Catalogue, Definition, Kind, Problem


def _check(definition: Definition, catalogue: Catalogue) -> Iterator[Problem]:
    """Every ending of an accepted dossier stands in exactly one list: what is in none would be lost from the balance."""
    body = definition.body
    for ending in (one.value for one in Ending if one is not Ending.NOT_ACCEPTED):
        there = [name for name in ("resolved", "apart") if ending in body[name]]
        if len(there) != 1:
            words = "được xếp hai nơi" if there else "chưa được xếp vào đâu"
            yield definition.problem("/resolved", f"Cách kết thúc “{ending}” {words}.")


KINDS = (
    Kind(
        code="statistics_rule",
        title="Cách đếm hồ sơ",
        pattern="rules/statistics/*.yaml",
        schema=Path(__file__).parent / "schemas" / "statistics_rule.json",
        check=_check,
    ),
)
