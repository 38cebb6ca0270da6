"""Where figures stand in the officers' and leaders' navigation."""

from tinhso.foundation.ui.types import Audience, NavGroup, NavItem

NAV = (
    NavItem(
        label="Thống kê",
        url_name="warehouse:timeliness",
        audience=Audience.STAFF,
        act="statistics.read",
        order=50,
        group=NavGroup.FIGURES,
    ),
    NavItem(
        label="Số liệu của tôi",
        url_name="warehouse:officers",
        audience=Audience.STAFF,
        act="statistics.read_own",
        order=51,
        group=NavGroup.FIGURES,
    ),
)
