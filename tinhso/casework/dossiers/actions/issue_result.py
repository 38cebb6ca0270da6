"""The result: drafted by an officer, then numbered, printed, signed by the leader and sealed by the agency in one act."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tinhso.casework.dossiers import chronicle, printing, timing
from tinhso.casework.dossiers.applicants import signer_of
from tinhso.casework.dossiers.errors import WrongStatus
from tinhso.casework.dossiers.events import DossierFinished
from tinhso.casework.dossiers.late_dossiers import late_facts
from tinhso.casework.dossiers.models import Dossier, Result, ResultDraft
from tinhso.casework.dossiers.types import Decision, Status
from tinhso.engines.deadlines.types import ClockKind
from tinhso.engines.procedures import api as procedures
from tinhso.engines.procedures.types import Procedure, ResultType
from tinhso.foundation.files import api as files
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import local
from tinhso.kernel.errors import Invalid
from tinhso.services.registers import api as registers
from tinhso.services.signatures import api as signatures


def draft_result(row: Dossier, decision: str, fields: Mapping[str, Any] | None, *, at: datetime, actor: Actor) -> None:
    """Write or rewrite the draft: what it decides and the words the officer put in its fields."""
    if actor.person_id is None or decision not in {d.value for d in Decision}:
        raise Invalid("Dự thảo phải nêu quyết định và người dự thảo.")
    result_type = result_type_of(procedures.get_procedure_version(row.procedure_version_id), decision)
    text = {name: value for name, value in (fields or {}).items() if value}
    if decision == Decision.REFUSED and not text.get("reason"):
        raise Invalid("Văn bản từ chối phải nêu lý do.", fields={"/draft/reason": "Hãy ghi lý do không giải quyết."})
    Result.objects.update_or_create(
        dossier=row,
        defaults={
            "decision": decision,
            "title": result_type.title if decision == Decision.GRANTED else "Thông báo không giải quyết hồ sơ",
            "fields": text,
            "drafted_at": at,
            "drafted_by_id": actor.person_id,
        },
    )
    keep_version(row, decision, text, at=at, actor=actor)


def keep_version(row: Dossier, decision: str, text: Mapping[str, Any], *, at: datetime, actor: Actor) -> None:
    """Keep a version of the draft unless it says what the last one says; the dossier's row is locked."""
    assert actor.person_id is not None
    last = ResultDraft.objects.filter(dossier=row).order_by("-seq").first()
    if last is not None and (last.decision, last.fields) == (decision, dict(text)):
        return
    ResultDraft.objects.create(
        dossier=row,
        seq=last.seq + 1 if last else 1,
        decision=decision,
        fields=dict(text),
        drafted_at=at,
        drafted_by_id=actor.person_id,
    )


def result_type_of(procedure: Procedure, decision: str) -> ResultType:
    """The result that a decision gives; a refusal falls back to the first when the procedure defines none of its own."""
    for result in procedure.results:
        if result.outcome == decision:
            return result
    return procedure.results[0]


def issue_result(row: Dossier, *, at: datetime, actor: Actor) -> None:
    """Number, print, sign and seal the drafted result; the dossier is finished (national status 9).

    All inside the act's transaction: a signature server that fails gives the number back and leaves the task open.
    """
    if actor.person_id is None:
        raise Invalid("Kết quả phải do một người ký.")
    result = Result.objects.filter(dossier=row).first()
    if result is None:
        raise WrongStatus("Chưa có dự thảo kết quả để ký.")
    procedure = procedures.get_procedure_version(row.procedure_version_id)
    kind = result_type_of(procedure, result.decision)
    owner = identity.get_agency(row.owner_agency_id)
    signer = signer_of(actor)
    year = local(at).year
    register = kind.register if result.decision == Decision.GRANTED and kind.register else "thong-bao"
    serial = registers.take_number(scope=f"result.{owner.code}.{register}.{year}", actor=actor)
    result.number = f"{serial}/{year}"
    row.decision = result.decision
    row.finished_at, row.finished_on = at, local(at).date()
    valid_to = printing.valid_until(kind, row.finished_on)
    pdf = printing.result_pdf(row, result, procedure, owner=owner, signer=signer, valid_to=valid_to, at=at)
    signed = signatures.sign_person(
        pdf=pdf, person_id=actor.person_id, name=signer.name, title=signer.title, actor=actor, at=at
    )
    sealed = signatures.seal_agency(pdf=signed.pdf, agency_code=owner.code, agency_name=owner.name, actor=actor, at=at)
    stored = files.store(content=sealed.pdf, name=f"{row.code}-ket-qua.pdf", media_type="application/pdf", actor=actor)
    files.link_file(file_id=stored.id, owner=("dossier_result", row.id), signed=True, actor=actor)
    result.file_id, result.sha256 = stored.id, hashlib.sha256(sealed.pdf).hexdigest()
    result.signed_at, result.signed_by_id, result.signer_name = at, actor.person_id, signer.name
    result.save()
    registers.record_entry(
        register=f"{owner.code}.{register}",
        agency_id=owner.id,
        number=serial,
        notation=result.number,
        year=year,
        subject=("dossier", row.id),
        title=result.title,
        issued_on=row.finished_on,
        valid_to=valid_to,
        token=result.verify_token,
        file_id=stored.id,
        actor=actor,
    )
    timing.finish(row, ClockKind.PROCESSING, at=at, reason="Ký kết quả.", actor=actor)
    chronicle.move(row, Status.FINISHED, words="Đã ký, cấp số kết quả; chuyển bộ phận một cửa.", at=at, actor=actor)
    chronicle.tell(
        row,
        DossierFinished,
        act="dossiers.sign",
        actor=actor,
        detail={"sha256": result.sha256},
        **late_facts(row, at=at),
    )
