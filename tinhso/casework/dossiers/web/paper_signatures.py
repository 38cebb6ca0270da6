"""What the signatures on a paper that was handed in say, beside its pages: who signed, whether it was altered since."""

from collections.abc import Sequence
from dataclasses import dataclass

from tinhso.casework.dossiers.types import Dossier
from tinhso.casework.dossiers.web.documents import Document
from tinhso.casework.dossiers.web.words import GivenPaper
from tinhso.foundation.files import api as files
from tinhso.foundation.files.errors import FileLost
from tinhso.foundation.ui.types import Signer
from tinhso.kernel.actor import Actor
from tinhso.services.registers import api as registers
from tinhso.services.signatures import api as signatures

PDF = "application/pdf"


@dataclass(frozen=True, kw_only=True)
class PaperSignatures:
    """`signers` is empty for a paper without signatures, and `words` then says so.

    `issued_words`: the file is byte for byte what an agency here issued, and whether that still counts; else "".
    """

    signers: tuple[Signer, ...]
    intact: bool
    trusted: bool
    words: tuple[str, ...]
    issued_words: str
    issued_counts: bool


def signatures_on(
    dossier: Dossier, document: Document | None, given: Sequence[GivenPaper], *, actor: Actor
) -> PaperSignatures | None:
    """The signatures of the paper in the viewer, checked now; None for what is no PDF that was handed in."""
    file = next(
        (one for paper in given for one in paper.files if document is not None and str(one.id) == document.key), None
    )
    if file is None or file.media_type != PDF:
        return None
    try:
        content = files.read_file(file_id=file.id, owner=("dossier", dossier.id), actor=actor).read()
    except FileLost as lost:
        return PaperSignatures(
            signers=(), intact=False, trusted=False, words=(lost.message,), issued_words="", issued_counts=False
        )
    report = signatures.verify_pdf(content)
    issued = registers.facts_of_file(file.sha256)
    return PaperSignatures(
        signers=tuple(
            Signer(name=one.name, role=one.role, signed_at=one.signed_at, timestamped=one.timestamped)
            for one in report.signers
        ),
        intact=report.intact,
        trusted=report.trusted,
        words=report.remarks if report.signers else report.words,
        issued_words=f"Bản do cơ quan trong tỉnh cấp, số {issued.number}. {issued.words}" if issued else "",
        issued_counts=issued is not None and issued.state == "in_force",
    )
