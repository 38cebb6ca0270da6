"""Where the cashier stands in the officers' navigation, and the payer's page in the citizens'."""

from tinhso.casework.cashier.web.slots import on_receipt
from tinhso.foundation.ui.types import Audience, Door, NavGroup, NavItem, Slot

NAV = (
    NavItem(label="Khoản phải nộp", label_en="To pay", url_name="cashier:owed", order=25, signed_in=True),
    NavItem(
        label="Thu ngân",
        url_name="cashier:till",
        audience=Audience.STAFF,
        act="cash.collect",
        order=44,
        group=NavGroup.MONEY,
    ),
)
SLOTS = (Slot(name="payments.receipt", provider=on_receipt),)
DOORS = (Door(name="fees.pay", url_name="cashier:owed"),)
