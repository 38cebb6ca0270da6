"""Public values of dossiers."""

from tinhso.casework.dossiers.types.bulk import BulkKind, BulkLine, BulkOrder, BulkReport, BulkRow
from tinhso.casework.dossiers.types.consultations import (
    Consultation,
    ConsultationRule,
    Question,
    QuestionState,
    Silence,
)
from tinhso.casework.dossiers.types.dossier import Dossier, Reason, Step, Tracked, WorkItem
from tinhso.casework.dossiers.types.filing import (
    Application,
    Capacity,
    Cosigner,
    CosigningRequest,
    CosigningState,
    Filed,
    ForeignFiling,
    HelpAnswer,
    LateState,
    Mailing,
    Representative,
)
from tinhso.casework.dossiers.types.papers import Check, DigitisedCopy, DraftVersion, Paper, PaperFacts, Result, Verdict
from tinhso.casework.dossiers.types.standings import Decision, FilingChannel, ReturnMethod, Status

__all__ = [
    "Application",
    "BulkKind",
    "BulkLine",
    "BulkOrder",
    "BulkReport",
    "BulkRow",
    "Capacity",
    "Check",
    "Consultation",
    "ConsultationRule",
    "Cosigner",
    "CosigningRequest",
    "CosigningState",
    "Decision",
    "DigitisedCopy",
    "Dossier",
    "DraftVersion",
    "Filed",
    "FilingChannel",
    "ForeignFiling",
    "HelpAnswer",
    "LateState",
    "Mailing",
    "Paper",
    "PaperFacts",
    "Question",
    "QuestionState",
    "Reason",
    "Representative",
    "Result",
    "ReturnMethod",
    "Silence",
    "Status",
    "Step",
    "Tracked",
    "Verdict",
    "WorkItem",
]
