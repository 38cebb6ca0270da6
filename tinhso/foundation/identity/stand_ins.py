"""Who stood in for whom: an act keeps the person and the post, the cover of that day says the rest."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from tinhso.foundation.identity import models
from tinhso.kernel.clock import local

# A person, the post through which they acted, and when.
Deed = tuple[UUID, UUID, datetime]


def stood_in_for(deeds: Collection[Deed]) -> dict[Deed, str]:
    """Deed → the name of whom the person covered; left out where they held the post themselves. Two queries at most."""
    people, posts = {person for person, _, _ in deeds}, {post for _, post, _ in deeds}
    given = models.Delegation.objects.filter(to_person_id__in=people, post_id__in=posts).select_related("from_person")
    covers = list(given.order_by("valid_from", "id"))
    if not covers:
        return {}
    seats = list(models.Posting.objects.filter(person_id__in=people, post_id__in=posts))
    found = {}
    for deed in deeds:
        cover = next((one for one in covers if _covers(one, deed)), None)
        if cover is not None and not any(_holds(one, deed) for one in seats):
            found[deed] = cover.from_person.full_name
    return found


def _covers(cover: models.Delegation, deed: Deed) -> bool:
    person_id, post_id, at = deed
    return (
        (cover.to_person_id, cover.post_id) == (person_id, post_id)
        and cover.valid_from <= local(at).date() <= cover.valid_to
        and (cover.revoked_at is None or at <= cover.revoked_at)
    )


def _holds(seat: models.Posting, deed: Deed) -> bool:
    person_id, post_id, at = deed
    day = local(at).date()
    return (seat.person_id, seat.post_id) == (person_id, post_id) and seat.valid_from <= day <= (seat.valid_to or day)
