"""The portal's own navigation: pages of other modules declare theirs."""

from tinhso.foundation.ui import api as ui
from tinhso.foundation.ui.types import NavItem

NAV = ui.register(NavItem(label="Trang chủ", label_en="Home", url_name="citizen:home", order=0))
