"""Who sees which view: the keeper, and whom it is shared with."""

from uuid import UUID

from django.db.models import Q, QuerySet

from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor
from tinhso.services.saved_views.models import FirstView, View


def seen_by(list_name: str, actor: Actor) -> QuerySet[View]:
    """The views of a list that an officer sees; none without a post."""
    if actor.person_id is None or actor.post_id is None:
        return View.objects.none()
    roles = identity.get_post(actor.post_id).roles
    shared = Q(agency_id=actor.agency_id, role__in=roles)
    rows = View.objects.filter(Q(person_id=actor.person_id) | shared, list=list_name)
    return rows.order_by("title", "id")


def first_of(list_name: str, actor: Actor) -> UUID | None:
    """The view with which the list opens for this officer; whether they see it still is another question."""
    if actor.person_id is None:
        return None
    firsts = FirstView.objects.filter(person_id=actor.person_id, list=list_name)
    return firsts.values_list("view_id", flat=True).first()
