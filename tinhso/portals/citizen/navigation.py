"""The portal's own navigation: pages of other modules declare theirs."""

from tinhso.foundation.ui.types import NavItem

NAV = (NavItem(label="Trang chủ", label_en="Home", url_name="citizen:home", order=0),)
