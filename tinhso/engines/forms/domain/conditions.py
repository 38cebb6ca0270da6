"""The condition language: read it, evaluate it, say which fields it looks at, write it as JSON Schema."""

from collections.abc import Iterator, Mapping
from typing import Any

from tinhso.engines.forms.domain import paths
from tinhso.engines.forms.types import Compare, Condition, Either, Every, FieldRef, Not

ORDER_OPS = ("more_than", "less_than", "at_least", "at_most")
OPS = ("is", "is_not", "in", "answered", *ORDER_OPS)
MAX_DEPTH = 8


class ConditionBroken(ValueError):
    """What stands there is no condition; the message says why, in Vietnamese."""


def read_condition(raw: object, depth: int = 0) -> Condition:
    """The condition that the JSON value writes down. Raises ConditionBroken."""
    if depth > MAX_DEPTH:
        raise ConditionBroken("điều kiện lồng quá sâu")
    if not isinstance(raw, Mapping):
        raise ConditionBroken("điều kiện phải là một đối tượng")
    if "field" in raw:
        return _read_compare(raw)
    if len(raw) != 1:
        raise ConditionBroken("điều kiện cần đúng một khóa all, any, not hoặc field")
    ((key, value),) = raw.items()
    if key == "not":
        return Not(read_condition(value, depth + 1))
    if key not in ("all", "any"):
        raise ConditionBroken(f"không hiểu khóa “{key}”")
    if not isinstance(value, list) or not value:
        raise ConditionBroken(f"“{key}” cần một danh sách điều kiện")
    parts = tuple(read_condition(part, depth + 1) for part in value)
    return Every(parts) if key == "all" else Either(parts)


def _read_compare(raw: Mapping[str, Any]) -> Compare:
    ops = [key for key in raw if key != "field"]
    if len(ops) != 1 or ops[0] not in OPS:
        raise ConditionBroken(f"cần đúng một phép so sánh trong: {', '.join(OPS)}")
    path, op, value = raw["field"], ops[0], raw[ops[0]]
    if not isinstance(path, str) or not path.strip("."):
        raise ConditionBroken("“field” phải là tên một câu hỏi")
    if op == "in":
        if not isinstance(value, list) or not value:
            raise ConditionBroken("“in” cần một danh sách giá trị")
        return Compare(path, op, tuple(value))
    if op == "answered" and not isinstance(value, bool):
        raise ConditionBroken("“answered” là true hoặc false")
    if isinstance(value, Mapping):
        if op not in ORDER_OPS or set(value) != {"field"} or not isinstance(value["field"], str):
            raise ConditionBroken('chỉ so sánh thứ tự mới nhận {"field": …} ở vế phải')
        value = FieldRef(value["field"])
    if isinstance(value, list) or (op in ORDER_OPS and isinstance(value, bool)):
        raise ConditionBroken(f"“{op}” không nhận giá trị này")
    return Compare(path, op, value)


def fields_of(condition: Condition) -> Iterator[str]:
    """Every field path the condition looks at."""
    match condition:
        case Compare(path, _, value):
            yield path
            if isinstance(value, FieldRef):
                yield value.path
        case Not(part):
            yield from fields_of(part)
        case Every(parts) | Either(parts):
            for part in parts:
                yield from fields_of(part)


def comparisons(condition: Condition) -> Iterator[Compare]:
    """Every comparison in the condition."""
    match condition:
        case Compare():
            yield condition
        case Not(part):
            yield from comparisons(part)
        case Every(parts) | Either(parts):
            for part in parts:
                yield from comparisons(part)


def holds(condition: Condition | None, data: Mapping[str, Any], item: Mapping[str, Any] | None = None) -> bool:
    """Whether the condition is true of the answers (`item`: the one of a repeating group). None always holds."""
    match condition:
        case None:
            return True
        case Not(part):
            return not holds(part, data, item)
        case Every(parts):
            return all(holds(part, data, item) for part in parts)
        case Either(parts):
            return any(holds(part, data, item) for part in parts)
        case Compare(path, op, value):
            left = _look_up(path, data, item)
            right = _look_up(value.path, data, item) if isinstance(value, FieldRef) else value
            return _compare(left, op, right)


def _look_up(path: str, data: Mapping[str, Any], item: Mapping[str, Any] | None) -> Any:
    return paths.get(item or {}, path[1:]) if path.startswith(".") else paths.get(data, path)


def _compare(left: Any, op: str, right: Any) -> bool:
    answered = left is not None and left != "" and left != []
    if op == "answered":
        return answered is right
    if not answered:
        return False
    if op == "in":
        return any(_same(left, one) for one in right)
    if op == "is":
        return _same(left, right)
    if op == "is_not":
        return not _same(left, right)
    if not _comparable(left, right):
        return False
    match op:
        case "more_than":
            return bool(left > right)
        case "less_than":
            return bool(left < right)
        case "at_least":
            return bool(left >= right)
        case _:
            return bool(left <= right)


def _same(left: Any, right: Any) -> bool:
    if isinstance(left, list):
        return any(_same(one, right) for one in left)
    if isinstance(left, bool) is not isinstance(right, bool):
        return False
    return bool(left == right)


def _comparable(left: Any, right: Any) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return False
    if isinstance(left, str) and isinstance(right, str):
        return True
    return isinstance(left, int | float) and isinstance(right, int | float)


def as_schema(condition: Condition) -> dict[str, Any] | None:
    """The condition as JSON Schema, or None where JSON Schema cannot say it (order of texts, field against field)."""
    match condition:
        case Not(part):
            inner = as_schema(part)
            return None if inner is None else {"not": inner}
        case Every(parts):
            return _joined("allOf", parts)
        case Either(parts):
            return _joined("anyOf", parts)
        case Compare(path, op, value):
            return _compare_schema(path.lstrip("."), op, value)


def _joined(key: str, parts: tuple[Condition, ...]) -> dict[str, Any] | None:
    schemas = [as_schema(part) for part in parts]
    return None if None in schemas else {key: schemas}


def _compare_schema(path: str, op: str, value: Any) -> dict[str, Any] | None:
    words = {
        "more_than": "exclusiveMinimum",
        "less_than": "exclusiveMaximum",
        "at_least": "minimum",
        "at_most": "maximum",
    }
    leaf: dict[str, Any]
    if op == "answered":
        present = at_path(path, {})
        return present if value else {"not": present}
    if op in words:
        if not isinstance(value, int | float):
            return None
        leaf = {"type": "number", words[op]: value}
    elif op == "in":
        leaf = _equal(list(value))
    else:
        leaf = _equal([value])
        if op == "is_not":
            leaf = {"not": leaf}
    return at_path(path, leaf)


def _equal(values: list[Any]) -> dict[str, Any]:
    one: dict[str, Any] = {"const": values[0]} if len(values) == 1 else {"enum": values}
    return {"anyOf": [one, {"type": "array", "contains": one}]}


def at_path(path: str, leaf: Mapping[str, Any] | bool, *, must_exist: bool = True) -> dict[str, Any]:
    """A schema that applies `leaf` at a dotted path."""
    head, _, rest = path.partition(".")
    inner = at_path(rest, leaf, must_exist=must_exist) if rest else leaf
    schema: dict[str, Any] = {"properties": {head: inner}}
    if must_exist:
        schema["required"] = [head]
    return schema
