"""Where indicators stand in the officers' and leaders' navigation."""

from tinhso.foundation.ui.types import Audience, NavItem

NAV = (NavItem(label="Chỉ số", url_name="indicators:all", audience=Audience.STAFF, act="statistics.read", order=51),)
