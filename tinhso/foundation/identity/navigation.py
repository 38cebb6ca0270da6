"""What identity puts into the officers' bar: the active post with its switch, the lock, the own account."""

from django.http import HttpRequest

from tinhso.foundation.identity import queries
from tinhso.foundation.identity.api import actor_of
from tinhso.foundation.identity.models import User
from tinhso.foundation.ui.api import register
from tinhso.foundation.ui.types import Slot, SlotContent


def active_post(request: HttpRequest) -> SlotContent | None:
    """The post through which one acts now, whom one covers, and whether there are others to choose from."""
    actor = actor_of(request)
    held = getattr(request, "held_posts", ())
    current = next((one for one in held if one.post.id == actor.post_id), None)
    if current is None:
        return None
    covered = queries.names_of([current.delegated_by]) if current.delegated_by is not None else {}
    context = {"current": current, "covered": next(iter(covered.values()), ""), "several": len(held) > 1}
    return SlotContent(template="identity/bar_post.html", context=context)


def own_account(request: HttpRequest) -> SlotContent | None:
    """Name, security page, lock."""
    user = request.user
    if not isinstance(user, User):
        return None
    return SlotContent(template="identity/bar_user.html", context={"name": user.get_full_name()})


SLOTS = (
    Slot(name="staff.bar", provider=active_post, order=10),
    Slot(name="staff.bar.user", provider=own_account, order=10),
)
register(*SLOTS)
