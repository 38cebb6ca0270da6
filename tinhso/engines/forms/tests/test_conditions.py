"""Conditions and pointers: what holds, what is no condition, the same truth as the published JSON Schema."""

from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhso.engines.forms.domain import paths
from tinhso.engines.forms.domain.conditions import ConditionBroken, as_schema, fields_of, holds, read_condition

DATA = {"a": {"sex": "male", "age": 20, "born": True}, "day": "2026-01-02", "tags": ["x", "y"]}


@pytest.mark.parametrize(
    ("raw", "truth"),
    [
        ({"field": "a.sex", "is": "male"}, True),
        ({"field": "a.sex", "is_not": "male"}, False),
        ({"field": "a.none", "is_not": "male"}, False),
        ({"field": "a.none", "answered": False}, True),
        ({"field": "a.sex", "in": ["female", "male"]}, True),
        ({"field": "tags", "is": "y"}, True),
        ({"field": "a.age", "at_least": 20}, True),
        ({"field": "a.age", "more_than": 20}, False),
        ({"field": "a.born", "at_least": 0}, False),
        ({"field": "a.born", "is": 1}, False),
        ({"field": "day", "less_than": "2026-02-01"}, True),
        ({"field": "day", "at_most": {"field": "day"}}, True),
        ({"field": "day", "at_most": {"field": "nothing"}}, False),
        ({"not": {"field": "a.sex", "is": "female"}}, True),
        ({"all": [{"field": "a.sex", "is": "male"}, {"field": "a.age", "less_than": 3}]}, False),
        ({"any": [{"field": "a.sex", "is": "male"}, {"field": "a.age", "less_than": 3}]}, True),
    ],
)
def test_condition_holds(raw: dict[str, Any], truth: bool) -> None:
    assert holds(read_condition(raw), DATA) is truth


def test_leading_dot_looks_into_the_item() -> None:
    condition = read_condition({"field": ".kind", "is": "other"})

    assert holds(condition, {"kind": "none"}, {"kind": "other"})
    assert not holds(condition, {"kind": "other"}, {"kind": "none"})
    assert list(fields_of(condition)) == [".kind"]


@pytest.mark.parametrize(
    "raw",
    [
        None, [], "x", {}, {"all": []}, {"any": {}}, {"all": [1]}, {"xor": []}, {"field": "a"}, {"field": "a",
        "is": 1, "in": [1]},
        {"field": "", "is": 1}, {"field": 1, "is": 1}, {"field": "a", "in": "x"}, {"field": "a", "answered": 1},
        {"field": "a", "is": {"field": "b"}}, {"field": "a", "is": [1]}, {"field": "a", "more_than": True},
        {"field": "a", "equals": 1},
    ],
)  # fmt: skip
def test_what_is_no_condition_is_refused(raw: object) -> None:
    with pytest.raises(ConditionBroken):
        read_condition(raw)


def test_endless_nesting_is_refused() -> None:
    raw: dict[str, Any] = {"field": "a", "is": 1}
    for _ in range(500):
        raw = {"not": raw}

    with pytest.raises(ConditionBroken, match="sâu"):
        read_condition(raw)


SCALARS = st.one_of(st.booleans(), st.integers(-3, 3), st.sampled_from(["x", "y", ""]))
NAMES = st.sampled_from(["a", "b", "s.c"])
COMPARES = st.one_of(
    st.builds(lambda f, op, v: {"field": f, op: v}, NAMES, st.sampled_from(["is", "is_not"]), SCALARS),
    st.builds(lambda f, vs: {"field": f, "in": vs}, NAMES, st.lists(SCALARS, min_size=1, max_size=3)),
    st.builds(
        lambda f, op, v: {"field": f, op: v}, NAMES, st.sampled_from(["more_than", "at_most"]), st.integers(-3, 3)
    ),
)
CONDITIONS = st.recursive(
    COMPARES,
    lambda inner: st.one_of(
        st.builds(lambda part: {"not": part}, inner),
        st.builds(
            lambda key, parts: {key: parts}, st.sampled_from(["all", "any"]), st.lists(inner, min_size=1, max_size=3)
        ),
    ),
    max_leaves=5,
)


def _without_blanks(data: dict[str, Any]) -> dict[str, Any]:
    kept = {key: _without_blanks(value) if isinstance(value, dict) else value for key, value in data.items()}
    return {key: value for key, value in kept.items() if value != ""}


SECTION: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries({}, optional={"c": SCALARS})
ANSWERS: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {}, optional={"a": SCALARS, "b": SCALARS, "s": SECTION}
).map(_without_blanks)


@given(CONDITIONS, ANSWERS)
def test_published_schema_says_the_same(raw: dict[str, Any], data: dict[str, Any]) -> None:
    condition = read_condition(raw)
    schema = as_schema(condition)

    assert schema is not None
    assert jsonschema.Draft202012Validator(schema).is_valid(data) == holds(condition, data)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda x: st.lists(x, max_size=3) | st.dictionaries(st.text(max_size=5), x, max_size=3),
    max_leaves=8,
)


@given(JSON, JSON)
def test_any_json_is_a_condition_or_refused(raw: Any, data: Any) -> None:
    try:
        condition = read_condition(raw)
    except ConditionBroken:
        return
    assert holds(condition, data if isinstance(data, dict) else {}) in (True, False)


@given(st.lists(st.text(max_size=5)))
def test_pointer_parts_come_back(parts: list[str]) -> None:
    assert paths.parts_of(paths.pointer(parts)) == tuple(parts)


@given(st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=3), st.integers())
def test_put_then_get(parts: list[str], value: int) -> None:
    data: dict[str, Any] = {}
    path = ".".join(parts)

    paths.put(data, path, value)
    assert paths.get(data, path) == value
    paths.put(data, path, None)
    assert data == {}


def test_pointer_without_slash_is_refused() -> None:
    with pytest.raises(ValueError, match="slash"):
        paths.parts_of("a/b")
