"""The daily money report: by agency and procedure, today unless other days are asked for."""

import csv
from datetime import date, datetime
from io import StringIO

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tinhso.engines.procedures import api as procedures
from tinhso.engines.procedures.errors import ProcedureNotFound
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.insight.revenue import api
from tinhso.insight.revenue.types import MEASURES, Line
from tinhso.kernel.clock import today
from tinhso.kernel.errors import Denied


@require_GET
def page(request: HttpRequest) -> HttpResponseBase:
    """`tu`, `den`: dd/mm/yyyy; `bang` gives the same as CSV."""
    actor = identity.actor_of(request)
    if not actor.is_officer:
        raise Denied("Trang này dành cho cán bộ đang làm việc ở một vị trí.")
    access.authorise(actor=actor, act=api.ACT, agency_id=access.Whose.ANY_OF_MINE)
    first, last = _day(request.GET.get("tu", "")), _day(request.GET.get("den", ""))
    errors = {}
    if first is None:
        errors["tu"] = "Ghi ngày như 25/11/2026."
    if last is None or (first is not None and last < first):
        errors["den"] = "Ghi ngày như 25/11/2026, không trước ngày đầu."
    lines = api.report(first=first or today(), last=last or today(), actor=actor) if not errors else ()
    rows = [(_agency(line), _procedure(line), _amounts(line)) for line in lines]
    totals = [sum(line.amounts.get(measure, 0) for line in lines) for measure in MEASURES]
    if "bang" in request.GET and not errors:
        return _table(rows, totals)
    context = {
        "titles": list(MEASURES.values()),
        "rows": rows,
        "totals": totals,
        "tu": request.GET.get("tu", "") or f"{today():%d/%m/%Y}",
        "den": request.GET.get("den", "") or f"{today():%d/%m/%Y}",
        "errors": errors,
    }
    return render(request, "revenue/page.html", context, status=422 if errors else 200)


def _day(text: str) -> date | None:
    if not text.strip():
        return today()
    try:
        return datetime.strptime(text.strip(), "%d/%m/%Y").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None


def _agency(line: Line) -> str:
    return identity.get_agency(line.agency_id).short_name


def _procedure(line: Line) -> str:
    if not line.procedure_code:
        return "Nộp ngân hàng, kho bạc theo quầy"
    try:
        return procedures.get_procedure(line.procedure_code).title
    except ProcedureNotFound:
        return line.procedure_code


def _amounts(line: Line) -> list[int]:
    return [line.amounts.get(measure, 0) for measure in MEASURES]


def _table(rows: list[tuple[str, str, list[int]]], totals: list[int]) -> HttpResponse:
    written = StringIO()
    table = csv.writer(written)
    table.writerow(["Cơ quan", "Thủ tục", *MEASURES.values()])
    for agency, procedure, amounts in rows:
        table.writerow([agency, procedure, *amounts])
    table.writerow(["Cộng", "", *totals])
    response = HttpResponse("\ufeff" + written.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="so-thu-phi.csv"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
