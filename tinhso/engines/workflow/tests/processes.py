"""Processes to test with: the README's example, variations of it, and random ones."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import yaml
from hypothesis import strategies as st

from tinhso.engines.workflow.api import check_process
from tinhso.engines.workflow.types import EndCode

_README = Path(__file__).parents[1] / "README.md"


def sentences(body: Mapping[str, object]) -> list[str]:
    """What the check says, without the places."""
    return [problem.message for problem in check_process(body)]


def example() -> dict[str, Any]:
    """The README's complete example, as its YAML reads."""
    return cast("dict[str, Any]", yaml.safe_load(_blocks()[0]))


def consultation() -> dict[str, Any]:
    """The README's second example, put between `verify` and `review`."""
    body = example()
    body["facts"]["area_m2"] = "number"
    [consult] = cast("list[dict[str, Any]]", yaml.safe_load(_blocks()[1]))
    step(body, "verify")["outcomes"][0]["choose"][1]["to"] = "consult"
    body["steps"].insert(3, consult)
    return body


def step(body: dict[str, Any], code: str) -> dict[str, Any]:
    return cast("dict[str, Any]", next(one for one in body["steps"] if one["code"] == code))


def task(code: str, *outcomes: dict[str, Any]) -> dict[str, Any]:
    return {"code": code, "title": f"Bước {code}", "role": "specialist", "place": "owner", "outcomes": list(outcomes)}


def outcome(code: str, **target: object) -> dict[str, Any]:
    return {"code": code, "title": f"Kết quả {code}", **target}


def _blocks() -> list[str]:
    return re.findall(r"```yaml\n(.*?)```", _README.read_text(), re.DOTALL)


@st.composite
def _targets(draw: st.DrawFn, here: list[str], *, in_branch: bool) -> dict[str, Any]:
    kind = draw(st.sampled_from(["end", "end", "to", "choose"] if in_branch else ["to", "to", "end", "choose"]))
    if kind == "end":
        return {} if in_branch else {"end": draw(st.sampled_from(list(EndCode))).value}
    if kind == "to":
        return {"to": draw(st.sampled_from(here))}
    lines: list[dict[str, Any]] = []
    conditions = ["urgent", "area > 5", "not urgent and area <= 2", 'outcome.first == "o0"']
    for condition in draw(st.lists(st.sampled_from(conditions), min_size=1, max_size=2)):
        lines.append({"when": condition, "to": draw(st.sampled_from(here))})
    last = {"to": draw(st.sampled_from(here))}
    if not in_branch and draw(st.booleans()):
        last = {"end": draw(st.sampled_from(list(EndCode))).value}
    return {"choose": [*lines, last]}


@st.composite
def _scope(draw: st.DrawFn, prefix: str, depth: int) -> list[dict[str, Any]]:
    codes = [f"{prefix}{index}" for index in range(draw(st.integers(1, 4 if depth == 0 else 2)))]
    if depth == 0:
        codes[0] = "first"
    steps = []
    for index, code in enumerate(codes):
        onward: dict[str, Any] = {} if depth else {"end": "granted"}
        if index + 1 < len(codes):
            onward = {"to": codes[index + 1]}
        if depth < 2 and code != "first" and draw(st.booleans()):
            steps.append({"code": code, "title": code, "branches": draw(_branches(code, depth)), **onward})
        else:
            others = st.lists(_targets(codes, in_branch=depth > 0), max_size=2)
            targets = enumerate([onward, *draw(others)])
            steps.append(task(code, *(outcome(f"o{number}", **target) for number, target in targets)))
    return steps


@st.composite
def _branches(draw: st.DrawFn, code: str, depth: int) -> list[dict[str, Any]]:
    branches: list[dict[str, Any]] = []
    for index in range(draw(st.integers(2, 3 - depth))):
        branch: dict[str, Any] = {"code": f"b{index}", "steps": draw(_scope(f"{code}b{index}x", depth + 1))}
        if draw(st.booleans()):
            branch["when"] = "urgent"
        branches.append(branch)
    return branches


@st.composite
def random_processes(draw: st.DrawFn) -> dict[str, Any]:
    """Bodies of the right shape; many of them are unsound."""
    return {"facts": {"urgent": "boolean", "area": "number"}, "steps": draw(_scope("s", 0))}
