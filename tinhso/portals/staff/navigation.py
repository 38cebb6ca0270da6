"""The first entry of the officers' navigation, and how entries with an act are asked for."""

from django.http import HttpRequest

from tinhso.foundation.access import api as access
from tinhso.foundation.ui import api as ui
from tinhso.foundation.ui.types import Audience, NavItem
from tinhso.kernel.actor import Actor


def may(request: HttpRequest, act: str) -> bool:
    """Whether the officer behind the request may do the act somewhere."""
    actor = getattr(request, "actor", None)
    return isinstance(actor, Actor) and access.can(actor=actor, act=act)


NAV = ui.register(NavItem(label="Việc hôm nay", url_name="staff:home", audience=Audience.STAFF, order=0))
ui.use_gate(may)
