"""Where notices stand in the navigation."""

from tinhso.foundation.ui.types import Audience, NavGroup, NavItem

NAV = (
    NavItem(label="Thông báo", label_en="Notices", url_name="notifications:inbox", order=30, signed_in=True),
    NavItem(label="Thông báo", url_name="notifications:officer_inbox", audience=Audience.STAFF, order=70),
    NavItem(
        label="Thư, tin gửi đi",
        url_name="notifications:operating",
        audience=Audience.STAFF,
        act="notices.manage",
        order=89,
        group=NavGroup.ADMINISTRATION,
    ),
)
