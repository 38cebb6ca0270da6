"""Conditions: a small typed language, read with Python's parser and never run by it.

Allowed: fact names, `outcome.<step>`, literals, comparisons, `in` a list of literals, and, or, not, parentheses.
Whatever else Python knows (calls, attributes, arithmetic, subscripts, comprehensions, …) is refused by name.
"""

import ast
import operator as op
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from tinhso.engines.workflow.domain.diagram import Fact, FactType, FactValue

MAX_LENGTH = 500
MAX_NODES = 120

Values = Mapping[str, FactValue]
Outcomes = Mapping[str, str]
Evaluate = Callable[[Values, Outcomes], FactValue | None]

_EQUAL: Mapping[type[ast.cmpop], Callable[[object, object], bool]] = {ast.Eq: op.eq, ast.NotEq: op.ne}
_ORDER: Mapping[type[ast.cmpop], Callable[[Any, Any], object]] = {
    ast.Lt: op.lt,
    ast.LtE: op.le,
    ast.Gt: op.gt,
    ast.GtE: op.ge,
}
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:/-]{0,63}")
_IDENTIFIER_LIKE = re.compile(r"\d{9}")


class ConditionRefused(ValueError):
    """The text is not a condition; the message says where and why, in Vietnamese."""


class FactAbsent(LookupError):
    """A fact that the condition needs was not given."""


@dataclass(frozen=True)
class Condition:
    """A checked condition: `holds(facts, outcomes)`, the facts it looks at and the (step, outcome) pairs it names."""

    text: str
    facts: frozenset[str]
    outcomes: frozenset[tuple[str, str]]
    _evaluate: Evaluate

    def holds(self, facts: Values, outcomes: Outcomes) -> bool:
        return self._evaluate(facts, outcomes) is True


@dataclass(frozen=True)
class _Part:
    type: FactType
    evaluate: Evaluate
    is_literal: bool = False
    value: FactValue | None = None
    names: frozenset[str] = frozenset()
    step: str = ""
    pairs: frozenset[tuple[str, str]] = frozenset()


def check_value(fact: Fact, value: object) -> FactValue:
    """The value, if it fits the fact's type. Raises ValueError with a Vietnamese sentence."""
    match fact.type:
        case FactType.BOOLEAN if isinstance(value, bool):
            return value
        case FactType.NUMBER if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15:
            return value
        case FactType.DATE if isinstance(value, date):
            return value.isoformat()[:10]
        case FactType.DATE if isinstance(value, str) and _is_date(value):
            return value
        case FactType.CODE if isinstance(value, str) and _CODE.fullmatch(value) and not _IDENTIFIER_LIKE.search(value):
            return value
    raise ValueError(f"dữ kiện “{fact.name}” không phải là {_TYPE_WORDS[fact.type]}")


def parse(text: str, facts: Mapping[str, Fact], steps: frozenset[str]) -> Condition:
    """A condition over the declared facts and steps. Raises ConditionRefused."""
    return _parse(text, tuple(sorted((fact.name, fact.type) for fact in facts.values())), steps)


@lru_cache(maxsize=4096)
def _parse(text: str, facts: tuple[tuple[str, FactType], ...], steps: frozenset[str]) -> Condition:
    if len(text) > MAX_LENGTH:
        raise ConditionRefused(f"điều kiện dài quá {MAX_LENGTH} ký tự")
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise ConditionRefused(f"không đọc được điều kiện “{text}”") from error
    if sum(1 for _ in ast.walk(tree)) > MAX_NODES:
        raise ConditionRefused("điều kiện quá phức tạp")
    part = _Reader(text, dict(facts), steps).read(tree.body)
    if part.type is not FactType.BOOLEAN:
        raise ConditionRefused(f"điều kiện “{text}” không cho kết quả đúng hay sai")
    return Condition(text, part.names, part.pairs, part.evaluate)


class _Reader:
    def __init__(self, text: str, facts: Mapping[str, FactType], steps: frozenset[str]) -> None:
        self.text = text
        self.facts = facts
        self.steps = steps

    def read(self, node: ast.expr) -> _Part:
        match node:
            case ast.Constant():
                return self._literal(node)
            case ast.Name():
                return self._name(node)
            case ast.Attribute(value=ast.Name(id="outcome"), attr=step):
                return self._outcome(step)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return self._not(operand)
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
                return _literal_part(FactType.NUMBER, -number)
            case ast.BoolOp():
                return self._join(node)
            case ast.Compare(ops=[operator], comparators=[right]):
                return self._compare(self.read(node.left), operator, right)
        raise ConditionRefused(f"điều kiện “{self.text}” dùng {type(node).__name__}, không được phép")

    def _literal(self, node: ast.Constant) -> _Part:
        value = node.value
        if isinstance(value, bool):
            return _literal_part(FactType.BOOLEAN, value)
        if isinstance(value, int | float):
            return _literal_part(FactType.NUMBER, value)
        if isinstance(value, str):
            return _literal_part(FactType.CODE, value)
        raise ConditionRefused(f"điều kiện “{self.text}” chứa giá trị không được phép")

    def _name(self, node: ast.Name) -> _Part:
        name = node.id
        if name in {"true", "false"}:
            return _literal_part(FactType.BOOLEAN, name == "true")
        if name not in self.facts:
            raise ConditionRefused(f"điều kiện “{self.text}” dùng “{name}”, không có trong facts")

        def evaluate(facts: Values, outcomes: Outcomes) -> FactValue | None:
            if name not in facts:
                raise FactAbsent(name)
            return facts[name]

        return _Part(self.facts[name], evaluate, names=frozenset({name}))

    def _outcome(self, step: str) -> _Part:
        if step not in self.steps:
            raise ConditionRefused(f"điều kiện “{self.text}” dùng kết quả của bước “{step}”, không có bước này")
        return _Part(FactType.CODE, lambda _facts, outcomes: outcomes.get(step), step=step)

    def _not(self, operand: ast.expr) -> _Part:
        part = self._boolean(operand)
        return _Part(
            FactType.BOOLEAN,
            lambda facts, outcomes: not part.evaluate(facts, outcomes),
            names=part.names,
            pairs=part.pairs,
        )

    def _join(self, node: ast.BoolOp) -> _Part:
        parts = [self._boolean(value) for value in node.values]
        is_and = isinstance(node.op, ast.And)

        def evaluate(facts: Values, outcomes: Outcomes) -> bool:
            values = (bool(part.evaluate(facts, outcomes)) for part in parts)
            return all(values) if is_and else any(values)

        return _Part(FactType.BOOLEAN, evaluate, names=_names(*parts), pairs=_pairs(*parts))

    def _boolean(self, node: ast.expr) -> _Part:
        part = self.read(node)
        if part.type is not FactType.BOOLEAN:
            raise ConditionRefused(f"điều kiện “{self.text}” dùng and/or/not với giá trị không phải đúng hay sai")
        return part

    def _compare(self, left: _Part, operator: ast.cmpop, node: ast.expr) -> _Part:
        if isinstance(operator, ast.In | ast.NotIn):
            return self._member(left, isinstance(operator, ast.In), node)
        right = self.read(node)
        kind = self._common_type(left, right)
        is_equality = _EQUAL.get(type(operator))
        if is_equality is not None:
            return self._binary(left, right, is_equality)
        if type(operator) not in _ORDER:
            raise ConditionRefused(f"điều kiện “{self.text}” dùng {type(operator).__name__}, không được phép")
        if kind not in {FactType.NUMBER, FactType.DATE}:
            raise ConditionRefused(f"điều kiện “{self.text}” so lớn bé trên giá trị không phải số hay ngày")
        return self._binary(left, right, _ordering(_ORDER[type(operator)]))

    def _member(self, left: _Part, is_in: bool, node: ast.expr) -> _Part:
        if not isinstance(node, ast.Tuple | ast.List) or not node.elts:
            raise ConditionRefused(f"điều kiện “{self.text}”: sau in phải là danh sách giá trị")
        parts = [self.read(element) for element in node.elts]
        if not all(part.is_literal for part in parts):
            raise ConditionRefused(f"điều kiện “{self.text}”: sau in phải là danh sách giá trị")
        for part in parts:
            self._common_type(left, part)
        values = tuple(part.value for part in parts)
        return _Part(
            FactType.BOOLEAN,
            lambda facts, outcomes: (left.evaluate(facts, outcomes) in values) is is_in,
            names=left.names,
            pairs=frozenset().union(*(_pairing(left, part) for part in parts)),
        )

    def _binary(self, left: _Part, right: _Part, compare: Callable[[object, object], bool]) -> _Part:
        return _Part(
            FactType.BOOLEAN,
            lambda facts, outcomes: compare(left.evaluate(facts, outcomes), right.evaluate(facts, outcomes)),
            names=_names(left, right),
            pairs=_pairs(left, right) | _pairing(left, right) | _pairing(right, left),
        )

    def _common_type(self, left: _Part, right: _Part) -> FactType:
        if left.type is right.type:
            return left.type
        for part, other in ((left, right), (right, left)):  # a date is written as text
            if (
                part.type is FactType.DATE
                and other.is_literal
                and isinstance(other.value, str)
                and _is_date(other.value)
            ):
                return FactType.DATE
        raise ConditionRefused(f"điều kiện “{self.text}” so hai giá trị khác loại")


def _literal_part(kind: FactType, value: FactValue) -> _Part:
    return _Part(kind, lambda _facts, _outcomes: value, is_literal=True, value=value)


def _ordering(is_ordered: Callable[[Any, Any], object]) -> Callable[[object, object], bool]:
    def compare(left: object, right: object) -> bool:
        if isinstance(left, str) and isinstance(right, str):
            return bool(is_ordered(left, right))
        if isinstance(left, int | float) and isinstance(right, int | float):
            return bool(is_ordered(left, right))
        return False

    return compare


def _names(*parts: _Part) -> frozenset[str]:
    return frozenset().union(*(part.names for part in parts))


def _pairs(*parts: _Part) -> frozenset[tuple[str, str]]:
    return frozenset().union(*(part.pairs for part in parts))


def _pairing(left: _Part, right: _Part) -> frozenset[tuple[str, str]]:
    return frozenset({(left.step, right.value)}) if left.step and isinstance(right.value, str) else frozenset()


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


_TYPE_WORDS: Mapping[FactType, str] = {
    FactType.BOOLEAN: "đúng hay sai (boolean)",
    FactType.NUMBER: "số (number)",
    FactType.CODE: "mã (code)",
    FactType.DATE: "ngày (date, năm-tháng-ngày)",
}
