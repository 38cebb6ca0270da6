"""Where the post stands in the officers' navigation and on their home page."""

from tinhso.foundation.ui.types import Audience, NavGroup, NavItem, Slot
from tinhso.services.post.web.desk import waiting

NAV = (
    NavItem(
        label="Bưu chính",
        url_name="post:letters",
        audience=Audience.STAFF,
        act="post.operate",
        order=43,
        group=NavGroup.BOOKS,
    ),
    NavItem(label="Bưu gửi của tôi", url_name="post:letters", audience=Audience.STAFF, act="post.carry", order=43),
)
SLOTS = (Slot(name="staff.home", provider=waiting, order=22),)
