"""Where the money report stands in the officers' navigation."""

from tinhso.foundation.ui.types import Audience, NavGroup, NavItem

NAV = (
    NavItem(
        label="Số thu phí",
        url_name="revenue:page",
        audience=Audience.STAFF,
        act="statistics.read",
        order=52,
        group=NavGroup.MONEY,
    ),
)
