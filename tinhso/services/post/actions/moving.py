"""What every movement of a letter writes: a line of its history, where it is, the event, and what its owner does."""

from datetime import datetime
from uuid import UUID

from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_row
from tinhso.kernel.outbox.api import publish
from tinhso.services.post import subjects
from tinhso.services.post.errors import NoOrder
from tinhso.services.post.events import LetterMoved
from tinhso.services.post.models import Order, Step
from tinhso.services.post.queries import order_view
from tinhso.services.post.types import Move, OrderState, Source

KIND = "post.order"


def locked(order_id: UUID) -> Order:
    """The letter, locked until the transaction ends. Raises NoOrder."""
    row = lock_row(Order.objects.filter(id=order_id)).first()
    if row is None:
        raise NoOrder
    return row


def note(row: Order, state: OrderState, *, at: datetime, source: Source, words: str, moved: bool, actor: Actor) -> None:
    """A line of the history."""
    Step.objects.create(
        order=row,
        seq=Step.objects.filter(order=row).count() + 1,
        state=state.value,
        at=at,
        told_at=now(),
        source=source.value,
        words=words[:300],
        moved=moved,
        person_id=actor.person_id,
    )


def move(
    row: Order,
    state: OrderState,
    *,
    at: datetime,
    source: Source,
    actor: Actor,
    words: str = "",
    is_first: bool = False,
) -> None:
    """The letter is there now; the caller holds its lock and saves nothing else of it afterwards."""
    was = state if is_first else OrderState(row.state)
    row.state, row.state_at = state.value, at
    if state.is_over:
        row.wish, row.next_at = "", None
    row.save()
    note(row, state, at=at, source=source, words=words, moved=True, actor=actor)
    publish(
        LetterMoved(
            order_id=row.id,
            subject_kind=row.subject_kind,
            subject_id=row.subject_id,
            direction=row.direction,
            agency_id=row.agency_id,
            was=was.value,
            state=state.value,
            national=state.national,
            source=source.value,
            at=at,
        ),
        aggregate=(KIND, row.id),
        actor=actor,
        is_first=is_first,
    )
    if not is_first:
        told = Move(was=was, state=state, at=at, source=source, words=words)
        subjects.tell_owner(order_view(row, shows_home=False), told, actor=actor)
