"""The officers' pages: each system beside the record and what does not agree; one difference, to look at again or explain."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tinhso.flows.reconciliation import api, queries
from tinhso.flows.reconciliation.errors import WrongDay
from tinhso.flows.reconciliation.types import ACCEPT, Difference, Report, System
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui import api as ui
from tinhso.foundation.ui.types import Cell, Column, DateValue, FilterField, Option, Row, Tone
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import local
from tinhso.kernel.errors import Conflict, Denied, Invalid
from tinhso.kernel.text import grouped

_SYSTEMS = (
    Column(title="Hệ thống"),
    Column(title="Đã xem", numeric=True),
    Column(title="Hồ sơ ghi", numeric=True),
    Column(title="Hệ thống ghi", numeric=True),
    Column(title="Chưa giải trình", numeric=True),
)
_COLUMNS = (
    Column(title="Chênh lệch"),
    Column(title="Hồ sơ"),
    Column(title="Hồ sơ ghi"),
    Column(title="Hệ thống ghi"),
    Column(title="Từ lúc"),
)
_ACCEPTED = "da-giai-trinh"
_LAST_PAGE = 2000


@require_http_methods(["GET", "POST"])
def overview(request: HttpRequest) -> HttpResponse:
    """The last run, system by system; below it what waits for an explanation, oldest first. A day may be asked for."""
    actor = identity.actor_of(request)
    if not actor.is_officer:
        raise Denied("Trang này dành cho cán bộ đang làm việc ở một vị trí.")
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            api.ask_for(day=_day(request.POST), actor=actor)
        except Invalid as refused:
            errors = refused.by_box("day")
        else:
            messages.success(request, "Đang đối chiếu; tải lại trang sau ít phút.")
            return redirect("reconciliation:overview")
    system = next((one for one in System if one.value == request.GET.get("he-thong")), None)
    accepted = request.GET.get("loc") == _ACCEPTED
    page = ui.page_number(request.GET.get("trang", ""), last=_LAST_PAGE)
    found, more = queries.differences(queries.Chosen(system=system, accepted=accepted), page=page, actor=actor)
    chosen = "".join((f"&he-thong={system.value}" if system else "", f"&loc={_ACCEPTED}" if accepted else ""))
    report = queries.last_run()
    context = {
        "report": report,
        "systems": _SYSTEMS,
        "outcomes": _outcomes(report, actor) if report else [],
        "unasked": [
            f"{one.system.words}: {one.unasked} mục chưa hỏi được. {one.why}" for one in report.outcomes if one.unasked
        ]
        if report
        else [],
        "columns": _COLUMNS,
        "rows": [_row(one) for one in found],
        "fields": _fields(system, accepted),
        "newer": f"?trang={page - 1}{chosen}" if page > 1 else "",
        "older": f"?trang={page + 1}{chosen}" if more and page < _LAST_PAGE else "",
        "asks": access.can(actor=actor, act=ACCEPT, agency_id=access.Whose.NO_AGENCY),
        "day": DateValue(**{part: request.POST.get(f"day-{part}", "") for part in ("day", "month", "year")}),
        "errors": errors,
    }
    return render(request, "reconciliation/overview.html", context, status=422 if errors else 200)


def _day(posted: QueryDict) -> date:
    """Raises WrongDay."""
    typed = DateValue(**{part: posted.get(f"day-{part}", "") for part in ("day", "month", "year")}).as_date()
    if typed is None:
        raise WrongDay
    return typed


def _fields(system: System | None, accepted: bool) -> list[FilterField]:
    return [
        FilterField(
            name="he-thong",
            label="Hệ thống",
            value=system.value if system else "",
            options=tuple(Option(value=one.value, text=one.words) for one in System),
            kind="select",
        ),
        FilterField(
            name="loc",
            label="Tình trạng",
            value=_ACCEPTED if accepted else "",
            options=(Option(value=_ACCEPTED, text="Đã giải trình"),),
            kind="select",
            empty="Chưa giải trình",
        ),
    ]


def _outcomes(report: Report, actor: Actor) -> list[Row]:
    """What waits is the reader's own; how much was compared and its sums are the whole province's, for who sees that."""
    waiting, whole = queries.waiting_by_system(actor=actor), queries.sees_all(actor)
    rows = []
    for one in report.outcomes:
        number = waiting.get(one.system, 0)
        state = Cell(text=f"{number} chênh lệch", tone=Tone.BAD) if number else Cell(text="Khớp", tone=Tone.GOOD)
        if one.unasked:
            # What could not be asked is no agreement, whatever else was found.
            state = state if number else Cell(text="Chưa hỏi được", tone=Tone.WARN)
            state = replace(state, note=f"{grouped(one.unasked)} chưa hỏi được: {one.why}" if whole else "")
        sums = [Cell(text=grouped(one.sums[side]) if one.sums and whole else "–") for side in ("record", "system")]
        if whole and (beside := one.sums.get("beside")):
            sums[1] = replace(sums[1], note=f"và {grouped(beside)} không thuộc khoản nào của hồ sơ")
        rows.append(Row(cells=(one.system.words, grouped(one.examined) if whole else "–", *sums, state)))
    return rows


def _row(one: Difference) -> Row:
    return Row(
        cells=(
            Cell(text=one.code.words, href=reverse("reconciliation:one", args=[one.id]), note=one.system.words),
            Cell(text=one.dossier_code or "–"),
            Cell(text=one.ours),
            Cell(text=one.theirs),
            Cell(text=f"{local(one.since):%H:%M %d/%m/%Y}", note="Đã giải trình" if one.accepted_at else ""),
        )
    )


@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, difference_id: UUID) -> HttpResponse:
    """Both values, since when, what to do; look again, or say why it is right as it is."""
    actor = identity.actor_of(request)
    if not actor.is_officer:
        raise Denied("Trang này dành cho cán bộ đang làm việc ở một vị trí.")
    found = queries.difference(difference_id, actor=actor)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            return _done(request, difference_id)
        except (Invalid, Conflict) as refused:
            errors = refused.by_box("reason")
            status = refused.status
    context = {
        "found": found,
        "accepts": found.is_waiting and api.may_accept(difference_id, actor=actor),
        "work": ui.door_url("dossier.work", found.dossier_id) if found.dossier_id else "",
        "by": identity.person_names([found.accepted_by_id]).get(found.accepted_by_id, "")
        if found.accepted_by_id
        else "",
        "posted": request.POST,
        "errors": errors,
    }
    return render(request, "reconciliation/one.html", context, status=status)


def _done(request: HttpRequest, difference_id: UUID) -> HttpResponse:
    actor = identity.actor_of(request)
    if request.POST.get("viec") == "xem-lai":
        now_it = api.check_again(difference_id=difference_id, actor=actor)
        words = "Đã khớp, chênh lệch này không còn." if now_it.gone_at else "Đã đối chiếu lại: vẫn khác."
        (messages.success if now_it.gone_at else messages.warning)(request, words)
        return redirect("reconciliation:one", difference_id=difference_id)
    seen = (request.POST.get("ours", ""), request.POST.get("theirs", ""))
    api.accept(difference_id=difference_id, reason=request.POST.get("reason", ""), seen=seen, actor=actor)
    messages.success(request, "Đã ghi giải trình. Giá trị thay đổi thì chênh lệch lại chờ giải trình.")
    return redirect("reconciliation:overview")
