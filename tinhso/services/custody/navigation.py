"""Where custody stands in the officers' navigation and on their home page."""

from tinhso.foundation.ui.types import Audience, Door, NavGroup, NavItem, Shortcut, Slot
from tinhso.services.custody.web.holdings import to_confirm

NAV = (
    NavItem(
        label="Giấy tờ gốc",
        url_name="custody:holdings",
        audience=Audience.STAFF,
        act="custody.hold",
        order=42,
        group=NavGroup.BOOKS,
    ),
)
DOORS = (Door(name="custody.holdings", url_name="custody:holdings"), Door(name="custody.give", url_name="custody:give"))
SHORTCUTS = (Shortcut(name="custody.search", key="/", page="Giấy tờ gốc", words="Đến ô tìm theo mã hồ sơ"),)
SLOTS = (Slot(name="staff.home", provider=to_confirm, order=20),)
