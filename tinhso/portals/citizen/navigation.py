"""The portal's own navigation: pages of other modules declare theirs."""

from tinhso.foundation.ui.types import Door, NavItem
from tinhso.portals.citizen.place import province

NAV = (
    NavItem(label="Trang chủ", label_en="Home", url_name="citizen:home", order=0),
    NavItem(label="Kiểm tra văn bản", label_en="Check a document", url_name="citizen:verify", order=60),
)
DOORS = (
    Door(name="citizen.accessibility", url_name="citizen:accessibility"),
    Door(name="citizen.privacy", url_name="citizen:privacy"),
)
PLACE = province
