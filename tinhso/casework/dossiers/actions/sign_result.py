"""The drafted result is printed and signed by who decides; the number goes in at once, or is left to the clerk."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tinhso.casework.dossiers import chronicle, draft_files, initials, printing
from tinhso.casework.dossiers.actions.issue_result import issue_result, result_type_of, take_number
from tinhso.casework.dossiers.applicants import signer_of
from tinhso.casework.dossiers.errors import WrongStatus
from tinhso.casework.dossiers.models import Dossier, Result
from tinhso.engines.procedures import api as procedures
from tinhso.foundation.files import api as files
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import local
from tinhso.kernel.errors import Invalid
from tinhso.services.signatures import api as signatures
from tinhso.services.signatures.types import Signature


@dataclass(frozen=True, kw_only=True)
class Elsewhere:
    """A signature that did not come from a key the platform reaches: from the signer's machine, or by hand on paper."""

    task_id: UUID
    signature: Signature | None = None
    scan: bytes | None = None
    why: str = ""

    @property
    def is_used(self) -> bool:
        return self.signature is not None or self.scan is not None


def sign_result(row: Dossier, *, issues: bool, elsewhere: Elsewhere | None = None, at: datetime, actor: Actor) -> None:
    """Have the draft signed by this person. `issues`: number and seal it in the same act; else the clerk will.

    What is signed elsewhere always has its number filled in afterwards. Raises WrongStatus without a draft or when it is
    signed already, and what signing raises: then nothing has happened.
    """
    if actor.person_id is None:
        raise Invalid("Kết quả phải do một người ký.")
    result = unsigned(row)
    # A paper that is initialled was printed before its number is known.
    is_printed = initials.to_sign(row, result, actor=actor) is not None or elsewhere is not None
    number = take_number(row, result, at=at, actor=actor) if issues and not is_printed else None
    result.number = number.notation if number else ""
    signer = signer_of(actor)
    if elsewhere is None:
        pdf = printed(row, result, at=at, actor=actor)
        signed = signatures.sign_person(
            pdf=pdf, person_id=actor.person_id, name=signer.name, title=signer.title, actor=actor, at=at
        ).pdf
    else:
        signed = _from_elsewhere(row, result, elsewhere, at=at, actor=actor)
    result.signed_at, result.signed_by_id, result.signer_name = at, actor.person_id, signer.name
    if issues:
        issue_result(row, result, signed, number=number, at=at, actor=actor)
    else:
        _keep(row, result, signed, at=at, actor=actor)


def _from_elsewhere(row: Dossier, result: Result, elsewhere: Elsewhere, *, at: datetime, actor: Actor) -> bytes:
    kind = result_type_of(procedures.get_procedure_version(row.procedure_version_id), result.decision)
    # As it was printed: what is prepared is never signed on a later day.
    result.valid_to = printing.valid_until(kind, result.decision, local(at).date())
    if elsewhere.signature is not None:
        return signatures.finish_signature(
            signature=elsewhere.signature, subject=("task", elsewhere.task_id), actor=actor, at=at
        ).pdf
    if not elsewhere.why.strip():
        raise Invalid("Cần ghi lý do ký trên giấy.", fields={"/note": "Ghi vì sao không ký số được."})
    assert elsewhere.scan is not None
    if signatures.verify_pdf(elsewhere.scan).signers:
        raise Invalid("Tệp này đã có chữ ký số.", fields={"/scan": "Tải lên bản quét của bản giấy đã ký tay."})
    result.on_paper = True
    words = f"Ký trên giấy, số hóa bằng con dấu số của cơ quan. Lý do: {elsewhere.why.strip()[:300]}"
    chronicle.note(row, words=words, at=at, actor=actor)
    return signatures.reserve_number(elsewhere.scan)


def issue_signed(row: Dossier, *, at: datetime, actor: Actor) -> None:
    """The clerk's act: number and seal what was signed before. Raises WrongStatus when nothing waits for a number."""
    result = Result.objects.filter(dossier=row).first()
    if result is None or result.signed_file_id is None or result.file_id is not None:
        raise WrongStatus("Chưa có kết quả đã ký để cấp số, đóng dấu.")
    if actor.person_id is None:
        raise Invalid("Kết quả phải do một người cấp số, đóng dấu.")
    content = files.read_file(file_id=result.signed_file_id, owner=("dossier_signed", row.id), actor=actor)
    issue_result(row, result, content.read(), number=None, at=at, actor=actor)


def printed(row: Dossier, result: Result, *, at: datetime, actor: Actor) -> bytes:
    """The result as it will be signed: the file that carries the initials where the agency asks for them, else printed now.

    Without a number its place is left open. Sets until when it will hold. Raises what `initials.to_sign` raises.
    """
    procedure = procedures.get_procedure_version(row.procedure_version_id)
    kind = result_type_of(procedure, result.decision)
    result.valid_to = printing.valid_until(kind, result.decision, local(at).date())
    initialled = initials.to_sign(row, result, actor=actor)
    if initialled is not None:
        return initials.read(initialled, actor=actor)
    owner = identity.get_agency(row.owner_agency_id)
    pdf = printing.result_pdf(
        row,
        result,
        procedure,
        owner=owner,
        signer=signer_of(actor),
        valid_to=result.valid_to,
        at=at,
        written=draft_files.body_of(row, result.decision, actor=actor),
    )
    return pdf if result.number else signatures.reserve_number(pdf)


def unsigned(row: Dossier) -> Result:
    """The drafted result, not signed yet. Raises WrongStatus."""
    result = Result.objects.filter(dossier=row).first()
    if result is None:
        raise WrongStatus("Chưa có dự thảo kết quả để ký.")
    if result.signed_at is not None:
        raise WrongStatus("Kết quả này đã ký.")
    return result


def _keep(row: Dossier, result: Result, pdf: bytes, *, at: datetime, actor: Actor) -> None:
    stored = files.store(content=pdf, name=f"{row.code}-da-ky.pdf", media_type="application/pdf", actor=actor)
    files.link_file(file_id=stored.id, owner=("dossier_signed", row.id), signed=True, actor=actor)
    result.signed_file_id = stored.id
    result.save()
    chronicle.note(row, words="Đã ký; chuyển văn thư cấp số, đóng dấu.", at=at, actor=actor)
