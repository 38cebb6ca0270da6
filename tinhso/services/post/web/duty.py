"""Who may come into the post's pages."""

from django.http import HttpRequest

from tinhso.foundation.access import api as access
from tinhso.foundation.access.errors import ActDenied
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor
from tinhso.kernel.errors import Denied
from tinhso.services.post.queries import CARRY, OPERATE


def on_duty(request: HttpRequest) -> Actor:
    """An officer who runs the post of an agency, or a postman who carries for it. Raises Denied, ActDenied."""
    actor = identity.actor_of(request)
    if not actor.is_officer:
        raise Denied("Trang này dành cho cán bộ đang làm việc ở một vị trí.")
    if not any(access.can(actor=actor, act=act, agency_id=actor.agency_id) for act in (OPERATE, CARRY)):
        raise ActDenied(OPERATE)
    return actor
