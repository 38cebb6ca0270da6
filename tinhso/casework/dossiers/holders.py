"""Whose these things are: the columns that follow when two cards of one person become one."""

from tinhso.foundation.identity.types import HolderColumn

HOLDERS = (
    HolderColumn("hồ sơ", "dossiers.Dossier", "applicant_id", kind="applicant_kind"),
    HolderColumn("hồ sơ nộp thay", "dossiers.Dossier", "filed_by_id"),
    HolderColumn("nhóm hồ sơ", "dossiers.Bundle", "applicant_id", kind="applicant_kind"),
    HolderColumn("hồ sơ đang lập", "dossiers.FilingPlan", "applicant_id", kind="applicant_kind"),
    HolderColumn("hồ sơ làm người đại diện", "dossiers.Representative", "person_id"),
    HolderColumn("hồ sơ cùng ký", "dossiers.Cosigning", "answered_by_id"),
)
