"""Where the cashier stands in the officers' navigation."""

from tinhso.foundation.ui.types import Audience, NavItem

NAV = (NavItem(label="Thu ngân", url_name="cashier:till", audience=Audience.STAFF, act="cash.collect", order=44),)
