"""Whose these things are: the columns that follow when two cards of one person become one."""

from tinhso.foundation.identity.types import HolderColumn

HOLDERS = (HolderColumn("đồng ý tra cứu", "lookups.ConsentRow", "holder_id", kind="holder_kind"),)
