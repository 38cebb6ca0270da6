"""Decision tables: a tariff that depends on answers, in rows with a hit policy. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from tinhso.services.fees.types import DecisionTable, Hit, TableRow

Inputs = Mapping[str, Any]


def at_pointer(value: Any, pointer: str) -> Any:
    """The value at a JSON pointer, None where there is none; "" is the whole value."""
    for step in pointer.split("/")[1:]:
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def whole(value: Any) -> int | None:
    """A number of things: an integer that is not negative, else None."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def reckon(table: DecisionTable, *, channel: str, case: str | None, answers: Mapping[str, Any]) -> int | None:
    """Đồng by the table; None where an input is missing, no row fits, or two rows fit that may not."""
    items = at_pointer(answers, table.each) if table.each else [answers]
    if not isinstance(items, list) or not items:
        return None
    total = 0
    for item in items:
        values = {name: at_pointer(item, pointer) for name, pointer in table.inputs.items()}
        one = _of_one(table, {**values, "channel": channel, "case": case})
        if one is None:
            return None
        total += one
    return total


def _of_one(table: DecisionTable, values: Inputs) -> int | None:
    hits = [row for row in table.rows if fits(row.when, values)]
    if not hits or (table.hit is Hit.UNIQUE and len(hits) > 1):
        return None
    amounts = [_amount(row, values) for row in (hits if table.hit is Hit.SUM else hits[:1])]
    times = whole(values.get(table.times)) if table.times else 1
    if times is None or any(amount is None for amount in amounts):
        return None
    return sum(amount for amount in amounts if amount is not None) * times


def _amount(row: TableRow, values: Inputs) -> int | None:
    amount = row.vnd
    if row.of:
        count = whole(values.get(row.of))
        if count is None:
            return None
        amount += row.per_vnd * max(0, count - row.above)
    return amount if row.most_vnd is None else min(amount, row.most_vnd)


def fits(when: Mapping[str, Any], values: Inputs) -> bool:
    """Whether every condition holds: a value, one of a list, or a span {from, to} of numbers, both ends included."""
    return all(_holds(condition, values.get(name)) for name, condition in when.items())


def _holds(condition: Any, value: Any) -> bool:
    if isinstance(condition, Mapping):
        if isinstance(value, bool) or not isinstance(value, int):
            return False
        low, high = condition.get("from"), condition.get("to")
        return (low is None or value >= low) and (high is None or value <= high)
    if isinstance(condition, list):
        return value in condition
    return bool(value == condition) and isinstance(value, bool) == isinstance(condition, bool)


def overlapping(table: DecisionTable) -> Iterator[tuple[int, int]]:
    """Pairs of rows (their places) that could fit at once, where the table lets only one."""
    if table.hit is not Hit.UNIQUE:
        return
    for first, one in enumerate(table.rows):
        for second in range(first + 1, len(table.rows)):
            if _meet(one.when, table.rows[second].when):
                yield first, second


def _meet(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return all(_common(one[name], other[name]) for name in one.keys() & other.keys())


def _common(one: Any, other: Any) -> bool:
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        low = max(x for x in (one.get("from", 0), other.get("from", 0)))
        highs = [x for x in (one.get("to"), other.get("to")) if x is not None]
        return not highs or low <= min(highs)
    if isinstance(one, Mapping) or isinstance(other, Mapping):
        span, rest = (one, other) if isinstance(one, Mapping) else (other, one)
        return any(_holds(span, value) for value in (rest if isinstance(rest, list) else [rest]))
    return bool({*(one if isinstance(one, list) else [one])} & {*(other if isinstance(other, list) else [other])})
