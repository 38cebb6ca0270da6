"""Where certificates stand in the officers' navigation."""

from tinhso.foundation.ui.types import Audience, NavGroup, NavItem

NAV = (
    NavItem(
        label="Chứng thư số",
        url_name="signatures:certificates",
        audience=Audience.STAFF,
        act="signatures.manage",
        order=88,
        group=NavGroup.ADMINISTRATION,
    ),
)
