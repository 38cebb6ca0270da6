"""The kind of definition that scorecards own."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from tinhso.insight.scorecards.domain import faults, read
from tinhso.insight.warehouse import api as warehouse
from tinhso.insight.warehouse.types import Count, Dimension
from tinhso.kernel.definitions.types import Catalogue, Definition, Kind, Problem

KIND = "scorecard"


def _check(definition: Definition, catalogue: Catalogue) -> Iterator[Problem]:
    """Points add up, every item can be counted and told apart by agency, or says that it has no source."""
    found = list(faults(definition.body))
    for pointer, sentence in found:
        yield definition.problem(pointer, sentence)
    if found:
        return
    card = read(
        definition.body,
        code=definition.code,
        title=definition.title,
        version_id=UUID(int=0),
        effective_from=definition.effective_from,
    )
    for at, group in enumerate(card.groups):
        for place, item in enumerate(group.items):
            counts = [one for part in (item.of, item.good, item.bad) if part for one in part.counts]
            for count in counts:
                if not isinstance(count, Count):
                    continue
                for wrong in warehouse.check_count(count):
                    yield definition.problem(f"/groups/{at}/items/{place}", wrong)
                if not warehouse.has_dimension(count.basis, Dimension.OWNER):
                    yield definition.problem(
                        f"/groups/{at}/items/{place}", f"“{count.basis}” không chia được theo cơ quan."
                    )


KINDS = (
    Kind(
        code=KIND,
        title="Bộ chỉ số",
        pattern="scorecards/*.yaml",
        schema=Path(__file__).parent / "schemas" / "scorecard.json",
        check=_check,
    ),
)
