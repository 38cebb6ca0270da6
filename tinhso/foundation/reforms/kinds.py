"""The definition kind `unit_reform`."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from tinhso.foundation.reforms import api
from tinhso.foundation.reforms.types import Reform
from tinhso.kernel.actor import Actor
from tinhso.kernel.definitions.types import Catalogue, Consequence, Definition, Kind, Problem


def _reform(definition: Definition) -> Reform:
    return api.reform_from(
        code=definition.code, title=definition.title, effective_from=definition.effective_from, body=definition.body
    )


def _trees_on(catalogue: Catalogue, day: date) -> Iterator[Mapping[str, Any]]:
    """Of each tree the latest that holds on the day."""
    latest: dict[str, Definition] = {}
    for tree in sorted(catalogue.all("agency_tree"), key=lambda tree: tree.effective_from):
        if tree.effective_from <= day:
            latest[tree.code] = tree
    return (tree.body for tree in latest.values() if tree.effective_to is None or tree.effective_to >= day)


def check_reform(definition: Definition, catalogue: Catalogue) -> Iterable[Problem]:
    """What ends stood the day before, what takes over stands from the day, nothing is said twice."""
    day = definition.effective_from
    before = {one["code"] for tree in _trees_on(catalogue, day - timedelta(days=1)) for one in tree["agencies"]}
    trees = list(_trees_on(catalogue, day))
    after = {one["code"] for tree in trees for one in tree["agencies"]}
    posts = {one["code"] for tree in trees for one in tree.get("posts", [])}
    for pointer, message in api.wrong_moves(definition.body, before=before, after=after, posts=posts):
        yield definition.problem(pointer, message)


def foresee_reform(definition: Definition) -> Iterable[Consequence]:
    """What would move, and what has nowhere to go."""
    return api.foresee(_reform(definition))


def apply_reform(definition: Definition, version_id: UUID, actor: Actor) -> None:
    """Carry it out when its day has come."""
    api.apply_reform(_reform(definition), version_id=version_id, actor=actor)


KINDS: tuple[Kind, ...] = (
    Kind(
        code="unit_reform",
        title="Sắp xếp đơn vị hành chính",
        pattern="reforms/*.yaml",
        schema=Path(__file__).parent / "schemas" / "unit_reform.json",
        check=check_reform,
        foresee=foresee_reform,
        apply=apply_reform,
        depends_on=("agency_tree", "unit_set", "procedure"),
    ),
)
