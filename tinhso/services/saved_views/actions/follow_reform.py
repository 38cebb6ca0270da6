"""Saved views' part of a reform of units: a shared view goes on where its keeper works from that day on."""

from collections.abc import Iterator, Mapping

from tinhso.foundation.identity import api as identity
from tinhso.foundation.reforms.types import Reform
from tinhso.kernel.actor import Actor
from tinhso.kernel.definitions.types import Consequence
from tinhso.services.saved_views.models import View


def foresee_reform(reform: Reform) -> Iterator[Consequence]:
    """Nothing is left without a place: a view whose keeper has no such work any more is the keeper's alone."""
    yield from ()


def follow_reform(reform: Reform, actor: Actor) -> Mapping[str, int]:
    """Shared views of agencies that ended; where the keeper no longer does the role, nobody else sees the view."""
    ended = [agency.id for agency in identity.ended_agencies(reform)]
    rows = list(View.objects.filter(agency_id__in=ended))
    for row in rows:
        posts = [held.post for held in identity.held_posts(row.person_id, on=reform.effective_from)]
        row.agency_id = next((post.agency_id for post in posts if row.role in post.roles), None)
        row.role = row.role if row.agency_id else ""
        row.save(update_fields=["agency_id", "role"])
    return {"danh sách đã chia sẻ": len(rows)}
