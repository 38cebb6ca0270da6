"""Whose these things are: the columns that follow when two cards of one person become one."""

from tinhso.foundation.identity.types import HolderColumn

HOLDERS = (HolderColumn("kết quả cũ", "old_results.Line", "holder_id"),)
