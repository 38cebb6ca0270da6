"""Who may see what a thing belongs to is known by the owner of the subject, who stands above: it is asked through here."""

from collections.abc import Callable, Iterable
from uuid import UUID

from tinhso.kernel.actor import Actor
from tinhso.services.custody.types import Subject

# Those of the subjects that this actor may not see.
Guard = Callable[[tuple[UUID, ...], Actor], frozenset[UUID]]

_guards: dict[str, Guard] = {}


def register_guard(kind: str, guard: Guard) -> None:
    """The owner of a kind of subject says once, at start, how it is asked."""
    _guards[kind] = guard


def hidden_among(subjects: Iterable[Subject], actor: Actor) -> frozenset[Subject]:
    """The subjects that the actor may not see: one question a kind, however many there are."""
    ids: dict[str, list[UUID]] = {}
    for kind, subject_id in subjects:
        ids.setdefault(kind, []).append(subject_id)
    return frozenset(
        (kind, hidden)
        for kind, wanted in ids.items()
        if kind in _guards
        for hidden in _guards[kind](tuple(wanted), actor)
    )
