"""The first entry of the officers' navigation; modules declare theirs, config says how acts are asked."""

from django.http import HttpRequest

from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import EVERYWHERE, Audience, Door, NavGroup, NavItem, Shortcut, Slot, SlotContent


def keys_page(request: HttpRequest) -> SlotContent | None:
    """In the bar of every officer's page: the way to the list of shortcuts."""
    if not identity.actor_of(request).is_officer:
        return None
    return SlotContent(template="staff/bar_shortcuts.html", context={})


def officers_page(request: HttpRequest) -> SlotContent | None:
    """At the foot of citizens' pages: the way in for officers; not for a person who is signed in and holds no post."""
    person_id = identity.actor_of(request).person_id
    if person_id is not None and not identity.held_posts(person_id):
        return None
    return SlotContent(template="staff/footer_link.html", context={})


NAV = (
    NavItem(label="Việc hôm nay", url_name="staff:home", audience=Audience.STAFF, order=0),
    NavItem(
        label="Thay đổi",
        url_name="staff:changes",
        audience=Audience.STAFF,
        act="definitions.apply",
        order=80,
        group=NavGroup.ADMINISTRATION,
    ),
    NavItem(
        label="Nhật ký",
        url_name="staff:logs",
        audience=Audience.STAFF,
        act="audit.read",
        order=90,
        group=NavGroup.ADMINISTRATION,
    ),
)
SHORTCUTS = (Shortcut(name="everywhere.shortcuts", key="?", page=EVERYWHERE, words="Mở trang phím tắt này"),)
SLOTS = (
    Slot(name="staff.bar.user", provider=keys_page, order=20),
    Slot(name="citizen.footer", provider=officers_page, order=90),
)
DOORS = (Door(name="staff.home", url_name="staff:home"), Door(name="staff.shortcuts", url_name="staff:shortcuts"))
