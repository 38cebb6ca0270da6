"""One line: the scan beside what stands on it, to be entered, checked by another, or judged in a sample."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from tinhso.casework.old_results import api, queries
from tinhso.casework.old_results.domain import facts_from
from tinhso.casework.old_results.errors import ListRefused, NoBatch
from tinhso.casework.old_results.types import Batch, BatchState, Facts, Line, LineState, OldKind
from tinhso.casework.old_results.web.batches import TONES
from tinhso.casework.old_results.web.duty import errors_of, on_duty
from tinhso.foundation.access import api as access
from tinhso.foundation.files import api as files
from tinhso.foundation.files.types import FileContent
from tinhso.foundation.ui.types import Tone
from tinhso.kernel.actor import Actor
from tinhso.kernel.encryption import mask
from tinhso.kernel.errors import Conflict, Invalid

MOST_PAGES = 10


@require_http_methods(["GET", "POST"])
def line(request: HttpRequest, line_id: UUID) -> HttpResponseBase:
    """The facts with what the actor may do with them now."""
    actor = on_duty(request)
    row, facts = api.open_line(line_id, actor=actor)
    found = api.get_batch(row.batch_id, actor=actor)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            messages.success(request, _done(request, row, found, actor))
            return redirect("old_results:batch", batch_id=found.id)
        except (Invalid, Conflict) as refused:
            errors, status = errors_of(refused, "viec"), refused.status
    return render(request, "old_results/line.html", _context(request, row, found, facts, actor, errors), status=status)


def _done(request: HttpRequest, row: Line, found: Batch, actor: Actor) -> str:
    wanted = request.POST.get("viec", "")
    if wanted == "nhap":
        try:
            facts = facts_from(found.kind, {name: str(text) for name, text in request.POST.items()})
        except ValueError as wrong:
            raise ListRefused("Ngày không đọc được.", fields={"/ngay_cap": str(wrong)}) from None
        api.enter_facts(line_id=row.id, facts=facts, actor=actor)
        return f"Đã ghi số {row.number}/{row.year}; chờ người thứ hai kiểm tra."
    if wanted in ("dung", "tra-lai"):
        agreed = wanted == "dung"
        api.check_line(line_id=row.id, agreed=agreed, reason=request.POST.get("ly_do", ""), actor=actor)
        return f"Số {row.number}/{row.year}: {'đã kiểm tra' if agreed else 'trả lại người nhập'}."
    if wanted == "mau":
        api.judge_line(line_id=row.id, wrong=request.POST.getlist("sai")[:50], actor=actor)
        return f"Đã kết luận số {row.number}/{row.year} trong mẫu."
    raise ListRefused("Chọn một việc.", fields={"/viec": "Bấm một nút của trang này."})


def _context(
    request: HttpRequest, row: Line, found: Batch, facts: Facts, actor: Actor, errors: dict[str, str]
) -> dict[str, Any]:
    state = row.state
    may = {act: access.can(actor=actor, act=act, agency_id=found.agency_id) for act in queries.ACTS}
    mine = actor.person_id in (row.entered_by_id, row.checked_by_id)
    late = found.state is BatchState.ACCEPTED and state is LineState.WAITING
    enters = may[queries.ENTER] and found.state is not BatchState.SAMPLING
    enters = enters and (late or state in (LineState.SCANNED, LineState.ENTERED))
    checks = may[queries.CHECK] and state is LineState.ENTERED and row.entered_by_id != actor.person_id
    judges = may[queries.CHECK] and not mine and row.id in {one.id for one in queries.sampled_lines(found)}
    # Only who compares with the paper needs the whole number.
    shows = enters or checks or judges
    return {
        "row": row,
        "batch": found,
        "state": (state.words, TONES.get(state, Tone.NEUTRAL)),
        "facts": _told(found.kind, facts, whole=shows),
        "inputs": _inputs(request, found.kind, facts, errors),
        "enters": enters,
        "checks": checks,
        "judges": judges,
        "own": may[queries.CHECK] and state is LineState.ENTERED and row.entered_by_id == actor.person_id,
        "reason": request.POST.get("ly_do", ""),
        "errors": errors,
        "pages": _pages(row) if shows else (),
    }


def _told(kind: OldKind, facts: Facts, *, whole: bool) -> list[tuple[str, str, object]]:
    """(code, title, value) of what is known, in the order of the form."""
    number = facts.personal_number if whole else mask(facts.personal_number) if facts.personal_number else ""
    basic = [
        ("ky_hieu", "Số, ký hiệu", facts.notation),
        ("ngay_cap", "Ngày cấp", _day(facts.issued_on)),
        ("het_han", "Hết hiệu lực", _day(facts.valid_to) or "Không thời hạn"),
        ("so_dinh_danh", "Số định danh của chủ giấy tờ", number),
    ]
    return [
        *basic,
        *((one.code, one.title, _value(one.is_date, facts.values.get(one.code, ""))) for one in kind.fields),
    ]


def _inputs(
    request: HttpRequest, kind: OldKind, facts: Facts, errors: dict[str, str]
) -> list[tuple[str, str, str, str, bool]]:
    """(name, label, value, error, optional) of each box; what was typed stays when it was refused."""
    optional = {"het_han", *(one.code for one in kind.fields if not one.required)}
    boxes = []
    for name, title, value in _told(kind, facts, whole=True):
        known = "" if name == "het_han" and facts.valid_to is None else str(value)
        boxes.append((name, title, request.POST.get(name, known), errors.get(name, ""), name in optional))
    return boxes


def _value(is_date: bool, text: str) -> str:
    return "/".join(reversed(text.split("-"))) if is_date and text else text


def _day(day: Any) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


@require_GET
def scan(request: HttpRequest, line_id: UUID) -> HttpResponseBase:
    """The scan as a download, for whoever works on it; logged as a read."""
    return files.download_response(_scan(request, line_id))


@require_GET
def scan_page(request: HttpRequest, line_id: UUID, page: int) -> HttpResponse:
    """A page of the scan as a picture, beside the boxes into which it is read off; logged like the download."""
    drawn = files.draw_page(_scan(request, line_id).read(), page)
    if drawn is None:
        raise NoBatch("Bản quét không có trang này.")
    response = HttpResponse(drawn, content_type="image/png")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _scan(request: HttpRequest, line_id: UUID) -> FileContent:
    actor = on_duty(request)
    row, _ = api.open_line(line_id, actor=actor, purpose="Xem bản quét kết quả cũ")
    if row.scan_id is None:
        raise NoBatch("Dòng này chưa có bản quét.")
    return files.read_file(file_id=row.scan_id, owner=(queries.KIND, row.id), actor=actor)


def _pages(row: Line) -> range:
    """The pages of the scan that are shown; none where this machine draws no pictures."""
    scans = [one for one in files.files_of((queries.KIND, row.id)) if one.id == row.scan_id]
    return range(1, min(scans[0].pages or 1, MOST_PAGES) + 1) if scans and files.can_draw_pages() else range(0)
