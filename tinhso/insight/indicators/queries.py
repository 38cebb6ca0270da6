"""Indicators reckoned over the facts: definitions in force on the last day of a period, one statement for each basis."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.definitions.types import DefinitionVersion
from tinhso.insight.indicators.errors import NoIndicator
from tinhso.insight.indicators.types import Indicator, Length, Part, Unit, Value
from tinhso.insight.warehouse import api as warehouse
from tinhso.insight.warehouse.types import Dimension, Selection
from tinhso.kernel.actor import Actor

KIND = "indicator"
_ABOVE, _BELOW = "above", "below"


def in_force(day: date) -> tuple[Indicator, ...]:
    """Every indicator of that day, in the order of their codes."""
    rule = warehouse.rule_on(day)
    return tuple(read(one, rule) for one in definitions.list_current(KIND, on=day))


def get(code: str, *, on: date) -> Indicator:
    """The indicator in force that day. Raises NoIndicator."""
    found = definitions.find(KIND, code, on=on)
    if found is None:
        raise NoIndicator
    return read(found, warehouse.rule_on(on))


def read(version: DefinitionVersion, rule: warehouse.StatisticsRule) -> Indicator:
    """An indicator as its definition says it: the filter holds above and below the line."""
    body = version.body
    return Indicator(
        code=version.code,
        title=version.title,
        meaning=str(body["meaning"]),
        unit=Unit(body["unit"]),
        source=str(body["source"]),
        period=Length(body["period"]),
        legal_basis=tuple(body["legal_basis"]),
        effective_from=version.effective_from,
        numerator=part_of(body, "numerator", rule),
        denominator=part_of(body, "denominator", rule),
    )


def part_of(body: Mapping[str, Any], name: str, rule: warehouse.StatisticsRule) -> Part:
    """What stands above or below the line, with the indicator's filter."""
    said = body[name]
    where = {**body.get("filter", {}), **said.get("where", {})}
    return Part(title=str(said["title"]), count=warehouse.read_count({**said, "where": where}, rule))


def reckon(
    indicators: Iterable[Indicator], selection: Selection, *, by: tuple[Dimension, ...] = (), actor: Actor
) -> dict[Any, dict[str, Value]]:
    """Key of the dimensions → code → value; without dimensions the one key is (). Raises NotYourFigures."""
    asked = tuple(indicators)
    counts = {(one.code, _ABOVE): one.numerator.count for one in asked}
    counts |= {(one.code, _BELOW): one.denominator.count for one in asked}
    found = warehouse.figures(selection, {"/".join(name): count for name, count in counts.items()}, by=by, actor=actor)
    return {
        key: {
            one.code: Value(numerator=line[f"{one.code}/{_ABOVE}"], denominator=line[f"{one.code}/{_BELOW}"])
            for one in asked
        }
        for key, line in found.items()
    }
