"""Procedures by completeness of their pages, for who reviews them: what is unlawful first, then the emptiest."""

from collections.abc import Iterable

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from tinhso.engines.guidance import api
from tinhso.engines.guidance.types import Measured
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import Cell, Column, FilterField, Option, Row
from tinhso.kernel.text import clean, fold

ACT = "procedures.review"
_A_PAGE = 50
_COLUMNS = (
    Column(title="Thủ tục"),
    Column(title="Nguồn"),
    Column(title="Đầy đủ", numeric=True),
    Column(title="Còn thiếu"),
    Column(title="Giấy tờ phải bỏ"),
)
_SOURCES = {"tinh": "Định nghĩa của tỉnh", "quoc-gia": "Bản ghi quốc gia"}
_UNLAWFUL, _INCOMPLETE, _COMPLETE = "sai", "thieu", "du"
_STATES = {_UNLAWFUL: "Còn đòi giấy tờ phải bỏ", _INCOMPLETE: "Còn thiếu", _COMPLETE: "Đã đầy đủ"}


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """The list, filtered by words, source, state and the part that is missing."""
    access.authorise(actor=identity.actor_of(request), act=ACT, agency_id=access.Whose.NO_AGENCY)
    everything = api.measure_all()
    asked = {name: clean(request.GET.get(name, ""))[:100] for name in ("tim", "nguon", "loc", "thieu")}
    found = [one for one in everything if _matches(one, **asked)]
    page = Paginator(found, _A_PAGE).get_page(request.GET.get("trang"))
    context = {
        "page": page,
        "found": len(found),
        "complete": sum(1 for one in everything if not one.completeness.missing),
        "unlawful": sum(1 for one in everything if one.findings),
        "everything": len(everything),
        "fields": _fields(everything, asked),
        "columns": _COLUMNS,
        "rows": [_row(one) for one in page.object_list],
    }
    return render(request, "guidance/board.html", context)


def _matches(one: Measured, *, tim: str, nguon: str, loc: str, thieu: str) -> bool:
    if tim and fold(tim) not in fold(f"{one.code} {one.title} {one.field_title}"):
        return False
    if nguon in _SOURCES and (nguon == "tinh") is not one.is_ours:
        return False
    if thieu and thieu not in {part.code for part in one.completeness.missing}:
        return False
    match loc:
        case "sai":
            return bool(one.findings)
        case "thieu":
            return bool(one.completeness.missing)
        case "du":
            return not one.completeness.missing
    return True


def _row(one: Measured) -> Row:
    measure = one.completeness
    return Row(
        cells=(
            Cell(text=one.title, href=reverse("procedures:start", args=[one.code]), note=one.code),
            Cell(text=_SOURCES["tinh" if one.is_ours else "quoc-gia"]),
            Cell(text=f"{measure.full}/{measure.total}"),
            Cell(text="; ".join(part.title for part in measure.missing) or "Không thiếu phần nào"),
            Cell(text="; ".join(dict.fromkeys(finding.paper for finding in one.findings)) or "–"),
        ),
    )


def _fields(everything: Iterable[Measured], asked: dict[str, str]) -> list[FilterField]:
    parts = {part.code: part.title for one in everything for part in one.completeness.parts}

    def choice(name: str, label: str, options: dict[str, str]) -> FilterField:
        listed = tuple(Option(value=code, text=title) for code, title in options.items())
        return FilterField(name=name, label=label, kind="select", value=asked[name], options=listed)

    return [
        FilterField(name="tim", label="Tên, mã hoặc lĩnh vực", kind="search", value=asked["tim"]),
        choice("loc", "Tình trạng", _STATES),
        choice("thieu", "Thiếu phần", parts),
        choice("nguon", "Nguồn", _SOURCES),
    ]
