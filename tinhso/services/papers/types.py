"""What papers gives and takes."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

PaperSize = Literal["A5", "A4"]


class PaperRole(StrEnum):
    """The moment of a dossier that a paper belongs to; the form number behind it changes with the circular."""

    RECEIPT = "receipt"
    SUPPLEMENT = "supplement"
    REFUSAL = "refusal"
    APOLOGY = "apology"
    STOP = "stop"
    CONTROL_SLIP = "control_slip"
    TRACKING_BOOK = "tracking_book"


@dataclass(frozen=True)
class Paper:
    """One form of a paper set."""

    role: PaperRole
    form: str
    title: str
    size: PaperSize
    template: str
    number_pattern: str
    copies: tuple[str, ...]
    layout: Literal["source", "ours"]
    landscape: bool
    legal_document: str
    # What a letter says (apology, stop), or what stands before and after the table of a form (refusal, supplement).
    body: str = ""
    closing: str = ""


@dataclass(frozen=True)
class RenderedPaper:
    """A paper as printed. `form` is its number in the circular ("01")."""

    pdf: bytes
    form: str
    title: str
    size: PaperSize
    file_name: str


@dataclass(frozen=True)
class Piece:
    """Words of two versions compared: they stayed ("same"), came ("new") or went ("old")."""

    how: Literal["same", "new", "old"]
    text: str


@dataclass(frozen=True)
class QrFacts:
    """Minimum data of the QR at the top left of every paper (TT 01/2023/TT-VPCP Điều 26).

    `holder_code` is the personal number, tax code or passport of the person the paper is about, as the caller
    may show it. `due_at` is for receipts; `valid_until` and `scope` for results; `lookup_url` is our addition.
    """

    dossier_code: str
    procedure_code: str
    holder_code: str
    paper_title: str
    system_name: str
    issued_at: datetime
    due_at: datetime | None = None
    valid_until: date | None = None
    validity: str = ""
    scope: str = ""
    lookup_url: str = ""
