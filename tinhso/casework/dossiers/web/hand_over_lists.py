"""The lists that two desks sign when dossiers go from one to the other: by day, each to be printed as one paper."""

from datetime import date, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from tinhso.casework.dossiers import hand_over_lists, printing
from tinhso.casework.dossiers.hand_over_lists import HandOverList, Passed
from tinhso.casework.dossiers.web.duty import on_duty, when
from tinhso.casework.dossiers.web.intake_form import read_date
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import Cell, FilterField, Row
from tinhso.kernel.clock import local, today
from tinhso.services.papers import api as papers

TITLE = "Danh sách bàn giao hồ sơ"
_COLUMNS = ("Hồ sơ", "Thủ tục", "Bước tiếp theo", "Giao lúc", "Hạn")


@on_duty
@require_GET
def lists(request: HttpRequest) -> HttpResponse:
    """What the post passed on that day, a table for each desk that takes it."""
    actor = identity.actor_of(request)
    access.authorise(actor=actor, act="dossiers.read", agency_id=actor.agency_id)
    day, error = _day(request)
    found = () if error else hand_over_lists.lists_of(day, actor=actor)
    paper = reverse("dossiers:hand_over_paper")
    typed = request.GET.get("ngay", "") or f"{day:%d/%m/%Y}"
    context = {
        "lists": [
            (
                one,
                [_row(line) for line in one.lines],
                f"{paper}?{urlencode({'ngay': day.isoformat(), 'nhan': one.key})}",
            )
            for one in found
        ],
        "columns": _COLUMNS,
        "day": day,
        "fields": (FilterField(name="ngay", label="Ngày giao", value=typed, width=10),),
        "errors": {"ngay": error} if error else {},
    }
    return render(request, "dossiers/desk/hand_over_lists.html", context, status=422 if error else 200)


@on_duty
@require_GET
def paper(request: HttpRequest) -> HttpResponse:
    """One list as one paper for both signatures; whose names are on it has been read by who prints."""
    actor = identity.actor_of(request)
    access.authorise(actor=actor, act="dossiers.read", agency_id=actor.agency_id)
    day, error = _day(request)
    found = hand_over_lists.lists_of(day, actor=actor) if not error else ()
    chosen = next((one for one in found if one.key == request.GET.get("nhan", "")), None)
    if chosen is None or actor.agency_id is None or actor.post_id is None:
        raise Http404
    agency, post = identity.get_agency(actor.agency_id), identity.get_post(actor.post_id)
    pdf = papers.render_paper(
        template="hand_over_list",
        context={
            "title": TITLE,
            "head": printing.head(agency),
            "signed_on": today(),
            "day_words": f"Các hồ sơ giao ngày {day:%d/%m/%Y}",
            "giver": f"{post.title}, {agency.name}",
            "taker": f"{chosen.role_title}, {chosen.agency_name}",
            "lines": _printed(chosen),
        },
        size="A4",
    )
    holders = hand_over_lists.holders_of(chosen)
    access.record_read(actor=actor, holders=holders, purpose="In danh sách bàn giao hồ sơ")
    response = HttpResponse(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="ban-giao-ho-so-{day:%Y%m%d}.pdf"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _day(request: HttpRequest) -> tuple[date, str]:
    text = request.GET.get("ngay", "").strip()[:20]
    if not text:
        return today(), ""
    try:
        return date.fromisoformat(text if "-" in text else read_date(text) or ""), ""
    except ValueError:
        return today(), "Ngày viết như 1/11/2026."


def _row(line: Passed) -> Row:
    return Row(
        cells=(
            Cell(
                text=line.code,
                whole=True,
                href=reverse("dossiers:work", args=[line.dossier_id]),
                note=line.applicant_name,
            ),
            line.procedure_title,
            line.next_step,
            Cell(text=f"{local(line.at):%H:%M}", note=line.giver_name),
            when(line.due_at),
        )
    )


def _printed(chosen: HandOverList) -> list[dict[str, str]]:
    return [
        {
            "dossier_code": line.code,
            "applicant_name": line.applicant_name,
            "procedure_title": line.procedure_title,
            "next_step": line.next_step,
            "given": f"{local(line.at):%H:%M}, {line.giver_name}" if line.giver_name else f"{local(line.at):%H:%M}",
            "due": _moment(line.due_at),
        }
        for line in chosen.lines
    ]


def _moment(at: datetime | None) -> str:
    return f"{local(at):%H:%M %d/%m/%Y}" if at else ""
