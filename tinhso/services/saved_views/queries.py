"""Who sees which view: the keeper, and whom it is shared with."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor
from tinhso.services.saved_views.models import FirstView, View


def seen_by(list_name: str, actor: Actor) -> QuerySet[Any]:
    """The views of a list that an officer sees, with `is_first`; none without a post."""
    if actor.person_id is None or actor.post_id is None:
        return View.objects.none().annotate(is_first=Exists(View.objects.none()))
    roles = identity.get_post(actor.post_id).roles
    shared = Q(agency_id=actor.agency_id, role__in=roles)
    first = FirstView.objects.filter(person_id=actor.person_id, list=list_name, view_id=OuterRef("pk"))
    rows = View.objects.filter(Q(person_id=actor.person_id) | shared, list=list_name)
    return rows.annotate(is_first=Exists(first)).order_by("title", "id")
