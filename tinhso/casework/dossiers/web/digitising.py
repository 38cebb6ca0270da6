"""O04: digitise what came on paper, one paper after the other: scan beside what is read off it."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tinhso.casework.dossiers import api, desk_queries, queries
from tinhso.casework.dossiers.errors import NoDossier
from tinhso.casework.dossiers.types import DigitisedCopy, Dossier, PaperFacts
from tinhso.casework.dossiers.waiting_letters import LetterAct, copies_waiting
from tinhso.casework.dossiers.web import words
from tinhso.casework.dossiers.web.documents import Document, document_of_file
from tinhso.casework.dossiers.web.duty import on_duty, uuid_of
from tinhso.casework.dossiers.web.intake_form import read_date
from tinhso.engines.procedures import api as procedures
from tinhso.engines.procedures.types import Component
from tinhso.foundation.access import api as access
from tinhso.foundation.files import api as files
from tinhso.foundation.files.types import FileRef
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import today
from tinhso.kernel.errors import Conflict, DomainError, Invalid
from tinhso.services.signatures import api as signatures
from tinhso.services.signatures.types import OwnPaper

PURPOSE = "Số hóa giấy tờ hồ sơ"


def papers_to_digitise(dossier: Dossier) -> list[tuple[Component, DigitisedCopy | None]]:
    """The components that came on paper or as scans and fall under the rule, each with its copy where it is made.

    A paper of a level that the reader does not see is not among them: its copy says number, issuer and day.
    """
    rule = desk_queries.digitising_rule(on=today())
    copies = {copy.component: copy for copy in desk_queries.digitised_of(dossier.id)}
    checks = queries.checks_of(dossier.id)
    came = {code for code, check in checks.items() if check.originals + check.copies} | set(dossier.papers)
    left_out = set(dossier.held) | dossier.hidden_papers
    return [
        (one, copies.get(one.code))
        for one in procedures.get_procedure_version(dossier.procedure_version_id).components
        if rule.covers(one) and one.code in came | set(copies) and one.code not in left_out
    ]


@on_duty
@require_GET
def begin(request: HttpRequest, dossier_id: UUID) -> HttpResponseBase:
    """On to the first paper that has no copy and none that waits for a signature; the receipt's page when all have."""
    dossier = _seen(request, dossier_id)
    return redirect(_next(dossier))


def _next(dossier: Dossier) -> str:
    waiting = copies_waiting(dossier.id)
    for component, copy in papers_to_digitise(dossier):
        if copy is None and component.code not in waiting:
            return reverse("dossiers:digitise", args=[dossier.id, component.code])
    return reverse("dossiers:intake_done", args=[dossier.id])


def _seen(request: HttpRequest, dossier_id: UUID) -> Dossier:
    actor = identity.actor_of(request)
    dossier = queries.get_dossier(dossier_id, actor=actor, purpose=PURPOSE)
    access.authorise(actor=actor, act="dossiers.accept", agency_id=dossier.receiving_agency_id)
    if dossier.accepted_at is None:
        raise NoDossier
    return dossier


@on_duty
@require_http_methods(["GET", "POST"])
def digitise(request: HttpRequest, dossier_id: UUID, component: str) -> HttpResponseBase:
    """One paper: what the scanner gave, what is read off it, one press for signature, code and vault."""
    dossier = _seen(request, dossier_id)
    lines = papers_to_digitise(dossier)
    found = next((line for line in lines if line[0].code == component), None)
    if found is None:
        raise NoDossier
    paper, copy = found
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST" and copy is None:
        try:
            facts = _facts(request)
            _digitise(request, dossier, paper, facts)
        except Invalid as refused:
            errors, status = refused.by_box("scan"), 422
        except (Conflict, DomainError) as refused:
            errors, status = {"scan": refused.message}, 409
        else:
            return redirect(_next(dossier))
    scans = _scans(dossier, component)
    context = {
        "dossier": dossier,
        "paper": paper,
        "copy": copy,
        "lines": lines,
        "waiting": copies_waiting(dossier.id),
        "signs_later": _signs_later(dossier, identity.actor_of(request)),
        "scans": scans,
        "document": _picture(dossier, scans, copy),
        "posted": request.POST,
        "errors": errors,
    }
    return render(request, "dossiers/desk/digitise.html", context, status=status)


def _digitise(request: HttpRequest, dossier: Dossier, paper: Component, facts: PaperFacts) -> None:
    """Sign now, or put the copy to what waits for the officer's own machine where the desk's rule says so."""
    actor = identity.actor_of(request)
    file_id = uuid_of(request.POST.get("file"))
    scans = [(one.name or "quet", one.read()) for one in request.FILES.getlist("scan")]
    if not _signs_later(dossier, actor):
        api.digitise_component(
            dossier_id=dossier.id, component=paper.code, facts=facts, file_id=file_id, scans=scans, actor=actor
        )
        return
    with transaction.atomic():
        if scans:
            file_id = api.take_scan(dossier_id=dossier.id, component=paper.code, scans=scans, actor=actor)
        if file_id is None:
            raise Invalid("Chưa có bản quét.", fields={"/scan": "Quét giấy này, hoặc chọn tệp đã có trong hồ sơ."})
        given = api.copy_of(paper.code, facts, file_id, title=paper.title)
        api.put_letter(act=LetterAct.COPY, dossier_id=dossier.id, given=given, version=dossier.version, actor=actor)
    messages.success(request, "Bản số hóa chờ bạn ký số ở “Văn bản chờ ký”; ký xong mới cấp mã và lưu kho.")


def _signs_later(dossier: Dossier, actor: Actor) -> bool:
    desk = identity.get_agency(dossier.receiving_agency_id).code
    return signatures.waits_for_machine(OwnPaper.DIGITISED_COPY, desk, on=today(), actor=actor)


def _facts(request: HttpRequest) -> PaperFacts:
    """What was typed. Raises Invalid with the fields whose dates cannot be read."""
    wrong: dict[str, str] = {}
    dates: dict[str, date | None] = {}
    for name in ("issued_on", "valid_to"):
        try:
            text = read_date(request.POST.get(name, "").strip())
            dates[name] = date.fromisoformat(text) if text else None
        except ValueError:
            wrong[f"/{name}"] = "Ngày viết như 12/3/2024 hoặc 12032024."
    if wrong:
        raise Invalid("Chưa số hóa được giấy này.", fields=wrong)
    return PaperFacts(number=request.POST.get("number", "")[:100], issuer=request.POST.get("issuer", "")[:200], **dates)


def _scans(dossier: Dossier, component: str) -> list[FileRef]:
    given: dict[str, Any] = {paper.code: paper.files for paper in words.files_of(dossier)}
    return [file for file in given.get(component, ()) if file.media_type == "application/pdf"]


def _picture(dossier: Dossier, scans: list[FileRef], copy: DigitisedCopy | None) -> Document | None:
    shown = next((scan for scan in scans if copy is None or scan.id == copy.source_file_id), None)
    return document_of_file(dossier, "", "", shown) if shown is not None else None


@on_duty
@require_GET
def copy_file(request: HttpRequest, dossier_id: UUID, copy_id: UUID) -> HttpResponseBase:
    """The signed copy, for who may read the dossier."""
    actor = identity.actor_of(request)
    dossier = queries.get_dossier(dossier_id, actor=actor, purpose=PURPOSE)
    copy = next((one for one in desk_queries.digitised_of(dossier.id) if one.id == copy_id), None)
    if copy is None or copy.component in dossier.hidden_papers:
        raise NoDossier
    return files.download_response(
        files.read_file(file_id=copy.file_id, owner=("dossier_digitised", copy.id), actor=actor)
    )
