"""Whoever owns what a letter is about stands above the post: it is told through here when a letter moves."""

from uuid import UUID

from tinhso.kernel.actor import Actor
from tinhso.services.post.types import Move, Order, Subjects

_owners: dict[str, Subjects] = {}


def register_subjects(kind: str, owner: Subjects) -> None:
    """The owner of a kind of subject says once, at start, what it does when a letter of it moves."""
    _owners[kind] = owner


def link_of(kind: str, subject_id: UUID) -> str:
    """The officers' page of the subject, "" where nobody owns its kind."""
    return _owners[kind].link(subject_id) if kind in _owners else ""


def tell_owner(order: Order, move: Move, *, actor: Actor) -> None:
    """Within the transaction of the move: what the owner refuses, refuses the move."""
    owner = _owners.get(order.subject[0])
    if owner is not None:
        owner.moved(order, move, actor=actor)
