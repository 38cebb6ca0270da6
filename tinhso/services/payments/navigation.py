"""Where payments stand in the navigation of payers and officers."""

from tinhso.foundation.ui.types import Audience, NavGroup, NavItem

NAV = (
    NavItem(label="Thanh toán", label_en="Payments", url_name="payments:own", order=25, signed_in=True),
    NavItem(
        label="Đối soát thanh toán",
        url_name="payments:reconcile",
        audience=Audience.STAFF,
        act="payments.reconcile",
        order=50,
        group=NavGroup.MONEY,
    ),
    NavItem(
        label="Màn hình thanh toán",
        url_name="payments:displays",
        audience=Audience.STAFF,
        act="payments.show",
        order=51,
        group=NavGroup.MONEY,
    ),
)
