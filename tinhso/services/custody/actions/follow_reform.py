"""Custody's part of a reform of units: what ended agencies hold goes to who stands for them; open slips are taken back."""

from collections.abc import Iterator, Mapping
from uuid import UUID

from tinhso.foundation.identity import api as identity
from tinhso.foundation.reforms.types import Reform
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_row
from tinhso.kernel.definitions.types import Consequence
from tinhso.services.custody import models
from tinhso.services.custody.actions.hand_over import close_unanswered
from tinhso.services.custody.types import SlipState, ThingState


def foresee_reform(reform: Reform) -> Iterator[Consequence]:
    """How many papers each ended agency holds."""
    for agency in identity.ended_agencies(reform):
        count = models.Thing.objects.filter(agency_id=agency.id, state=ThingState.HELD).count()
        if count:
            heir = identity.heir_in(agency.code, reform)
            to = "chưa có nơi giữ" if heir is None else identity.get_agency(heir, on=reform.effective_from).name
            yield Consequence(words=f"{count} giấy tờ gốc do {agency.name} giữ → {to}.", is_gap=heir is None)


def follow_reform(reform: Reform, actor: Actor) -> Mapping[str, int]:
    """A thing goes with its post where that goes on in the same agency; else anybody of the agency may take it up."""
    moved = 0
    for agency in identity.ended_agencies(reform):
        heir = identity.heir_in(agency.code, reform)
        if heir is None:
            raise LookupError("an agency that holds papers has no successor")
        for side in ("from_agency_id", "to_agency_id"):
            for slip in lock_row(models.Slip.objects.filter(state=SlipState.WAITING, **{side: agency.id})):
                close_unanswered(slip, at=now())
        for row in lock_row(models.Thing.objects.filter(agency_id=agency.id, state=ThingState.HELD).order_by("id")):
            row.agency_id, row.post_id = heir, _post(row.post_id, heir, reform)
            row.save(update_fields=["agency_id", "post_id"])
            moved += 1
    return {"giấy tờ gốc chuyển nơi giữ": moved}


def _post(post_id: UUID | None, agency_id: UUID, reform: Reform) -> UUID | None:
    if post_id is None:
        return None
    old = identity.get_post(post_id, on=reform.last_day).code
    move = reform.posts.get(old)
    code = old if move is None else move.to
    post = None if code is None else identity.find_post(code, on=reform.effective_from)
    return post.id if post is not None and post.agency_id == agency_id else None
