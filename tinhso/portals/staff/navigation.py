"""The first entry of the officers' navigation; modules declare theirs, config says how acts are asked."""

from tinhso.foundation.ui.types import Audience, Door, NavItem

NAV = (NavItem(label="Việc hôm nay", url_name="staff:home", audience=Audience.STAFF, order=0),)
DOORS = (Door(name="staff.home", url_name="staff:home"),)
