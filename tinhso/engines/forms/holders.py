"""Whose these things are: the columns that follow when two cards of one person become one."""

from tinhso.foundation.identity.types import HolderColumn

HOLDERS = (HolderColumn("bản nháp", "forms.DraftRow", "owner_id", kind="owner_kind"),)
