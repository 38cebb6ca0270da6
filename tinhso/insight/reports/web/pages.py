"""The report of a period: figures as they are now, closing it, what was closed; as a page, a table and a paper."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tinhso.casework.dossiers import api as dossiers
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import Agency
from tinhso.foundation.reference import api as reference
from tinhso.foundation.ui.types import Cell, Column, FilterField, Option, Row
from tinhso.insight.reports import api, sheets
from tinhso.insight.reports.errors import NoReport
from tinhso.insight.reports.types import ClosedCopy, Period, Sheet
from tinhso.insight.reports.workbook import MEDIA_TYPE, workbook_of
from tinhso.insight.warehouse import api as warehouse
from tinhso.insight.warehouse.types import Dimension, Selection
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import local, today
from tinhso.kernel.errors import Conflict, Invalid
from tinhso.services.papers import api as papers

PURPOSE = "Hồ sơ của báo cáo thống kê"
PAGE = 50


class Asked:
    """Which report was asked for: regime, period, agency."""

    def __init__(self, given: Mapping[str, str], actor: Actor) -> None:
        self.regime = given.get("che-do", "") or "nd09"
        self.code = given.get("ky", "") or _last_month()
        self.period: Period = api.period_of(self.code, self.regime, on=today())
        code = given.get("co-quan", "")
        found = identity.find_agency(code[:40], on=self.period.last) or identity.standing_agency(code[:40])
        if code and found is None:
            raise NoReport
        self.agency: Agency | None = found
        if found is None and not access.scope(actor=actor, act="statistics.read").everywhere and actor.agency_id:
            self.agency = identity.get_agency(actor.agency_id)
        self.selection = Selection(
            first=self.period.first, last=self.period.last, agency_id=self.agency.id if self.agency else None
        )

    @property
    def place(self) -> str:
        return self.agency.name if self.agency else sheets.PROVINCE

    @property
    def pairs(self) -> dict[str, str]:
        return {"che-do": self.regime, "ky": self.code, "co-quan": self.agency.code if self.agency else ""}


def _last_month() -> str:
    before = today().replace(day=1)
    return f"{before.year - 1}-T12" if before.month == 1 else f"{before.year}-T{before.month - 1}"


@require_GET
def report(request: HttpRequest) -> HttpResponse:
    """The figures of the period as the facts are now."""
    return _page(request, Asked(request.GET.dict(), identity.actor_of(request)))


def _page(
    request: HttpRequest, asked: Asked, errors: Mapping[str, str] | None = None, status: int = 200
) -> HttpResponse:
    actor = identity.actor_of(request)
    sheet = api.reckon(asked.selection, actor=actor)
    copies = api.copies_of(asked.selection.agency_id, asked.period.first, asked.period.last, actor=actor)
    scope = access.scope(actor=actor, act="statistics.close")
    context = {
        "asked": asked,
        "sheet": sheet,
        "errors": errors or {},
        "fields": _fields(asked, actor),
        "period_words": _words(asked.period.first, asked.period.last),
        "may_close": asked.period.last < today()
        and (scope.everywhere or asked.selection.agency_id in scope.agency_ids),
        "copies": [(one, _copy_words(one)) for one in copies],
        "reason": request.POST.get("reason", ""),
        **_table(sheet, lambda column, row: _live_url(asked, column, row)),
    }
    return render(request, "reports/report.html", context, status=status)


@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Close the period, or correct it with a reason; then to the copy."""
    actor = identity.actor_of(request)
    asked = Asked(request.POST.dict(), actor)
    try:
        copy_id = api.close_period(selection=asked.selection, reason=request.POST.get("reason", ""), actor=actor)
    except (Invalid, Conflict) as refused:
        return _page(request, asked, {"reason": refused.message}, refused.status)
    return redirect("reports:copy", copy_id)


@require_GET
def copy(request: HttpRequest, copy_id: UUID) -> HttpResponse:
    """A frozen copy; its numbers open to the dossiers that were frozen with it."""
    closed = api.get_copy(copy_id, actor=identity.actor_of(request))
    context = {
        "copy": closed,
        "sheet": closed.sheet,
        "words": _copy_words(closed),
        "period_words": _words(closed.first, closed.last),
        **_table(
            closed.sheet, lambda column, row: f"{reverse('reports:records', args=[closed.id])}?cot={column}&dong={row}"
        ),
    }
    return render(request, "reports/copy.html", context)


@require_GET
def records(request: HttpRequest, copy_id: UUID) -> HttpResponse:
    """The dossiers frozen behind one cell."""
    actor = identity.actor_of(request)
    closed = api.get_copy(copy_id, actor=actor)
    column, row = request.GET.get("cot", ""), request.GET.get("dong", "")[:80]
    ids = api.cell_records(
        copy_id, column=column, row=row, after=_uuid(request.GET.get("sau", "")), limit=PAGE + 1, actor=actor
    )
    lines = dossiers.record_lines(ids[:PAGE], actor=actor, purpose=PURPOSE)
    context = {
        "copy": closed,
        "title": next((f"{one.group}: {one.title.lower()}" for one in closed.sheet.columns if one.code == column), ""),
        "columns": (Column(title="Hồ sơ"), Column(title="Người nộp"), Column(title="Tình trạng hôm nay")),
        "rows": [
            Row(
                cells=(
                    Cell(
                        text=line.code,
                        whole=True,
                        href=reverse("dossiers:work", args=[line.id]),
                        note=line.procedure_title,
                    ),
                    Cell(text=line.applicant_name),
                    Cell(text=line.status.title),
                )
            )
            for line in lines
        ],
        "hidden": len(ids[:PAGE]) - len(lines),
        "next_url": f"?cot={column}&dong={row}&sau={ids[PAGE - 1]}" if len(ids) > PAGE else "",
    }
    return render(request, "reports/records.html", context)


@require_GET
def cell(request: HttpRequest) -> HttpResponse:
    """The dossiers behind a live cell: where a column adds others up, one list for each of them."""
    actor = identity.actor_of(request)
    asked = Asked(request.GET.dict(), actor)
    row = request.GET.get("dong", "")[:80]
    urls = _cell_urls(asked.selection, request.GET.get("cot", ""), row)
    if len(urls) == 1:
        return redirect(urls[0][1])
    return render(
        request,
        "reports/cell.html",
        {"asked": asked, "urls": urls, "period_words": _words(asked.period.first, asked.period.last)},
    )


@require_GET
def table(request: HttpRequest) -> HttpResponse:
    """The sheet as CSV, with its mark for spreadsheets."""
    sheet, name, _ = _sheet(request)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["Lĩnh vực", *(f"{one.group}: {one.title}" for one in sheet.columns)])
    for title, numbers in _lines(sheet):
        writer.writerow([title, *numbers])
    writer.writerow(["Tổng cộng", *sheet.total.values()])
    return _download("\ufeff" + out.getvalue(), "text/csv; charset=utf-8", f"{name}.csv")


@require_GET
def workbook(request: HttpRequest) -> HttpResponse:
    """The sheet as a workbook in the official layout, the annex on its second page."""
    sheet, name, context = _sheet(request)
    content = workbook_of(
        sheet,
        place=context["head"]["unit"],
        period_words=context["period_words"],
        copy_words=context["copy_words"],
    )
    return _download(content, MEDIA_TYPE, f"{name}.xlsx")


@require_GET
def paper(request: HttpRequest) -> HttpResponse:
    """The sheet in its official layout."""
    sheet, name, context = _sheet(request)
    groups = [
        {"title": title, "span": len(list(cells))} for title, cells in groupby(sheet.columns, lambda one: one.group)
    ]
    pdf = papers.render_paper(
        template="statistics",
        size="A4",
        context={
            **context,
            "title": sheet.title,
            "form_note": sheet.form,
            "signed_on": today(),
            "groups": groups,
            "columns": [one.title for one in sheet.columns],
            "rows": [{"title": title, "numbers": numbers} for title, numbers in _lines(sheet)],
            "total": list(sheet.total.values()),
            "annex_title": sheet.annex_title,
            "annex": [
                {"field": sheet.titles.get(one.field, one.field), "cause": one.cause, "number": one.number}
                for one in sheet.annex
            ],
        },
    )
    return _download(pdf, "application/pdf", f"{name}.pdf")


def _sheet(request: HttpRequest) -> tuple[Sheet, str, dict[str, Any]]:
    """The asked sheet, live or frozen, a name for its file, the head of its paper."""
    actor = identity.actor_of(request)
    if (copy_id := _uuid(request.GET.get("ban", ""))) is not None:
        closed = api.get_copy(copy_id, actor=actor)
        agency = identity.get_agency(closed.scope_id, on=closed.last) if closed.scope_id else None
        context = {"period_words": _words(closed.first, closed.last), "copy_words": _copy_words(closed)}
        return (
            closed.sheet,
            f"{closed.report}-{closed.last:%Y%m%d}-ban-{closed.number}",
            {**context, "head": _head(agency)},
        )
    asked = Asked(request.GET.dict(), actor)
    context = {"period_words": _words(asked.period.first, asked.period.last), "copy_words": "chưa chốt"}
    return (
        api.reckon(asked.selection, actor=actor),
        f"{sheets.CODE}-{asked.code}",
        {**context, "head": _head(asked.agency)},
    )


def _head(agency: Agency | None) -> dict[str, str]:
    """The head of the paper: the agency and the one above it; for the province the top of the tree."""
    unit = agency or next(one for one in identity.list_agencies() if one.parent_id is None)
    above = identity.get_agency(unit.parent_id).name if unit.parent_id else ""
    at = unit
    while not at.unit_code and at.parent_id:
        at = identity.get_agency(at.parent_id)
    place = reference.get_unit(at.unit_code).name if at.unit_code else unit.short_name
    return {"parent": above, "unit": unit.name, "place": place}


def _lines(sheet: Sheet) -> Iterator[tuple[str, list[int]]]:
    for row, numbers in sheet.rows.items():
        yield sheet.titles.get(row, row), [numbers[one.code] for one in sheet.columns]


def _download(content: str | bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _table(sheet: Sheet, url_of: Callable[[str, str], str]) -> dict[str, Any]:
    """Rows of the page's table; every number that is not nothing opens to its records."""

    def cells(row: str, numbers: Mapping[str, int]) -> list[Cell]:
        return [
            Cell(text=numbers[one.code], href=url_of(one.code, row) if numbers[one.code] else "")
            for one in sheet.columns
        ]

    rows = [
        Row(cells=(Cell(text=sheet.titles.get(row, row)), *cells(row, numbers))) for row, numbers in sheet.rows.items()
    ]
    if rows:
        rows.append(Row(cells=(Cell(text="Tổng cộng"), *cells("", sheet.total))))
    return {
        "columns": [
            Column(title="Lĩnh vực"),
            *(
                Column(title=f"{one.group}: {one.title[0].lower()}{one.title[1:]}", numeric=True)
                for one in sheet.columns
            ),
        ],
        "rows": rows,
        "annex": [(sheet.titles.get(one.field, one.field), one.cause, one.number) for one in sheet.annex],
    }


def _live_url(asked: Asked, column: str, row: str) -> str:
    """The records behind a live cell."""
    return f"{reverse('reports:cell')}?{urlencode({**asked.pairs, 'cot': column, 'dong': row})}"


def _cell_urls(selection: Selection, column: str, row: str) -> list[tuple[str, str]]:
    """(title, address) of the list of each count that the column is made of. Raises NoReport."""
    version = sheets.version_on(selection.last)
    counts = sheets.counts_of(version, selection.last)
    titles = {one["code"]: one["title"] for one in version.body["columns"]}
    parts = next((one.get("sum", [column]) for one in version.body["columns"] if one["code"] == column), None)
    if parts is None:
        raise NoReport
    key = {Dimension.FIELD: row} if row else {}
    return [(titles[code], warehouse.figure_url(selection, counts[code], key, title=titles[code])) for code in parts]


def _fields(asked: Asked, actor: Actor) -> list[FilterField]:
    regimes = sheets.version_on(today()).body["regimes"]
    first_day = next(one["first_day"] for one in regimes if one["code"] == asked.regime)
    periods = [one for year in (today().year, today().year - 1) for one in api.periods_of(year, first_day)]
    scope = access.scope(actor=actor, act="statistics.read")
    agencies = [one for one in identity.list_agencies() if scope.allows(one.id)]
    named = tuple(Option(value=one.code, text=one.title) for one in periods)
    if asked.code not in {one.value for one in named}:
        named = (Option(value=asked.code, text=asked.period.title), *named)
    ways = tuple(Option(value=one["code"], text=one["title"]) for one in regimes)
    fields = [
        FilterField(name="ky", label="Kỳ", kind="select", value=asked.code, options=named, empty=""),
        FilterField(name="che-do", label="Cách tính kỳ", kind="select", value=asked.regime, options=ways, empty=""),
    ]
    if len(agencies) > 1:
        options = tuple(Option(value=one.code, text=one.name) for one in agencies)
        value = asked.agency.code if asked.agency else ""
        fields.append(FilterField(name="co-quan", label="Cơ quan", kind="select", value=value, options=options))
    return fields


def _words(first: Any, last: Any) -> str:
    return f"Từ ngày {first:%d/%m/%Y} đến ngày {last:%d/%m/%Y}"


def _copy_words(one: ClosedCopy) -> str:
    done = "chốt" if one.number == 1 else "sửa sau khi chốt"
    return f"bản số {one.number}, {done} lúc {local(one.closed_at):%H:%M ngày %d/%m/%Y}"


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
