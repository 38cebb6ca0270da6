"""Rows of dossiers, a file for each matter."""

from tinhso.casework.dossiers.models.consultation import Consultation
from tinhso.casework.dossiers.models.cosigning import Cosigning
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

__all__ = [
    "Cancellation",
    "ComponentCheck",
    "Consultation",
    "Cosigning",
    "Dossier",
    "FilingPlan",
    "Paper",
    "Result",
    "ResultDraft",
    "StatusChange",
    "WorkItem",
]
