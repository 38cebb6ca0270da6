"""Where indicators stand in the officers' and leaders' navigation."""

from tinhso.foundation.ui.types import Audience, NavGroup, NavItem

NAV = (
    NavItem(
        label="Chỉ số",
        url_name="indicators:all",
        audience=Audience.STAFF,
        act="statistics.read",
        order=51,
        group=NavGroup.FIGURES,
    ),
)
