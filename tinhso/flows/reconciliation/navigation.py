"""Where the reconciliation stands in the officers' navigation."""

from tinhso.foundation.ui.types import Audience, NavGroup, NavItem

NAV = (
    NavItem(
        label="Đối chiếu các hệ thống",
        url_name="reconciliation:overview",
        audience=Audience.STAFF,
        act="reconciliation.read",
        order=79,
        group=NavGroup.ADMINISTRATION,
    ),
)
