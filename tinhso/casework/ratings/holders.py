"""Whose these things are: the columns that follow when two cards of one person become one."""

from tinhso.foundation.identity.types import HolderColumn

HOLDERS = (HolderColumn("phiếu đánh giá", "ratings.Slip", "rater_person_id"),)
