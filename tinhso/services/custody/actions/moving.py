"""What every movement writes: the line of the hand-over, where the thing is now, the event."""

from datetime import datetime
from uuid import UUID

from tinhso.kernel.actor import Actor
from tinhso.kernel.outbox.api import publish
from tinhso.services.custody import models
from tinhso.services.custody.events import PaperMoved
from tinhso.services.custody.types import MoveState, ThingState

KIND = "custody.thing"


def write_line(
    thing: models.Thing,
    *,
    state: MoveState,
    at: datetime,
    giver: tuple[UUID | None, UUID | None, UUID | None] = (None, None, None),
    receiver: tuple[UUID | None, UUID | None, UUID | None] = (None, None, None),
    slip: models.Slip | None = None,
    words: str = "",
) -> models.HandOver:
    """A line of the thing's way; each side is (agency, post, person), empty for the citizen."""
    return models.HandOver.objects.create(
        thing=thing,
        slip=slip,
        seq=models.HandOver.objects.filter(thing=thing).count() + 1,
        state=state,
        from_agency_id=giver[0],
        from_post_id=giver[1],
        giver_id=giver[2],
        given_at=at,
        to_agency_id=receiver[0],
        to_post_id=receiver[1],
        receiver_id=receiver[2],
        received_at=at if state is MoveState.RECEIVED else None,
        words=words[:300],
    )


def put(
    thing: models.Thing,
    *,
    at: datetime,
    agency_id: UUID | None = None,
    post_id: UUID | None = None,
    state: ThingState = ThingState.HELD,
) -> None:
    """Where the thing is now."""
    thing.state, thing.agency_id, thing.post_id = state, agency_id, post_id
    thing.since, thing.slip_id = at, None
    thing.save(update_fields=["state", "agency_id", "post_id", "since", "slip_id"])


def tell(
    thing: models.Thing,
    how: str,
    *,
    actor: Actor,
    from_agency_id: UUID | None = None,
    to_agency_id: UUID | None = None,
    waited_minutes: int = 0,
    is_first: bool = False,
) -> None:
    """The event of one movement; the caller holds the thing's lock."""
    publish(
        PaperMoved(
            thing_id=thing.id,
            subject_kind=thing.subject_kind,
            subject_id=thing.subject_id,
            kind=thing.kind,
            count=thing.count,
            how=how,
            from_agency_id=from_agency_id,
            to_agency_id=to_agency_id,
            waited_minutes=waited_minutes,
        ),
        aggregate=(KIND, thing.id),
        actor=actor,
        is_first=is_first,
    )
