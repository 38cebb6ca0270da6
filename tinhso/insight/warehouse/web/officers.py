"""Figures by officer: everybody's for who heads them, one's own for everybody else."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import Cell, Column, Row
from tinhso.insight.warehouse import api
from tinhso.insight.warehouse.addresses import figure_url
from tinhso.insight.warehouse.types import Basis, Count, Dimension
from tinhso.insight.warehouse.web.selecting import fields_for, read_selection
from tinhso.insight.warehouse.web.words import names_of

COUNTS = {
    "steps": Count(basis=Basis.STEPS),
    "dossiers": Count(basis=Basis.STEPS, sum="dossiers"),
    "in_time": Count(basis=Basis.STEPS, where={"late": ("no",)}),
    "late": Count(basis=Basis.STEPS, where={"late": ("yes",)}),
    "again": Count(basis=Basis.STEPS, where={"again": ("yes",)}),
    "minutes": Count(basis=Basis.STEPS, sum="minutes"),
}
_TITLES = {
    "steps": "Số bước đã làm",
    "dossiers": "Số hồ sơ",
    "in_time": "Bước đúng hạn",
    "late": "Bước quá hạn",
    "again": "Làm lại",
}


@require_GET
def officers(request: HttpRequest) -> HttpResponse:
    """One line an officer; a step without a term is neither in time nor late."""
    actor = identity.actor_of(request)
    act = api.officers_act("", actor=actor)
    asked = read_selection(request.GET, actor=actor, act=act)
    selection, found = api.officer_figures(asked.selection, COUNTS, actor=actor)
    names = names_of(Dimension.OFFICER, [key for (key,) in found], selection)
    lines = sorted(found.items(), key=lambda line: names[line[0][0]])
    heads = access.can(actor=actor, act="statistics.read_officers", agency_id=access.Whose.ANY_OF_MINE)
    context = {
        "asked": asked,
        "errors": asked.errors,
        "fields": fields_for(request, asked, actor=actor, act=act),
        "own_only": not heads,
        "place": identity.get_agency(selection.agency_id).name if selection.agency_id else "Toàn tỉnh",
        "columns": [
            Column(title="Cán bộ"),
            *(Column(title=title, numeric=True) for title in _TITLES.values()),
            Column(title="Thời gian mỗi bước", numeric=True),
        ],
        "rows": [
            Row(
                cells=(
                    Cell(text=names[person]),
                    *(
                        Cell(
                            text=numbers[code],
                            href=figure_url(
                                selection,
                                COUNTS[code],
                                {Dimension.OFFICER: person},
                                title=f"{_TITLES[code]}: {names[person]}",
                            )
                            if numbers[code] and person
                            else "",
                        )
                        for code in _TITLES
                    ),
                    Cell(text=span(numbers["minutes"] // numbers["steps"] if numbers["steps"] else 0)),
                )
            )
            for (person,), numbers in lines
        ],
    }
    return render(request, "warehouse/officers.html", context, status=422 if asked.errors else 200)


def span(minutes: int) -> str:
    """Office time in words: "2 giờ 5 phút"."""
    hours, rest = divmod(minutes, 60)
    return f"{hours} giờ {rest} phút" if hours else f"{rest} phút"
