"""The result: drafted by an officer; once it is signed (sign_result.py) it gets its number and the agency's seal."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tinhso.casework.dossiers import chronicle, copies, result_lines, timing
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

_ISSUED = "Văn thư đã cấp số, đóng dấu; chuyển bộ phận một cửa."


@dataclass(frozen=True, kw_only=True)
class Number:
    """A number of a register, as it is counted and as it is written; certified copies have one for each original."""

    serials: range
    notation: str
    register: str

    @property
    def serial(self) -> int:
        """The first, under which the result is entered."""
        return self.serials[0]


def draft_result(row: Dossier, decision: str, fields: Mapping[str, Any] | None, *, at: datetime, actor: Actor) -> None:
    """Write or rewrite the draft: what it decides and the words the officer put in its fields."""
    if actor.person_id is None or decision not in {d.value for d in Decision}:
        raise Invalid("Dự thảo phải nêu quyết định và người dự thảo.")
    result_type = result_type_of(procedures.get_procedure_version(row.procedure_version_id), decision)
    text = {name: value for name, value in (fields or {}).items() if value}
    last = ResultDraft.objects.filter(dossier=row).order_by("-seq").first()
    # What was decided line by line on the page of the draft goes on with whatever is written beside the button.
    if decision == Decision.GRANTED and last is not None and last.fields.get(result_lines.FIELD):
        text.setdefault(result_lines.FIELD, last.fields[result_lines.FIELD])
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
            # Sent back after it was signed: what was signed stays in the files, this draft waits for a new signature.
            **dict.fromkeys(("signed_at", "signed_by_id", "signed_file_id", "valid_to")),
            "signer_name": "",
            "on_paper": False,
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


def issue_result(
    row: Dossier, result: Result, signed: bytes, *, number: Number | None, at: datetime, actor: Actor
) -> None:
    """Give the number, seal what was signed, enter it in the register: the dossier is finished (national status 9).

    `number` None: it is taken now and filled into the place that the signer left open (văn thư cấp số, đóng dấu); else it
    is printed in what was signed. All inside the act's transaction: a signature server that fails gives the number back.
    """
    assert actor.person_id is not None
    owner = identity.get_agency(row.owner_agency_id)
    day = local(at).date()
    granted = ""
    if result.decision == Decision.GRANTED and result.fields.get(result_lines.FIELD):
        granted = result_lines.tally(result_lines.lines_of(row.procedure_version_id, row.answers, result.fields))
    fill = None
    if number is None:
        number = take_number(row, result, at=at, actor=actor)
        fill = {signatures.RESERVED_NUMBER: number.notation, signatures.RESERVED_DATE: date_words(day)}
    sealed = signatures.seal_agency(
        pdf=signed, agency_code=owner.code, agency_name=owner.name, actor=actor, at=at, fill=fill
    )
    stored = files.store(content=sealed.pdf, name=f"{row.code}-ket-qua.pdf", media_type="application/pdf", actor=actor)
    files.link_file(file_id=stored.id, owner=("dossier_result", row.id), signed=True, actor=actor)
    row.decision = result.decision
    row.finished_at, row.finished_on = at, day
    result.number = number.notation
    result.file_id, result.sha256 = stored.id, hashlib.sha256(sealed.pdf).hexdigest()
    result.issued_at, result.issued_by_id = at, actor.person_id
    result.save()
    registers.record_entry(
        register=f"{owner.code}.{number.register}",
        agency_id=owner.id,
        number=number.serial,
        notation=number.notation,
        year=day.year,
        subject=("dossier", row.id),
        title=f"{result.title} (cấp {granted})" if granted else result.title,
        issued_on=day,
        valid_to=result.valid_to,
        token=result.verify_token,
        file_id=stored.id,
        actor=actor,
    )
    if result.decision == Decision.GRANTED:
        copies.write_down(row, number.serials, signer=result.signer_name, at=at, actor=actor)
    timing.finish(row, ClockKind.PROCESSING, at=at, reason="Cấp số, phát hành kết quả.", actor=actor)
    words = "Đã ký, cấp số kết quả; chuyển bộ phận một cửa." if fill is None else _ISSUED
    if granted:
        words = f"{words} Giải quyết {granted}, có văn bản nêu lý do từng dòng còn lại."
    chronicle.move(row, Status.FINISHED, words=words, at=at, actor=actor)
    chronicle.tell(
        row,
        DossierFinished,
        act="dossiers.sign" if fill is None else "dossiers.issue",
        actor=actor,
        detail={"sha256": result.sha256},
        on_paper=result.on_paper,
        **late_facts(row, at=at),
    )


def take_number(row: Dossier, result: Result, *, at: datetime, actor: Actor) -> Number:
    """The next number of the agency's register for what is decided, in the year of the moment."""
    procedure = procedures.get_procedure_version(row.procedure_version_id)
    kind = result_type_of(procedure, result.decision)
    register = kind.register if result.decision == Decision.GRANTED and kind.register else "thong-bao"
    owner, year = identity.get_agency(row.owner_agency_id), local(at).year
    originals = copies.papers_of(row, procedure) if result.decision == Decision.GRANTED else ()
    serials = registers.take_numbers(
        scope=f"result.{owner.code}.{register}.{year}", count=max(len(originals), 1), actor=actor
    )
    return Number(serials=serials, notation=copies.notation(serials, year), register=register)


def date_words(day: date) -> str:
    """The day as a document states it."""
    return f"ngày {day.day:02d} tháng {day.month:02d} năm {day.year}"
