"""Where dossiers wait: how long each step is open, in office time, and how often a dossier comes back to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import Cell, Column, FilterField, Option, Row
from tinhso.insight.warehouse import api
from tinhso.insight.warehouse.addresses import figure_url
from tinhso.insight.warehouse.types import Basis, Count, Dimension, Pace, Selection
from tinhso.insight.warehouse.web.officers import span
from tinhso.insight.warehouse.web.selecting import fields_for, read_selection
from tinhso.insight.warehouse.web.timeliness import percent

_COLUMNS = (
    Column(title="Bước"),
    Column(title="Số lần làm", numeric=True),
    Column(title="Một nửa xong trong", numeric=True),
    Column(title="9 phần 10 xong trong", numeric=True),
    Column(title="Quá hạn", numeric=True),
    Column(title="Quay lại", numeric=True),
)
_MOST_BARS = 15
_OPINION = "Cơ quan được hỏi cho ý kiến"


@dataclass(frozen=True)
class Bar:
    """One bar of the drawing, in its own units."""

    title: str
    y: int
    median: int
    p90: int
    words: str


@require_GET
def process(request: HttpRequest) -> HttpResponse:
    """The table and a drawing of it. By agency: which agency's step; otherwise the steps of all agencies together."""
    actor = identity.actor_of(request)
    asked = read_selection(request.GET, actor=actor)
    by_agency = request.GET.get("theo", "") == Dimension.AGENCY.value
    by = Dimension.AGENCY if by_agency else Dimension.STEP
    procedure = request.GET.get("tt", "")[:40]
    only = {Dimension.PROCEDURE.value: procedure} if procedure else {}
    chosen = Selection(
        first=asked.selection.first, last=asked.selection.last, agency_id=asked.selection.agency_id, only=only
    )
    titles = step_titles(procedure)
    paces = sorted(api.paces(chosen, by=by, actor=actor), key=lambda pace: (-pace.p90, pace.step, pace.key))
    context = {
        "asked": asked,
        "errors": asked.errors,
        "fields": [*fields_for(request, asked, actor=actor), *_more_fields(procedure, by_agency)],
        "columns": _COLUMNS,
        "rows": [_row(pace, by, chosen, titles) for pace in paces],
        "bars": _bars(paces, by, titles),
        "height": 34 * min(len(paces), _MOST_BARS) + 8,
    }
    return render(request, "warehouse/process.html", context, status=422 if asked.errors else 200)


def step_titles(procedure: str) -> dict[str, str]:
    """What steps are called: in the process of this procedure, or of any."""
    found = {"opinion": _OPINION}
    for version in definitions.list_current("procedure"):
        if procedure in ("", version.code):
            for step in version.body.get("process", {}).get("steps", []):
                found.setdefault(step["code"], step["title"])
    return found


def _more_fields(procedure: str, by_agency: bool) -> list[FilterField]:
    options = tuple(
        Option(value=version.code, text=f"{version.title} ({version.code})")
        for version in definitions.list_current("procedure")
    )
    return [
        FilterField(name="tt", label="Thủ tục", kind="select", value=procedure, options=options),
        FilterField(
            name="theo",
            label="Tách theo",
            kind="select",
            value=Dimension.AGENCY.value if by_agency else "",
            options=(Option(value=Dimension.AGENCY.value, text="Cơ quan làm bước"),),
            empty="Không tách",
        ),
    ]


def _name(pace: Pace, by: Dimension, titles: dict[str, str]) -> tuple[str, str]:
    title = titles.get(pace.step, pace.step)
    return (title, identity.get_agency(UUID(pace.key)).short_name) if by is Dimension.AGENCY else (title, "")


def _row(pace: Pace, by: Dimension, selection: Selection, titles: dict[str, str]) -> Row:
    title, place = _name(pace, by, titles)
    key = {Dimension.STEP: pace.step, **({Dimension.AGENCY: pace.key} if by is Dimension.AGENCY else {})}
    counts = {
        "done": Count(basis=Basis.STEPS),
        "late": Count(basis=Basis.STEPS, where={"late": ("yes",)}),
        "again": Count(basis=Basis.STEPS, where={"again": ("yes",)}),
    }

    def figure(code: str, number: int) -> Cell:
        href = figure_url(selection, counts[code], key, title=f"{title} {place}".strip()) if number else ""
        return Cell(text=number, href=href, note=percent(number, pace.done) if number and code != "done" else "")

    return Row(
        cells=(
            Cell(text=title, note=place),
            figure("done", pace.done),
            Cell(text=span(pace.median)),
            Cell(text=span(pace.p90)),
            figure("late", pace.late),
            figure("again", pace.again),
        )
    )


def _bars(paces: Sequence[Pace], by: Dimension, titles: dict[str, str]) -> list[Bar]:
    longest = max((pace.p90 for pace in paces), default=0) or 1
    return [
        Bar(
            title=" · ".join(part for part in _name(pace, by, titles) if part),
            y=34 * number,
            median=round(600 * pace.median / longest),
            p90=max(round(600 * pace.p90 / longest), 2),
            words=f"{span(pace.median)} – {span(pace.p90)}",
        )
        for number, pace in enumerate(paces[:_MOST_BARS])
    ]
