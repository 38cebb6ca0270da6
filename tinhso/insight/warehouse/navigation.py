"""Where figures stand in the officers' and leaders' navigation."""

from tinhso.foundation.ui.types import Audience, NavItem

NAV = (
    NavItem(
        label="Thống kê", url_name="warehouse:timeliness", audience=Audience.STAFF, act="statistics.read", order=50
    ),
    NavItem(
        label="Số liệu của tôi",
        url_name="warehouse:officers",
        audience=Audience.STAFF,
        act="statistics.read_own",
        order=51,
    ),
)
