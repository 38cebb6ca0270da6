"""Early, on time, late: what was resolved and what is pending, told apart by one dimension, by the promised or legal term."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import Cell, Column, FilterField, Option, Row, Stat, Tone
from tinhso.insight.warehouse import api
from tinhso.insight.warehouse.addresses import figure_url
from tinhso.insight.warehouse.types import Basis, Count, Dimension, Selection
from tinhso.insight.warehouse.web.selecting import fields_for, read_selection
from tinhso.insight.warehouse.web.words import DIMENSIONS, names_of

_BY = (
    Dimension.OWNER,
    Dimension.RECEIVING,
    Dimension.FIELD,
    Dimension.PROCEDURE,
    Dimension.CHANNEL,
    Dimension.APPLICANT,
    Dimension.CAUSE,
    Dimension.LATE_AGENCY,
)
_TERMS = {"": "timing", "luat": "statutory_timing"}
_TITLES = {
    "resolved": "Đã giải quyết",
    "early": "Trước hạn",
    "on_time": "Đúng hạn",
    "late": "Quá hạn",
    "within": "Đang giải quyết, trong hạn",
    "overdue": "Đang giải quyết, quá hạn",
    "paused": "Trong đó đang tạm dừng",
    "apart": "Rút, dừng tính riêng",
}


@dataclass(frozen=True)
class _Line:
    key: Any
    name: str
    numbers: Mapping[str, int]

    @property
    def in_time(self) -> str:
        """The share decided early or on time, of those with a term."""
        good = self.numbers["early"] + self.numbers["on_time"]
        return percent(good, good + self.numbers["late"])


def percent(part: int, whole: int) -> str:
    """ "87,5 %"; a dash of nothing."""
    return f"{100 * part / whole:.1f} %".replace(".", ",") if whole else "–"


def counts(term: str, rule: api.StatisticsRule) -> dict[str, Count]:
    """What the table counts, by the rule of the period's last day."""
    closed = {"ending": rule.resolved, "accepted": ("yes",)}
    stands = {} if rule.paused_is_pending else {"paused": ("no",)}
    return {
        "resolved": Count(basis=Basis.CLOSED, where=closed),
        **{kind: Count(basis=Basis.CLOSED, where={**closed, term: (kind,)}) for kind in ("early", "on_time", "late")},
        **{kind: Count(basis=Basis.PENDING, where={**stands, term: (kind,)}) for kind in ("within", "overdue")},
        "paused": Count(basis=Basis.PENDING, where={"paused": ("yes",)}),
        "apart": Count(basis=Basis.CLOSED, where={"ending": rule.apart, "accepted": ("yes",)}),
    }


@require_GET
def timeliness(request: HttpRequest) -> HttpResponse:
    """The table, with every number a way to its records."""
    actor = identity.actor_of(request)
    asked = read_selection(request.GET, actor=actor)
    by = _dimension(request.GET.get("theo", ""))
    term = _TERMS.get(request.GET.get("han", ""), "timing")
    shown = counts(term, api.rule_on(asked.selection.last))
    shown = {code: count for code, count in shown.items() if api.has_dimension(count.basis, by)}
    found = api.figures(asked.selection, shown, by=(by,), actor=actor)
    lines = _lines(found, by, asked.selection, shown)
    total = {code: sum(line.numbers[code] for line in lines) for code in shown}
    whole = _Line(key=None, name="Tổng cộng", numbers=total)
    context = {
        "asked": asked,
        "errors": asked.errors,
        "fields": [*fields_for(request, asked, actor=actor), *_more_fields(request, by)],
        "place": identity.get_agency(asked.selection.agency_id).name if asked.selection.agency_id else "Toàn tỉnh",
        "by": DIMENSIONS[by],
        "stats": _stats(whole, asked.selection, shown),
        "columns": _columns(by, shown),
        "rows": [_row(line, by, asked.selection, shown) for line in lines]
        + ([_row(whole, None, asked.selection, shown)] if lines else []),
    }
    return render(request, "warehouse/timeliness.html", context, status=422 if asked.errors else 200)


def _columns(by: Dimension, shown: Mapping[str, Count]) -> list[Column]:
    numbers = [Column(title=_TITLES[code], numeric=True) for code in shown]
    return [Column(title=DIMENSIONS[by]), *numbers, Column(title="Tỷ lệ đúng hạn", numeric=True)]


def _dimension(text: str) -> Dimension:
    return Dimension(text) if text in {one.value for one in _BY} else Dimension.OWNER


def _more_fields(request: HttpRequest, by: Dimension) -> Iterable[FilterField]:
    yield FilterField(
        name="theo",
        label="Xem theo",
        kind="select",
        value=by.value,
        options=tuple(Option(value=one.value, text=DIMENSIONS[one]) for one in _BY),
        empty="",
    )
    yield FilterField(
        name="han",
        label="So với",
        kind="select",
        value=request.GET.get("han", ""),
        options=(Option(value="luat", text="Thời hạn của pháp luật"),),
        empty="Thời hạn đã hẹn",
    )
    yield FilterField(
        name="nhu",
        label="Cơ quan sau sắp xếp",
        kind="select",
        value=request.GET.get("nhu", ""),
        options=(Option(value="luc-do", text="Như lúc đó"),),
        empty="Cơ quan hiện nay",
    )


def _lines(
    found: Mapping[Any, Mapping[str, int]], by: Dimension, selection: Selection, shown: Mapping[str, Count]
) -> list[_Line]:
    keys = [key for (key,), numbers in found.items() if any(numbers.values())]
    names = names_of(by, keys, selection)
    lines = [_Line(key=key, name=names[key], numbers=found[(key,)]) for key in keys]
    return sorted(lines, key=lambda line: (-line.numbers["late"], -line.numbers["resolved"], line.name))


def _stats(whole: _Line, selection: Selection, shown: Mapping[str, Count]) -> list[Stat]:
    tones = {"resolved": Tone.INFO, "late": Tone.BAD, "within": Tone.GOOD, "overdue": Tone.BAD}
    return [
        Stat(
            label=_TITLES[code],
            value=whole.numbers[code],
            href=figure_url(selection, shown[code], {}, title=_TITLES[code]),
            tone=tone if whole.numbers[code] or tone is not Tone.BAD else Tone.GOOD,
            hint=f"{whole.in_time} trước và đúng hạn" if code == "resolved" else "",
        )
        for code, tone in tones.items()
        if code in shown
    ]


def _row(line: _Line, by: Dimension | None, selection: Selection, shown: Mapping[str, Count]) -> Row:
    key = {} if by is None else {by: line.key}
    return Row(
        cells=(
            Cell(text=line.name),
            *(
                Cell(
                    text=line.numbers[code],
                    href=figure_url(selection, count, key, title=f"{_TITLES[code]}: {line.name}")
                    if line.numbers[code]
                    else "",
                )
                for code, count in shown.items()
            ),
            Cell(text=line.in_time),
        ),
        tone="bad" if line.numbers["late"] and by is not None else "",
    )
