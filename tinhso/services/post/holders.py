"""Whose these things are: the columns that follow when two cards of one person become one."""

from tinhso.foundation.identity.types import HolderColumn

HOLDERS = (HolderColumn("bưu gửi", "post.Order", "holder_id", kind="holder_kind"),)
