"""Whose these things are: the columns that follow when two cards of one person become one."""

from tinhso.foundation.identity.types import HolderColumn

HOLDERS = (
    HolderColumn("giấy tờ trong kho", "vault.Item", "holder_id", kind="holder_kind"),
    HolderColumn("giấy tờ về người này", "vault.Item", "beneficiary_id"),
    HolderColumn("giấy tờ tự đưa vào kho", "vault.OwnDocument", "holder_id", kind="holder_kind"),
    HolderColumn("phản đối lượt xem", "vault.Objection", "holder_id", kind="holder_kind"),
)
