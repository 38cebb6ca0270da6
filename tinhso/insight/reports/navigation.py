"""Where reports stand in the officers' and leaders' navigation."""

from tinhso.foundation.ui.types import Audience, NavGroup, NavItem

NAV = (
    NavItem(
        label="Báo cáo",
        url_name="reports:report",
        audience=Audience.STAFF,
        act="statistics.read",
        order=52,
        group=NavGroup.FIGURES,
    ),
)
