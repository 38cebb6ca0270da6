"""Beside a line of the register: a certified extract of it; results whose last day is near."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tinhso.casework.dossiers import api, queries, validity
from tinhso.casework.dossiers.waiting_letters import LetterAct
from tinhso.casework.dossiers.web.duty import on_duty
from tinhso.foundation.access import api as access
from tinhso.foundation.files import api as files
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import Cell, Column, Row
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import today
from tinhso.kernel.errors import Conflict, Invalid
from tinhso.services.registers import api as registers
from tinhso.services.registers.types import Entry
from tinhso.services.signatures import api as signatures
from tinhso.services.signatures.types import OwnPaper

_COLUMNS = (
    Column(title="Số"),
    Column(title="Kết quả"),
    Column(title="Hồ sơ"),
    Column(title="Hết hiệu lực"),
    Column(title="Còn"),
)


@on_duty
@require_http_methods(["GET", "POST"])
def extract(request: HttpRequest, entry_id: UUID) -> HttpResponseBase:
    """What the extract will say is in the register; the officer gives its purpose and signs."""
    actor = identity.actor_of(request)
    line = registers.get_entry(entry_id, actor=actor)
    access.authorise(actor=actor, act="dossiers.sign", agency_id=line.agency_id)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            if _waits(line, request.POST.get("reason", ""), actor):
                messages.success(
                    request, f"{LetterAct.EXTRACT.words} đang chờ bạn ký số ở trang này; ký xong mới cấp số."
                )
                return redirect("dossiers:signing")
            made = api.extract_result(entry_id=entry_id, purpose=request.POST.get("reason", ""), actor=actor)
        except (Invalid, Conflict) as refused:
            errors, status = refused.by_box("reason"), refused.status
        else:
            messages.success(request, f"Đã ký bản trích số {made.notation}.")
            return redirect("dossiers:entry", entry_id=made.id)
    rule = validity.extract_rule()
    context = {
        "entry": line,
        "title": rule["title"] if rule else "",
        "words": registers.state_in_words(line),
        "reason": request.POST.get("reason", ""),
        "errors": errors,
    }
    return render(request, "dossiers/desk/extract.html", context, status=status)


def _waits(line: Entry, purpose: str, actor: Actor) -> bool:
    """Put it to what waits for the officer's own machine, where the agency's rule says so."""
    if line.agency_id is None:
        return False
    agency = identity.get_agency(line.agency_id).code
    if not signatures.waits_for_machine(OwnPaper.EXTRACT, agency, on=today(), actor=actor):
        return False
    dossier_id = line.subject[1] if line.subject[0] == "dossier" else None
    given = api.extract_of(line, purpose)
    return api.put_letter(act=LetterAct.EXTRACT, dossier_id=dossier_id, given=given, version=0, actor=actor) is not None


@on_duty
@require_http_methods(["GET", "POST"])
def number(request: HttpRequest, entry_id: UUID) -> HttpResponseBase:
    """The number that a newborn got; what a guardian kept for the child becomes its own."""
    actor = identity.actor_of(request)
    line = registers.get_entry(entry_id, actor=actor)
    access.authorise(actor=actor, act="people.number", agency_id=line.agency_id)
    person_id = api.unnumbered_holder(line)
    if person_id is None:
        return redirect("dossiers:entry", entry_id=entry_id)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            api.number_holder(entry_id=entry_id, personal_number=request.POST.get("personal_number", ""), actor=actor)
        except (Invalid, Conflict) as refused:
            errors, status = refused.by_box("personal_number"), refused.status
        else:
            messages.success(request, "Đã ghi số định danh; giấy tờ giữ hộ trong kho nay đứng tên người được cấp.")
            return redirect("dossiers:entry", entry_id=entry_id)
    context = {
        "entry": line,
        "person": identity.get_person(person_id, actor=actor, purpose="Ghi số định danh cho người chưa có số"),
        "typed": request.POST.get("personal_number", ""),
        "errors": errors,
    }
    return render(request, "dossiers/desk/number_holder.html", context, status=status)


@on_duty
@require_GET
def entry_file(request: HttpRequest, entry_id: UUID) -> HttpResponseBase:
    """The signed PDF of a line, as an attachment."""
    return files.download_response(registers.read_entry_file(entry_id, actor=identity.actor_of(request)))


@on_duty
@require_GET
def ending(request: HttpRequest) -> HttpResponseBase:
    """Results in force whose last day is near, the nearest first: renew them, or tell their holders."""
    actor = identity.actor_of(request)
    access.authorise(actor=actor, act="registers.read", agency_id=actor.agency_id)
    days = validity.told_before_days()
    entries = registers.list_ending(within_days=days, actor=actor) if days else ()
    codes = queries.codes_of([entry.subject[1] for entry in entries if entry.subject[0] == "dossier"])
    rows = [
        Row(
            cells=(
                Cell(text=entry.notation, href=reverse("dossiers:entry", args=[entry.id])),
                Cell(text=entry.title),
                Cell(text=codes.get(entry.subject[1], "–")),
                Cell(text=f"{entry.valid_to:%d/%m/%Y}"),
                Cell(text=f"{(entry.valid_to - today()).days} ngày"),
            )
        )
        for entry in entries
        if entry.valid_to is not None
    ]
    return render(request, "dossiers/desk/ending.html", {"columns": _COLUMNS, "rows": rows, "days": days})
