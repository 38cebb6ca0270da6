"""The steps of a process as its definition writes them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any


def flat(steps: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """All steps in the order in which they stand, those of branches in their place."""
    for step in steps:
        if "branches" in step:
            for branch in step["branches"]:
                yield from flat(branch["steps"])
        else:
            yield step


def acts_of(step: Mapping[str, Any]) -> frozenset[str]:
    """What a step does, with any of its buttons."""
    told = [*step.get("does", ()), *(act for one in step.get("outcomes", ()) for act in one.get("does", ()))]
    return frozenset(told)
