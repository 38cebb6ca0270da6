"""The dossier book of the officer's one-stop: a page, a table for spreadsheets, and the official form to print."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from tinhso.casework.dossiers import book, printing
from tinhso.casework.dossiers.book import BookLine
from tinhso.casework.dossiers.web.duty import on_duty
from tinhso.casework.dossiers.web.intake_form import read_date
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import Agency
from tinhso.foundation.ui.types import Cell, Column, FilterField, Row
from tinhso.kernel.clock import local, today
from tinhso.kernel.errors import Invalid
from tinhso.services.papers import api as papers

PAGE = 50
MOST_PRINTED = 1000
HEADS = (
    "STT",
    "Mã hồ sơ",
    "Tên thủ tục hành chính",
    "Số lượng hồ sơ (bộ)",
    "Tên cá nhân, tổ chức",
    "Địa chỉ, số điện thoại",
    "Cơ quan chủ trì giải quyết",
    "Ngày nhận hồ sơ",
    "Ngày hẹn trả",
    "Ngày trả",
    "Phương thức nhận kết quả",
    "Ký nhận",
    "Ghi chú",
)
# The page says the same in fewer columns; the signature column is for paper.
_COLUMNS = (
    Column(title="STT", numeric=True, hide_on_phone=True),
    Column(title="Hồ sơ"),
    Column(title="Cá nhân, tổ chức"),
    Column(title="Cơ quan chủ trì"),
    Column(title="Ngày nhận"),
    Column(title="Hẹn trả"),
    Column(title="Ngày trả"),
    Column(title="Nhận kết quả"),
)
# What a spreadsheet would run when a cell begins with it.
_RUNS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Period:
    """From one day to another, both included."""

    first: date
    last: date

    @property
    def words(self) -> str:
        return f"Từ ngày {self.first:%d/%m/%Y} đến ngày {self.last:%d/%m/%Y}"

    @property
    def query(self) -> str:
        return urlencode({"tu": f"{self.first:%d/%m/%Y}", "den": f"{self.last:%d/%m/%Y}"})


def period_of(request: HttpRequest) -> tuple[Period, dict[str, str]]:
    """The asked period, this month where none is asked or it cannot be read (told by box)."""
    month = Period(today().replace(day=1), today())
    days, errors = [], {}
    for name, otherwise in (("tu", month.first), ("den", month.last)):
        text = request.GET.get(name, "").strip()
        try:
            found = read_date(text)
            days.append(date.fromisoformat(found) if found else otherwise)
        except ValueError:
            days.append(otherwise)
            errors[name] = "Ngày viết như 1/11/2026."
    if not errors and days[0] > days[1]:
        errors["den"] = "Ngày cuối phải sau ngày đầu."
    return (month if errors else Period(*days)), errors


def _agency(request: HttpRequest) -> Agency:
    actor = identity.actor_of(request)
    access.authorise(actor=actor, act="dossiers.receive", agency_id=actor.agency_id)
    assert actor.agency_id is not None
    return identity.get_agency(actor.agency_id)


@on_duty
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """One page of the period, in the order of reception."""
    agency = _agency(request)
    period, errors = period_of(request)
    first = _number(request.GET.get("stt", ""))
    lines = book.lines_of(
        agency.id,
        period.first,
        period.last,
        after=request.GET.get("sau", ""),
        limit=PAGE + 1,
        actor=identity.actor_of(request),
    )
    shown = lines[:PAGE]
    more = urlencode({"sau": shown[-1].key, "stt": first + PAGE}) if len(lines) > PAGE else ""
    context = {
        "agency": agency,
        "period": period,
        "errors": errors,
        "columns": _COLUMNS,
        "rows": [_row(number, line) for number, line in enumerate(shown, first)],
        "fields": (
            FilterField(
                name="tu", label="Từ ngày", value=request.GET.get("tu", "") or f"{period.first:%d/%m/%Y}", width=10
            ),
            FilterField(
                name="den", label="Đến ngày", value=request.GET.get("den", "") or f"{period.last:%d/%m/%Y}", width=10
            ),
        ),
        "next_url": f"?{period.query}&{more}" if more else "",
        "form": papers.find_paper(role="tracking_book", on=period.last),
    }
    return render(request, "dossiers/desk/book.html", context, status=422 if errors else 200)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 8 else 1


def _row(number: int, line: BookLine) -> Row:
    return Row(
        cells=(
            Cell(text=str(number)),
            Cell(text=line.code, whole=True, href=reverse("dossiers:work", args=[line.id]), note=line.procedure_title),
            Cell(text=line.applicant_name, note=line.contact),
            Cell(text=line.owner_agency),
            Cell(text=_day(line.received_at)),
            Cell(text=_day(line.due_at)),
            Cell(text=_day(line.returned_at) or "–"),
            Cell(text=line.return_way, note=line.note),
        )
    )


def _day(at: datetime | None) -> str:
    return f"{local(at):%d/%m/%Y}" if at else ""


@on_duty
@require_GET
def table(request: HttpRequest) -> HttpResponseBase:
    """The period as CSV (UTF-8 with its mark, so that spreadsheets show Vietnamese), line by line as it is read."""
    agency = _agency(request)
    period, errors = period_of(request)
    if errors:
        raise Invalid("Kỳ của sổ chưa đúng.", fields={f"/{name}": text for name, text in errors.items()})
    lines = book.all_lines(agency.id, period.first, period.last, actor=identity.actor_of(request))
    response = StreamingHttpResponse(_csv(lines), content_type="text/csv; charset=utf-8")
    name = f"so-theo-doi-{agency.code}-{period.first:%Y%m%d}-{period.last:%Y%m%d}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


class _Echo:
    def write(self, text: str) -> str:
        return text


def _csv(lines: Iterable[BookLine]) -> Iterator[str]:
    return csv_of(HEADS, (_cells(number, line) for number, line in enumerate(lines, 1)))


def csv_of(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """A table as CSV, row by row, with the mark by which spreadsheets know UTF-8; no cell is a formula."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(heads)
    for row in rows:
        yield writer.writerow([_plain(text) for text in row])


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(_RUNS) else text


def _cells(number: int, line: BookLine) -> tuple[str, ...]:
    return (
        str(number),
        line.code,
        line.procedure_title,
        "1",
        line.applicant_name,
        line.contact,
        line.owner_agency,
        _day(line.received_at),
        _day(line.due_at),
        _day(line.returned_at),
        line.return_way,
        "",
        line.note,
    )


@on_duty
@require_GET
def paper(request: HttpRequest) -> HttpResponse:
    """The form in force on the last day of the period. A longer book is printed part by part. Raises Invalid."""
    agency = _agency(request)
    period, errors = period_of(request)
    if errors:
        raise Invalid("Kỳ của sổ chưa đúng.", fields={f"/{name}": text for name, text in errors.items()})
    if book.count_lines(agency.id, period.first, period.last, most=MOST_PRINTED + 1) > MOST_PRINTED:
        raise Invalid(
            f"Kỳ này có hơn {MOST_PRINTED:,} hồ sơ. Hãy in từng kỳ ngắn hơn, hoặc tải bảng CSV.".replace(",", ".")
        )
    lines = book.all_lines(agency.id, period.first, period.last, actor=identity.actor_of(request))
    rendered = papers.render_for(
        role="tracking_book",
        on=period.last,
        context={
            "head": printing.head(agency),
            "period_words": period.words,
            "signed_on": today(),
            "rows": [_printed(line) for line in lines],
        },
    )
    response = HttpResponse(rendered.pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{rendered.file_name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _printed(line: BookLine) -> dict[str, str]:
    return {
        "dossier_code": line.code,
        "procedure_title": line.procedure_title,
        "sets": "1",
        "applicant_name": line.applicant_name,
        "contact": line.contact,
        "owner_agency": line.owner_agency,
        "received": _day(line.received_at),
        "due": _day(line.due_at),
        "returned": _day(line.returned_at),
        "return_way": line.return_way,
        "note": line.note,
    }
