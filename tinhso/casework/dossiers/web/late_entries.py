"""Work during an outage: filings received on paper, entered later under their true time when the head agrees."""

from datetime import date, datetime, time
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tinhso.casework.dossiers import api, desk_queries
from tinhso.casework.dossiers.web.duty import on_duty, uuid_of
from tinhso.casework.dossiers.web.intake_form import read_date
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.kernel.clock import at_local
from tinhso.kernel.errors import Conflict, Denied, Invalid

# The boxes on the intake form by the pointer that a refusal names.
BOXES = {"/received_at": "bu-ngay", "/paper_number": "bu-so", "/reason": "bu-ly-do"}


def ask(request: HttpRequest, draft_id: UUID) -> dict[str, str]:
    """Ask for a late entry with what stands in the boxes of the intake form; errors by box, none when it was asked."""
    typed = request.POST
    try:
        at = _moment(typed.get("bu-ngay", ""), typed.get("bu-gio", ""))
    except ValueError:
        return {"bu-ngay": "Ghi ngày và giờ nhận, như 24/11/2026 và 9:30."}
    try:
        api.ask_late_entry(
            draft_id=draft_id,
            received_at=at,
            paper_number=typed.get("bu-so", "")[:60],
            reason=typed.get("bu-ly-do", "")[:1000],
            actor=identity.actor_of(request),
        )
    except Invalid as refused:
        return {BOXES.get(pointer, "bu-ngay"): text for pointer, text in refused.fields.items()}
    except Conflict as refused:
        return {"bu-ngay": refused.message}
    messages.success(request, "Đã xin duyệt nhập bù. Khi người đứng đầu duyệt, mở lại tờ khai này để tiếp nhận.")
    return {}


def _moment(day: str, hour: str) -> datetime:
    """The instant of a typed day and hour ("9:30", "0930", "9h30"). Raises ValueError."""
    found = date.fromisoformat(read_date(day.strip()) or "")
    digits = hour.strip().lower().replace("h", ":").replace(".", ":")
    if digits.isdigit() and len(digits) == 4:
        digits = f"{digits[:2]}:{digits[2:]}"
    hours, _, minutes = digits.partition(":")
    clock = time(int(hours), int(minutes or "0"))
    return at_local(found.year, found.month, found.day, clock.hour, clock.minute)


@on_duty
@require_http_methods(["GET", "POST"])
def late_entries(request: HttpRequest) -> HttpResponseBase:
    """What waits for a yes, and what was decided; the head decides here, each request by itself."""
    actor = identity.actor_of(request)
    decides = access.can(actor=actor, act="dossiers.approve_late_entry", agency_id=actor.agency_id)
    if not decides:
        # The desk sees what became of its own requests.
        access.authorise(actor=actor, act="dossiers.receive", agency_id=actor.agency_id)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        entry_id = uuid_of(request.POST.get("entry"))
        if entry_id is None:
            raise Denied("Không có đề nghị nhập bù này.")
        try:
            api.decide_late_entry(
                entry_id=entry_id,
                approve="duyet" in request.POST,
                words=request.POST.get("words", "")[:1000],
                actor=actor,
            )
        except Invalid as refused:
            errors, status = {f"words-{entry_id}": text for text in refused.by_box("words").values()}, 422
        except Conflict as refused:
            errors, status = {f"words-{entry_id}": refused.message}, 409
        else:
            messages.success(request, "Đã ghi quyết định nhập bù.")
            return redirect("dossiers:late_entries")
    entries = desk_queries.late_entries_of(actor=actor)
    people = {one.asked_by_id for one in entries} | {one.decided_by_id for one in entries if one.decided_by_id}
    context = {
        "waiting": [one for one in entries if one.is_waiting],
        "decided": [one for one in entries if not one.is_waiting],
        "names": {str(person): name for person, name in identity.person_names(people).items()},
        "decides": decides,
        "me": actor.person_id,
        "errors": errors,
    }
    return render(request, "dossiers/desk/late_entries.html", context, status=status)
