"""The portal's own navigation: pages of other modules declare theirs."""

from tinhso.foundation.ui.types import NavItem
from tinhso.portals.citizen.place import province

NAV = (NavItem(label="Trang chủ", label_en="Home", url_name="citizen:home", order=0),)
PLACE = province
