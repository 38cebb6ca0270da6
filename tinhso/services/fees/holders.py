"""Whose these things are: the columns that follow when two cards of one person become one."""

from tinhso.foundation.identity.types import HolderColumn

HOLDERS = (
    HolderColumn("khoản phải nộp", "fees.Due", "payer_id", kind="payer_kind"),
    HolderColumn("bảng kê", "fees.Bill", "payer_id", kind="payer_kind"),
)
