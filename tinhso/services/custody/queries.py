"""Things and slips as others see them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.services.custody import models
from tinhso.services.custody.errors import NoSlip
from tinhso.services.custody.guards import hidden_among
from tinhso.services.custody.types import (
    Move,
    MoveState,
    Slip,
    SlipState,
    Subject,
    Thing,
    ThingKind,
    ThingPage,
    ThingState,
)

HOLD, SUPERVISE = "custody.hold", "custody.supervise"
PAGE = 50


def things_of(subject: Subject) -> tuple[Thing, ...]:
    """Everything that belongs to a subject, by kind and title. The caller has guarded the subject."""
    rows = models.Thing.objects.filter(subject_kind=subject[0], subject_id=subject[1]).order_by("kind", "title", "id")
    return tuple(thing(row) for row in rows)


def moves_of(subject: Subject) -> tuple[Move, ...]:
    """Every hand-over of a subject's things, newest first. The caller has guarded the subject."""
    rows = models.HandOver.objects.filter(thing__subject_kind=subject[0], thing__subject_id=subject[1])
    return tuple(move(row) for row in rows.select_related("thing").order_by("-given_at", "thing_id", "-seq"))


def held(*, actor: Actor, text: str = "", whole_agency: bool = False, cursor: str = "") -> ThingPage:
    """What the actor's post holds now and is not on its way, longest first; with `whole_agency` every post that the actor
    supervises.

    `text`: what the reference begins with. A thing whose subject the actor's post may not see is shown without its name,
    and is not found by its reference. Raises ActDenied (`custody.hold`; `custody.supervise` for the whole agency).
    """
    access.authorise(actor=actor, act=SUPERVISE if whole_agency else HOLD, agency_id=actor.agency_id)
    rows = models.Thing.objects.filter(state=ThingState.HELD)
    seen = access.scope(actor=actor, act=SUPERVISE)
    if not whole_agency:
        rows = rows.filter(_of_post(actor), agency_id=actor.agency_id, slip_id=None)
    elif not seen.everywhere:
        rows = rows.filter(agency_id__in=seen.agency_ids)
    if text:
        rows = rows.filter(reference__istartswith=text)
    after = _after(cursor)
    if after is not None:
        rows = rows.filter(Q(since__gt=after[0]) | Q(since=after[0], id__gt=after[1]))
    found = list(rows.order_by("since", "id")[: PAGE + 1])
    shown = found[:PAGE]
    following = f"{shown[-1].since.isoformat()}~{shown[-1].id}" if len(found) > PAGE else ""
    things = _as_seen(tuple(thing(row) for row in shown), actor)
    return ThingPage(things=tuple(one for one in things if not (text and one.is_hidden)), next_cursor=following)


def held_among(ids: Iterable[UUID], *, actor: Actor) -> tuple[Thing, ...]:
    """Those of the things that the actor's post can hand on now."""
    rows = models.Thing.objects.filter(_of_post(actor), id__in=list(ids), agency_id=actor.agency_id)
    rows = rows.filter(state=ThingState.HELD, slip_id=None).order_by("reference", "title")
    return _as_seen(tuple(thing(row) for row in rows), actor)


def waiting(*, actor: Actor, incoming: bool) -> tuple[Slip, ...]:
    """Slips that wait for this post to confirm, or that it gave and that others have not confirmed; oldest first."""
    access.authorise(actor=actor, act=HOLD, agency_id=actor.agency_id)
    side = {"to_post_id": actor.post_id} if incoming else {"from_post_id": actor.post_id}
    rows = models.Slip.objects.filter(state=SlipState.WAITING, **side).order_by("given_at", "id")[:PAGE]
    return tuple(slip(row) for row in rows)


def count_waiting(actor: Actor) -> int:
    """How many slips wait for this post to confirm."""
    if actor.post_id is None:
        return 0
    return models.Slip.objects.filter(state=SlipState.WAITING, to_post_id=actor.post_id).count()


def get_slip(slip_id: UUID, *, actor: Actor) -> Slip:
    """A slip with its lines, for the two posts of it and whoever supervises one of the two agencies. Raises NoSlip.

    Giver and receiver need not see the subject: they hand over a closed envelope, which its mark tells apart.
    """
    row = models.Slip.objects.filter(id=slip_id).first()
    if row is None or not _may_see(row, actor):
        raise NoSlip
    rows = models.HandOver.objects.filter(slip=row).select_related("thing").order_by("thing__reference", "thing__title")
    moves = tuple(move(one) for one in rows)
    seen = _as_seen(tuple(one.thing for one in moves), actor)
    return slip(row, tuple(replace(one, thing=told) for one, told in zip(moves, seen, strict=True)))


def _as_seen(things: tuple[Thing, ...], actor: Actor) -> tuple[Thing, ...]:
    """The same things; those whose subject the actor may not see have neither name nor reference."""
    hidden = hidden_among({one.subject for one in things}, actor)
    return tuple(one.veiled if one.subject in hidden else one for one in things)


def find_slip(token: str, *, actor: Actor) -> UUID | None:
    """The slip behind the QR of a printed slip, if the actor may see it."""
    row = models.Slip.objects.filter(token=token).first() if token else None
    return row.id if row is not None and _may_see(row, actor) else None


def _may_see(row: models.Slip, actor: Actor) -> bool:
    if actor.post_id in (row.from_post_id, row.to_post_id):
        return access.can(actor=actor, act=HOLD, agency_id=actor.agency_id)
    return any(access.can(actor=actor, act=SUPERVISE, agency_id=one) for one in (row.from_agency_id, row.to_agency_id))


def _of_post(actor: Actor) -> Q:
    return Q(post_id=actor.post_id) | Q(post_id=None)


def holds(row: models.Thing, actor: Actor) -> bool:
    """Whether the thing is in the actor's hand: at the post, or at the agency while no post is named."""
    return row.state == ThingState.HELD and row.agency_id == actor.agency_id and row.post_id in (None, actor.post_id)


def _after(cursor: str) -> tuple[datetime, UUID] | None:
    since, _, key = cursor.partition("~")
    try:
        return datetime.fromisoformat(since), UUID(key)
    except ValueError:
        return None


def thing(row: models.Thing) -> Thing:
    return Thing(
        id=row.id,
        subject=(row.subject_kind, row.subject_id),
        reference=row.reference,
        kind=ThingKind(row.kind),
        code=row.code,
        title=row.title,
        count=row.count,
        state=ThingState(row.state),
        agency_id=row.agency_id,
        post_id=row.post_id,
        since=row.since,
        slip_id=row.slip_id,
    )


def move(row: models.HandOver) -> Move:
    return Move(
        thing=thing(row.thing),
        seq=row.seq,
        state=MoveState(row.state),
        from_agency_id=row.from_agency_id,
        from_post_id=row.from_post_id,
        giver_id=row.giver_id,
        given_at=row.given_at,
        to_agency_id=row.to_agency_id,
        to_post_id=row.to_post_id,
        receiver_id=row.receiver_id,
        received_at=row.received_at,
        words=row.words,
    )


def slip(row: models.Slip, moves: tuple[Move, ...] = ()) -> Slip:
    return Slip(
        id=row.id,
        token=row.token,
        state=SlipState(row.state),
        from_agency_id=row.from_agency_id,
        from_post_id=row.from_post_id,
        giver_id=row.giver_id,
        given_at=row.given_at,
        to_agency_id=row.to_agency_id,
        to_post_id=row.to_post_id,
        receiver_id=row.receiver_id,
        closed_at=row.closed_at,
        note=row.note,
        count=row.count,
        moves=moves,
    )
