"""What identity puts into the officers' bar: the active post with its switch, the lock, the own account."""

from django.http import HttpRequest

from tinhso.foundation.identity import queries
from tinhso.foundation.identity.api import actor_of
from tinhso.foundation.identity.models import User
from tinhso.foundation.ui.api import register, use_keys
from tinhso.foundation.ui.types import Audience, NavGroup, NavItem, Slot, SlotContent


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


def cover(request: HttpRequest) -> SlotContent | None:
    """On the work home: whose post waits for the officer as stand-in; for who sits on an own one, who stands in meanwhile."""
    actor, held = actor_of(request), getattr(request, "held_posts", ())
    own = any(one.post.id == actor.post_id for one in held if one.delegated_by is None)
    covers = [one for one in held if one.delegated_by is not None and one.post.id != actor.post_id]
    if not own and not covers:
        return None
    names = queries.names_of(one.delegated_by for one in covers)
    lines = [(names.get(one.delegated_by, ""), one.post.title, one.valid_to) for one in covers]
    return SlotContent(template="identity/ask_cover.html", context={"own": own, "covers": lines})


def wants_single_keys(request: HttpRequest) -> bool:
    """What the account says; everybody else has the keys that a page shows."""
    user = getattr(request, "user", None)
    return user.single_keys if isinstance(user, User) else True


NAV = (
    NavItem(
        label="Gộp tài khoản",
        url_name="identity:merge_for",
        audience=Audience.STAFF,
        act="accounts.merge",
        order=90,
        group=NavGroup.ADMINISTRATION,
    ),
)
SLOTS = (
    Slot(name="staff.bar", provider=active_post, order=10),
    Slot(name="staff.bar.user", provider=own_account, order=10),
    Slot(name="staff.home.actions", provider=cover, order=50),
)
register(*SLOTS)
use_keys(wants_single_keys)
