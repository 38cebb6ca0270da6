"""Posts, people and things as the pages name them."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from tinhso.foundation.identity import api as identity
from tinhso.services.custody.types import Thing


@dataclass(frozen=True, kw_only=True)
class Line:
    """A thing as a row of a list."""

    thing: Thing
    holder: str
    is_moving: bool


def place(agency_id: UUID | None, post_id: UUID | None) -> str:
    """ "Chuyên viên hộ tịch, UBND xã …"; the citizen where there is no agency."""
    if agency_id is None:
        return "Người dân"
    agency = identity.get_agency(agency_id).short_name
    return agency if post_id is None else f"{identity.get_post(post_id).title}, {agency}"


def lines_of(things: Iterable[Thing]) -> list[Line]:
    """Rows with who holds each; posts and agencies come from the tree in memory."""
    return [
        Line(thing=one, holder=place(one.agency_id, one.post_id), is_moving=one.slip_id is not None) for one in things
    ]
