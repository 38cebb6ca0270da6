"""Rows of dossiers, a file for each matter."""

from tinhso.casework.dossiers.models.bulk_act import BulkAct, BulkLine
from tinhso.casework.dossiers.models.bundle import Bundle
from tinhso.casework.dossiers.models.consultation import Consultation
from tinhso.casework.dossiers.models.cosigning import Cosigning
from tinhso.casework.dossiers.models.digitised import DigitisedCopy
from tinhso.casework.dossiers.models.dossier import (
    Cancellation,
    ComponentCheck,
    Dossier,
    FilingPlan,
    Paper,
    Result,
    ResultDraft,
    StatusChange,
    WorkItem,
)
from tinhso.casework.dossiers.models.draft_file import DraftComment, DraftFile
from tinhso.casework.dossiers.models.due_warning import DueWarning
from tinhso.casework.dossiers.models.extension import Extension
from tinhso.casework.dossiers.models.held_demand import HeldDemand
from tinhso.casework.dossiers.models.initial import Initial
from tinhso.casework.dossiers.models.late_entry import LateEntry
from tinhso.casework.dossiers.models.mishap import Mishap, Unclaimed
from tinhso.casework.dossiers.models.representative import Representative
from tinhso.casework.dossiers.models.sector_entry import SectorEntry
from tinhso.casework.dossiers.models.supplement import Supplement, SupplementItem, SupplementMessage
from tinhso.casework.dossiers.models.waiting_letter import WaitingLetter

__all__ = [
    "BulkAct",
    "BulkLine",
    "Bundle",
    "Cancellation",
    "ComponentCheck",
    "Consultation",
    "Cosigning",
    "DigitisedCopy",
    "Dossier",
    "DraftComment",
    "DraftFile",
    "DueWarning",
    "Extension",
    "FilingPlan",
    "HeldDemand",
    "Initial",
    "LateEntry",
    "Mishap",
    "Paper",
    "Representative",
    "Result",
    "ResultDraft",
    "SectorEntry",
    "StatusChange",
    "Supplement",
    "SupplementItem",
    "SupplementMessage",
    "Unclaimed",
    "WaitingLetter",
    "WorkItem",
]
