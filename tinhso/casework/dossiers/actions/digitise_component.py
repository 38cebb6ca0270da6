"""Digitise a paper that came to the desk: signed copy, extracted facts, code, vault (TT 01/2023/TT-VPCP)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tinhso.casework.dossiers import chronicle
from tinhso.casework.dossiers.applicants import signer_of
from tinhso.casework.dossiers.desk_queries import copy_view, digitising_rule
from tinhso.casework.dossiers.digitising import DigitisingRule
from tinhso.casework.dossiers.errors import AlreadyDigitised, NoDossier, WrongStatus
from tinhso.casework.dossiers.events import ComponentDigitised
from tinhso.casework.dossiers.models import DigitisedCopy as CopyRow
from tinhso.casework.dossiers.models import Dossier
from tinhso.casework.dossiers.signing_hands import CENTRAL, Hand
from tinhso.casework.dossiers.types import DigitisedCopy, PaperFacts, Status
from tinhso.engines.procedures import api as procedures
from tinhso.engines.procedures.types import Component
from tinhso.foundation.access import api as access
from tinhso.foundation.files import api as files
from tinhso.foundation.files.types import UploadKind
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import local, now
from tinhso.kernel.errors import Denied, Invalid
from tinhso.kernel.text import clean
from tinhso.services.registers import api as registers
from tinhso.services.vault import api as vault

PDF = "application/pdf"
MOST_BYTES = 20_000_000
_OPEN = (Status.ACCEPTED, Status.PROCESSING, Status.SUPPLEMENT, Status.FINANCIAL, Status.FINISHED)


def digitise_component(
    *,
    dossier_id: UUID,
    component: str,
    facts: PaperFacts,
    file_id: UUID | None = None,
    scans: Sequence[tuple[str, bytes]] = (),
    hand: Hand = CENTRAL,
    actor: Actor,
) -> DigitisedCopy:
    """Make the digitised copy of one paper of an accepted dossier, in one transaction.

    Either `file_id` names a PDF that came with the dossier, or `scans` (name, content) are what the scanner gives now:
    one PDF, or photos that become one. The officer's own signature goes on the copy; a paper that is the result of an
    earlier procedure becomes an item of the applicant's vault, issued as a digitised copy by the desk's agency.
    Raises Denied, NoDossier, WrongStatus, AlreadyDigitised, Invalid (fields), UploadRefused, SigningUnavailable.
    """
    scan = _bound(scans) if scans else None
    with transaction.atomic():
        row = chronicle.lock(dossier_id, actor=actor)
        access.authorise(actor=actor, act="dossiers.accept", agency_id=row.receiving_agency_id)
        if actor.person_id is None:
            raise Denied("Chỉ cán bộ có chữ ký số mới số hóa giấy tờ.")
        at = now()
        rule = digitising_rule(on=local(at).date())
        paper = _component(row, component, rule)
        _check(row, paper, facts, local(at).date(), actor)
        source, content = _source(row, component, file_id, scan, actor)
        if CopyRow.objects.filter(dossier=row, source_file_id=source).exists():
            raise AlreadyDigitised
        signer = signer_of(actor)
        signed = hand.sign(content, at=at, actor=actor)
        kept = files.store(content=signed, name=f"{component}.pdf", media_type=PDF, actor=actor)
        copy = CopyRow(
            dossier=row,
            component=component,
            source_file_id=source,
            file_id=kept.id,
            sha256=kept.sha256,
            result_code=paper.result_code or "",
            facts=_facts(facts),
            signer_name=signer.name,
            digitised_at=at,
            digitised_by_id=actor.person_id,
        )
        files.link_file(file_id=kept.id, owner=("dossier_digitised", copy.id), signed=True, actor=actor)
        copy.code = _code(row, paper, rule, at, actor)
        if paper.result_code:
            copy.item_id = _deposit(row, paper, copy, facts, at, actor)
        copy.save(force_insert=True)
        if scan is not None:
            chronicle.save(row, "papers")
        chronicle.note(row, words=f"Số hóa “{paper.title}”, mã {copy.code}."[:300], at=at, actor=actor)
        chronicle.tell(
            row, ComponentDigitised, act="dossiers.digitise", actor=actor,
            detail={"component": component, "code": copy.code, "sha256": copy.sha256},
            component=component, result_code=copy.result_code,
        )  # fmt: skip
    return copy_view(copy)


def take_scan(*, dossier_id: UUID, component: str, scans: Sequence[tuple[str, bytes]], actor: Actor) -> UUID:
    """The first of the four steps alone, for a copy that waits for the officer's machine: the scan belongs to the dossier.

    Returns its file's id. Raises as `digitise_component`.
    """
    scan = _bound(scans)
    with transaction.atomic():
        row = chronicle.lock(dossier_id, actor=actor)
        access.authorise(actor=actor, act="dossiers.accept", agency_id=row.receiving_agency_id)
        _component(row, component, digitising_rule(on=local(now()).date()))
        file_id, _ = _source(row, component, None, scan, actor)
        chronicle.save(row, "papers")
        access.record_write(
            actor=actor, act="dossiers.take_scan", target=("dossier", row.id), detail={"component": component}
        )
    return file_id


def _component(row: Dossier, code: str, rule: DigitisingRule) -> Component:
    if Status(row.status) not in _OPEN:
        raise WrongStatus("Chỉ số hóa giấy tờ của hồ sơ đã tiếp nhận và chưa trả kết quả.")
    procedure = procedures.get_procedure_version(row.procedure_version_id)
    paper = next((one for one in procedure.components if one.code == code), None)
    if paper is None or not rule.covers(paper):
        raise Invalid("Thành phần này không thuộc diện số hóa.")
    return paper


def _check(row: Dossier, paper: Component, facts: PaperFacts, on: date, actor: Actor) -> None:
    """A result has a number, an issuer and a day; a paper that the vault holds already is not taken twice."""
    wrong = {**(_missing(facts) if paper.result_code else {}), **_wrong_days(facts, on)}
    if wrong:
        raise Invalid("Chưa số hóa được giấy này.", fields=wrong)
    if paper.result_code:
        held = vault.find_items(holder=row.holder, result_code=paper.result_code, actor=actor)
        if clean(facts.number).casefold() in {item.number.casefold() for item in held}:
            raise AlreadyDigitised


def _missing(facts: PaperFacts) -> dict[str, str]:
    wrong = {}
    if not clean(facts.number):
        wrong["/number"] = "Ghi số của giấy."
    if not clean(facts.issuer):
        wrong["/issuer"] = "Ghi cơ quan đã cấp giấy."
    if facts.issued_on is None:
        wrong["/issued_on"] = "Ghi ngày cấp."
    return wrong


def _wrong_days(facts: PaperFacts, on: date) -> dict[str, str]:
    wrong = {}
    if facts.issued_on and facts.issued_on > on:
        wrong["/issued_on"] = "Ngày cấp không thể ở tương lai."
    if facts.valid_to and facts.issued_on and facts.valid_to < facts.issued_on:
        wrong["/valid_to"] = "Ngày hết hiệu lực phải sau ngày cấp."
    elif facts.valid_to and facts.valid_to < on:
        wrong["/valid_to"] = "Giấy đã hết hiệu lực thì không nhận làm thành phần hồ sơ."
    return wrong


def _source(
    row: Dossier, component: str, file_id: UUID | None, scan: tuple[str, bytes, int | None] | None, actor: Actor
) -> tuple[UUID, bytes]:
    """The scan that is signed: one that came with the dossier, or a new one, which then belongs to it."""
    if scan is not None:
        name, content, pages = scan
        kept = files.store(content=content, name=name, media_type=PDF, pages=pages, actor=actor)
        files.link_file(file_id=kept.id, owner=("dossier", row.id), actor=actor)
        row.papers = {**row.papers, component: [*row.papers.get(component, ()), str(kept.id)]}
        return kept.id, content
    if file_id is None:
        raise Invalid("Chưa có bản quét.", fields={"/scan": "Quét giấy này, hoặc chọn tệp đã có trong hồ sơ."})
    if str(file_id) not in row.papers.get(component, ()):
        raise NoDossier
    found = files.read_file(file_id=file_id, owner=("dossier", row.id), actor=actor)
    if found.file.media_type != PDF:
        raise Invalid("Tệp này không phải PDF.", fields={"/scan": "Quét lại giấy này thành PDF hoặc ảnh."})
    return file_id, found.read()


def _bound(scans: Sequence[tuple[str, bytes]]) -> tuple[str, bytes, int | None]:
    """(name, PDF, pages) of what the scanner gave: one PDF as it is, photos together as one."""
    checked = [
        (files.check_upload(content=content, name=name, max_bytes=MOST_BYTES), content) for name, content in scans
    ]
    if any(one.kind is UploadKind.PDF for one, _ in checked):
        if len(checked) > 1:
            raise Invalid("Mỗi lần số hóa một giấy.", fields={"/scan": "Chọn một tệp PDF, hoặc các ảnh của cùng giấy."})
        return checked[0][0].name, checked[0][1], checked[0][0].pages
    name = checked[0][0].name.rpartition(".")[0] + ".pdf"
    names = [one.name for one, _ in checked]
    return name, files.photos_to_pdf((content for _, content in checked), name=name, names=names), len(checked)


def _facts(facts: PaperFacts) -> dict[str, Any]:
    return {
        "number": clean(facts.number),
        "issuer": clean(facts.issuer),
        "issued_on": facts.issued_on.isoformat() if facts.issued_on else None,
        "valid_to": facts.valid_to.isoformat() if facts.valid_to else None,
    }


def _code(row: Dossier, paper: Component, rule: DigitisingRule, at: datetime, actor: Actor) -> str:
    agency, on = identity.get_agency(row.receiving_agency_id).code, local(at).date()
    kind = paper.result_code or rule.other
    number = registers.take_number(scope=rule.scope(agency=agency, paper=kind, on=on), actor=actor)
    return rule.code(agency=agency, paper=kind, on=on, number=number)


def _deposit(row: Dossier, paper: Component, copy: CopyRow, facts: PaperFacts, at: datetime, actor: Actor) -> UUID:
    assert paper.result_code is not None
    item = vault.deposit(
        holder=row.holder,
        result_code=paper.result_code,
        title=f"{paper.title} (bản số hóa)"[:300],
        number=clean(facts.number),
        issuer_agency_id=row.receiving_agency_id,
        issued_on=facts.issued_on or local(at).date(),
        valid_to=facts.valid_to,
        file_id=copy.file_id,
        data={
            "digitised.code": copy.code,
            **{f"digitised.{name}": value for name, value in copy.facts.items() if value},
        },
        source=("digitised_copy", copy.id),
        actor=actor,
    )
    return item.id
