"""Whose these things are: the columns that follow when two cards of one person become one."""

from tinhso.foundation.identity.types import HolderColumn

HOLDERS = (HolderColumn("lệnh thanh toán", "payments.OrderRow", "payer_id", kind="payer_kind"),)
