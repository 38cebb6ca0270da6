"""Whatever is written in a definition, the check answers with sentences; it never falls over."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.engines.workflow.api import compile_steps
from tinhso.engines.workflow.tests.processes import consultation, sentences

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["verify", "granted", "1"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5) | st.sampled_from(["code", "to"]), inner)
    ),
    max_leaves=12,
)


def _places(value: object, path: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    found = [path]
    if isinstance(value, dict):
        for key, inner in value.items():
            found += _places(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            found += _places(inner, (*path, index))
    return found


PLACES = [place for place in _places(consultation()) if place]


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(PLACES), JSON)
def test_any_value_anywhere(place: tuple[Any, ...], value: object) -> None:
    body: Any = consultation()
    target = body
    for key in place[:-1]:
        target = target[key]
    target[place[-1]] = value

    assert all(isinstance(problem, str) and problem for problem in sentences(body))


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(["facts", "steps", "bpmn", "x"]), JSON))
def test_any_body(body: dict[str, object]) -> None:
    assert sentences(body)


XML = compile_steps(consultation())


@settings(max_examples=100, deadline=None)
@given(
    st.integers(0, len(XML)),
    st.integers(0, 40),
    st.text(max_size=20) | st.sampled_from(["<a>", "</a>", "&x;", '"', "]]>", "<?x?>"]),
)
def test_any_damage_to_a_drawing(at: int, length: int, inserted: str) -> None:
    problems = sentences({"bpmn": XML[:at] + inserted + XML[at + length :]})

    assert all(isinstance(problem, str) and problem for problem in problems)
