"""The book of certified copies of the officer's agency: a page, a table, the printed book; a mistake is struck out."""

from collections.abc import Iterator
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tinhso.casework.dossiers import copies, printing
from tinhso.casework.dossiers.web.book import MOST_PRINTED, Period, csv_of, period_of
from tinhso.casework.dossiers.web.duty import on_duty
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import Agency
from tinhso.foundation.ui.types import Cell, Column, FilterField, Row
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import today
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.services.copybook import api as copybook
from tinhso.services.copybook.types import Line
from tinhso.services.papers import api as papers

PAGE, BATCH = 50, 200
TITLE = "Sổ chứng thực bản sao từ bản chính"
PURPOSE = "Sổ chứng thực bản sao"
HEADS = (
    "Số chứng thực",
    "Ngày, tháng, năm chứng thực",
    "Họ tên của người yêu cầu chứng thực",
    "Tên của bản chính giấy tờ, văn bản",
    "Số trang",
    "Họ tên, chức danh người ký chứng thực",
    "Số bản sao",
    "Phí (đồng)",
    "Ghi chú",
)
_COLUMNS = (
    Column(title="Số", numeric=True),
    Column(title="Ngày"),
    Column(title="Người yêu cầu"),
    Column(title="Bản chính"),
    Column(title="Số bản", numeric=True),
    Column(title="Phí", numeric=True),
    Column(title="Người ký"),
    Column(title="Ghi chú"),
)


def _keeper(request: HttpRequest) -> tuple[Agency, Actor]:
    actor = identity.actor_of(request)
    access.authorise(actor=actor, act="copies.read", agency_id=actor.agency_id)
    return copies.certifying_at(actor.agency_id).keeper, actor


@on_duty
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """One page of the period, by number; struck lines stay with their reason."""
    keeper, actor = _keeper(request)
    period, errors = period_of(request)
    lines = _read(keeper, period, actor, after=request.GET.get("sau", ""), limit=PAGE + 1)
    shown = lines[:PAGE]
    more = f"{period.query}&{urlencode({'sau': _key(shown[-1])})}" if len(lines) > PAGE else ""
    strikes = access.can(actor=actor, act="copies.strike", agency_id=keeper.id)
    context = {
        "title": TITLE,
        "keeper": keeper,
        "period": period,
        "errors": errors,
        "columns": _COLUMNS,
        "rows": [_row(line, strikes) for line in shown],
        "fields": tuple(
            FilterField(name=name, label=label, value=request.GET.get(name, "") or f"{day:%d/%m/%Y}", width=10)
            for name, label, day in (("tu", "Từ ngày", period.first), ("den", "Đến ngày", period.last))
        ),
        "next_url": f"?{more}" if more else "",
    }
    return render(request, "dossiers/desk/copy_book.html", context, status=422 if errors else 200)


def _read(keeper: Agency, period: Period, actor: Actor, *, after: str, limit: int) -> tuple[Line, ...]:
    lines = copybook.read_book(keeper.id, period.first, period.last, after=after, limit=limit)
    access.record_read(actor=actor, holders=sorted({line.holder for line in lines}), purpose=PURPOSE)
    return lines


def _all(keeper: Agency, period: Period, actor: Actor) -> Iterator[Line]:
    after = ""
    while True:
        found = _read(keeper, period, actor, after=after, limit=BATCH)
        yield from found
        if len(found) < BATCH:
            return
        after = _key(found[-1])


def _key(line: Line) -> str:
    return f"{line.year}_{line.number}"


def _row(line: Line, strikes: bool) -> Row:
    plain = copies.printed(line)
    strike = reverse("dossiers:strike_copy", args=[line.id]) if strikes and not line.is_struck else ""
    return Row(
        cells=(
            Cell(text=line.notation, href=strike, note="Gạch dòng này" if strike else ""),
            Cell(text=str(plain["signed"])),
            Cell(text=line.requester_name),
            Cell(text=line.title, note=f"{line.pages} trang"),
            Cell(text=str(line.copies)),
            Cell(text=str(plain["fee"])),
            Cell(text=line.signer),
            Cell(text=str(plain["note"])),
        )
    )


@on_duty
@require_GET
def table(request: HttpRequest) -> HttpResponseBase:
    """The period as CSV, line by line as it is read. Raises Invalid for a period that cannot be read."""
    keeper, actor = _keeper(request)
    period = _asked(request)
    rows = (
        [str(value) for name, value in copies.printed(line).items() if name != "struck"]
        for line in _all(keeper, period, actor)
    )
    response = StreamingHttpResponse(csv_of(HEADS, rows), content_type="text/csv; charset=utf-8")
    name = f"so-chung-thuc-{keeper.code}-{period.first:%Y%m%d}-{period.last:%Y%m%d}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _asked(request: HttpRequest) -> Period:
    period, errors = period_of(request)
    if errors:
        raise Invalid("Kỳ của sổ chưa đúng.", fields={f"/{name}": text for name, text in errors.items()})
    return period


@on_duty
@require_GET
def paper(request: HttpRequest) -> HttpResponse:
    """The book to print; a long period is printed part by part. Raises Invalid."""
    keeper, actor = _keeper(request)
    period = _asked(request)
    if copybook.count_book(keeper.id, period.first, period.last, most=MOST_PRINTED + 1) > MOST_PRINTED:
        raise Invalid(f"Kỳ này có hơn {MOST_PRINTED} dòng. Hãy in từng kỳ ngắn hơn, hoặc tải bảng CSV.")
    lines = list(_all(keeper, period, actor))
    pdf = papers.render_paper(
        template="copy_book",
        context={
            "head": printing.head(keeper),
            "title": TITLE,
            "period_words": period.words,
            "signed_on": today(),
            "rows": [copies.printed(line) for line in lines],
            "total_words": copies.total_words(lines),
        },
        size="A4",
    )
    response = HttpResponse(pdf, content_type="application/pdf")
    name = f"so-chung-thuc-{_stamp(period.first)}-{_stamp(period.last)}.pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _stamp(day: date) -> str:
    return f"{day:%Y%m%d}"


@on_duty
@require_http_methods(["GET", "POST"])
def strike(request: HttpRequest, line_id: UUID) -> HttpResponseBase:
    """Strike a line out, with the reason: the number stays where it is and is not given again."""
    keeper, actor = _keeper(request)
    line = copybook.get_line(line_id)
    if keeper.id != line.agency_id:
        raise NotFound("Không có dòng này trong sổ của cơ quan bạn.")
    access.authorise(actor=actor, act="copies.strike", agency_id=keeper.id)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            copybook.strike_line(line_id=line_id, reason=request.POST.get("reason", ""), actor=actor)
            messages.success(request, f"Đã gạch dòng số {line.notation}; số này giữ nguyên, không cấp lại.")
            return redirect("dossiers:copy_book")
        except Invalid as refused:
            errors = refused.by_box("reason")
    access.record_read(actor=actor, holders=[line.holder], purpose=PURPOSE, target=("copy_line", line.id))
    context = {"line": line, "errors": errors, "typed": request.POST.get("reason", ""), "title": TITLE}
    return render(request, "dossiers/desk/strike_copy.html", context, status=422 if errors else 200)
