"""The records behind a figure: those whom the officer may read by name, the others by code alone."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from tinhso.casework.dossiers import api as dossiers
from tinhso.casework.dossiers.api import RecordLine
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import Cell, Column, Row
from tinhso.insight.warehouse import api
from tinhso.insight.warehouse.types import Dimension
from tinhso.insight.warehouse.web.selecting import read_count, read_selection
from tinhso.kernel.clock import local

PURPOSE = "Hồ sơ của số liệu thống kê"
PAGE = 50
COLUMNS = (
    Column(title="Hồ sơ"),
    Column(title="Người nộp"),
    Column(title="Cơ quan giải quyết"),
    Column(title="Tiếp nhận"),
    Column(title="Hẹn trả"),
    Column(title="Có kết quả"),
)


@require_GET
def records(request: HttpRequest) -> HttpResponse:
    """One page of the dossiers behind a figure, in the order of their ids."""
    actor = identity.actor_of(request)
    count, key = read_count(request.GET)
    person = key.get(Dimension.OFFICER)
    act = "statistics.read" if person is None else api.officers_act(person or "-", actor=actor)
    asked = read_selection(request.GET, actor=actor, act=act)
    page = api.records(
        asked.selection, count, key=key, after=request.GET.get("sau", ""), limit=PAGE, actor=actor, act=act
    )
    lines = dossiers.record_lines(page.dossier_ids, actor=actor, purpose=PURPOSE)
    given = [(name, value) for name, values in request.GET.lists() if name != "sau" for value in values]
    context = {
        "title": request.GET.get("ten", "")[:200] or "Hồ sơ",
        "asked": asked,
        "columns": COLUMNS,
        "rows": rows_of(lines),
        "hidden": len(page.dossier_ids) - len(lines),
        "next_url": f"?{urlencode([*given, ('sau', page.next_key)])}" if page.next_key else "",
    }
    return render(request, "warehouse/records.html", context)


def rows_of(lines: tuple[RecordLine, ...]) -> list[Row]:
    """The lines of a list of records."""
    return [
        Row(
            cells=(
                Cell(text=line.code, whole=True, href=reverse("dossiers:work", args=[line.id]), note=line.procedure_title),
                Cell(text=line.applicant_name, note=line.status.title),
                Cell(text=identity.get_agency(line.owner_agency_id).short_name),
                *(Cell(text=f"{local(at):%d/%m/%Y}" if at else "–") for at in (line.accepted_at, line.due_at, line.finished_at)),
            )
        )
        for line in lines
    ]  # fmt: skip
