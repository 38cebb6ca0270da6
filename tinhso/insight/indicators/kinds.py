"""The kind of definition that indicators own."""

from collections.abc import Iterator
from pathlib import Path

from tinhso.insight.indicators.queries import KIND, part_of
from tinhso.insight.warehouse import api as warehouse
from tinhso.insight.warehouse.types import Dimension
from tinhso.kernel.definitions.types import Catalogue, Definition, Kind, Problem

_ANY = warehouse.StatisticsRule(resolved=("granted",), apart=("stopped",), paused_is_pending=True)


def _check(definition: Definition, catalogue: Catalogue) -> Iterator[Problem]:
    """Both parts can be counted, and told apart by agency: an indicator is of a unit and a period."""
    for name in ("numerator", "denominator"):
        count = part_of(definition.body, name, _ANY).count
        for wrong in warehouse.check_count(count):
            yield definition.problem(f"/{name}", wrong)
        if not warehouse.has_dimension(count.basis, Dimension.OWNER):
            yield definition.problem(f"/{name}/basis", f"“{count.basis}” không chia được theo cơ quan.")


KINDS = (
    Kind(
        code=KIND,
        title="Chỉ số",
        pattern="indicators/*.yaml",
        schema=Path(__file__).parent / "schemas" / "indicator.json",
        check=_check,
        depends_on=("statistics_rule",),
    ),
)
