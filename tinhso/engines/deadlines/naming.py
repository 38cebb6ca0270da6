"""How people call what a clock runs for: whoever owns the subjects tells it, since an engine knows ids only."""

from collections.abc import Callable, Collection, Iterable, Mapping
from uuid import UUID

from tinhso.engines.deadlines.types import SubjectRef

Names = Callable[[Collection[UUID]], Mapping[UUID, str]]
_owners: dict[str, Names] = {}


def register(kind: str, names: Names) -> None:
    _owners[kind] = names


def names_of(subjects: Iterable[SubjectRef]) -> dict[SubjectRef, str]:
    """The name of each subject; of a kind that nobody names, or a row that is gone, kind and id."""
    wanted = list(dict.fromkeys(subjects))
    found = {subject: f"{subject[0]} {subject[1]}" for subject in wanted}
    for kind, names in _owners.items():
        ids = [key for owner, key in wanted if owner == kind]
        found |= {(kind, key): name for key, name in (names(ids) if ids else {}).items()}
    return found
