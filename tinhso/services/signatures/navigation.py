"""Where certificates stand in the officers' navigation."""

from tinhso.foundation.ui.types import Audience, NavItem

NAV = (
    NavItem(
        label="Chứng thư số",
        url_name="signatures:certificates",
        audience=Audience.STAFF,
        act="signatures.manage",
        order=88,
    ),
)
