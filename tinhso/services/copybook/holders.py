"""Whose these things are: the columns that follow when two cards of one person become one."""

from tinhso.foundation.identity.types import HolderColumn

HOLDERS = (
    HolderColumn("dòng sổ chứng thực", "copybook.Line", "holder_id", kind="holder_kind"),
    HolderColumn("lô chứng thực", "copybook.Batch", "holder_id", kind="holder_kind"),
)
