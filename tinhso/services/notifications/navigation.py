"""Where notices stand in the navigation."""

from tinhso.foundation.ui.types import NavItem

NAV = (NavItem(label="Thông báo", label_en="Notices", url_name="notifications:inbox", order=30, signed_in=True),)
