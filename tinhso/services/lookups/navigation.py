"""Where consents stand in the navigation."""

from tinhso.foundation.ui.types import NavItem

NAV = (NavItem(label="Đồng ý", label_en="Consents", url_name="lookups:consents", order=45, signed_in=True),)
