"""C27: the result as its holder reads it: who signed, whether it is whole and in force, where it is kept."""

from dataclasses import dataclass
from uuid import UUID

from tinhso.casework.dossiers import queries, result_lines
from tinhso.casework.dossiers.result_lines import ResultLine
from tinhso.casework.dossiers.types import Decision, Dossier, Result, Status
from tinhso.foundation.files import api as files
from tinhso.foundation.files.errors import FileLost
from tinhso.foundation.ui.types import Signer
from tinhso.kernel.actor import Actor
from tinhso.services.registers import api as registers
from tinhso.services.signatures import api as signatures
from tinhso.services.signatures.types import Verification
from tinhso.services.vault import api as vault
from tinhso.services.vault.types import VaultItem


@dataclass(frozen=True)
class ShownResult:
    """A returned result with its signatures checked now; `item` where the vault keeps it.

    `is_lost`: the store lost the signed file, so that nothing can be said of its signatures and nothing be downloaded.
    """

    result: Result
    is_granted: bool
    signers: tuple[Signer, ...]
    intact: bool
    trusted: bool
    words: tuple[str, ...]
    item: VaultItem | None
    # Whether the paper counts, as the register says it, and whether it does.
    state_words: str
    counts: bool
    # Of a group: the lines that were refused, and how many were not.
    refused_lines: tuple[ResultLine, ...] = ()
    tally: str = ""
    is_lost: bool = False


def shown_result(dossier: Dossier, *, actor: Actor) -> ShownResult | None:
    """The result of a returned dossier; the caller has read the dossier under guard."""
    result = queries.result_of(dossier.id) if dossier.status is Status.RETURNED else None
    if result is None or result.file_id is None:
        return None
    report = _report(result.file_id, dossier, actor)
    entry = next((one for one in registers.entries_of(("dossier", dossier.id)) if one.notation == result.number), None)
    lines: tuple[ResultLine, ...] = ()
    if result.fields.get(result_lines.FIELD):
        lines = result_lines.lines_of(dossier.procedure_version_id, dossier.answers, result.fields)
    return ShownResult(
        result=result,
        is_granted=result.decision is Decision.GRANTED,
        signers=tuple(
            Signer(name=one.name, role=one.role, signed_at=one.signed_at, timestamped=one.timestamped)
            for one in (report.signers if report else ())
        ),
        intact=report is not None and report.intact,
        trusted=report is not None and report.trusted,
        words=(report.remarks if report.signers else report.words) if report else (),
        item=next(iter(vault.items_from(("dossier", dossier.id))), None),
        state_words=registers.state_in_words(entry) if entry else "",
        counts=entry is not None and entry.is_in_force,
        refused_lines=tuple(line for line in lines if line.reason),
        tally=result_lines.tally(lines),
        is_lost=report is None,
    )


def _report(file_id: UUID, dossier: Dossier, actor: Actor) -> Verification | None:
    try:
        content = files.read_file(file_id=file_id, owner=("dossier_result", dossier.id), actor=actor)
    except FileLost:
        return None
    return signatures.verify_pdf(content.read())
