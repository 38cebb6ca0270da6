"""The first entry of the officers' navigation; modules declare theirs, config says how acts are asked."""

from tinhso.foundation.ui.types import Audience, Door, NavItem

NAV = (
    NavItem(label="Việc hôm nay", url_name="staff:home", audience=Audience.STAFF, order=0),
    NavItem(label="Thay đổi", url_name="staff:changes", audience=Audience.STAFF, act="definitions.apply", order=80),
    NavItem(label="Nhật ký", url_name="staff:logs", audience=Audience.STAFF, act="audit.read", order=90),
)
DOORS = (Door(name="staff.home", url_name="staff:home"),)
