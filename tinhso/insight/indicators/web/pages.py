"""The indicators of a period, and one of them by agency and by period; both numbers of each open to their records."""

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import Cell, Column, Row
from tinhso.insight.indicators import queries
from tinhso.insight.indicators.types import Indicator, Part, Value
from tinhso.insight.indicators.web.asking import Asked, fields_for, row_of
from tinhso.insight.warehouse import api as warehouse
from tinhso.insight.warehouse.types import Dimension, Selection
from tinhso.kernel.actor import Actor

_PERIODS = 6
_NOTHING = Value(numerator=0, denominator=0)
_ALL = (
    Column(title="Chỉ số"),
    Column(title="Tử số", numeric=True),
    Column(title="Mẫu số", numeric=True),
    Column(title="Giá trị", numeric=True),
)


@require_GET
def all_of_period(request: HttpRequest) -> HttpResponse:
    """Every indicator in force on the last day of the period."""
    actor = identity.actor_of(request)
    asked = Asked(request.GET.dict(), actor)
    indicators = queries.in_force(asked.period.last)
    found = queries.reckon(indicators, asked.selection, actor=actor)[()] if indicators else {}
    context = {
        "asked": asked,
        "fields": fields_for(asked, actor=actor),
        "columns": _ALL,
        "rows": [
            Row(
                cells=(
                    Cell(
                        text=one.title,
                        href=f"{reverse('indicators:one', args=[one.code])}?{asked.query}",
                        note=one.meaning,
                    ),
                    *_numbers(one, found[one.code], asked.selection, {}),
                )
            )
            for one in indicators
        ],
    }
    return render(request, "indicators/all.html", context)


@require_GET
def one(request: HttpRequest, code: str) -> HttpResponse:
    """One indicator: how it is made, by agency in the period, and over the last periods of its length."""
    actor = identity.actor_of(request)
    asked = Asked(request.GET.dict(), actor)
    indicator = queries.get(code, on=asked.period.last)
    whole = queries.reckon((indicator,), asked.selection, actor=actor)[()][code]
    context = {
        "asked": asked,
        "indicator": indicator,
        "whole": whole.told(indicator.unit),
        "basis": "; ".join(_basis_words(line) for line in indicator.legal_basis),
        "fields": fields_for(asked, actor=actor),
        "of_agencies": _columns("Cơ quan giải quyết", indicator),
        "agencies": _agencies(indicator, asked, whole, actor=actor),
        "of_periods": _columns("Kỳ", indicator),
        "periods": _periods(indicator, asked, actor=actor),
    }
    return render(request, "indicators/one.html", context)


def _agencies(indicator: Indicator, asked: Asked, whole: Value, *, actor: Actor) -> list[Row]:
    """A line for each agency, by name, and the whole: what is counted once however often it comes does not add up."""
    selection = asked.selection
    found = queries.reckon((indicator,), selection, by=(Dimension.OWNER,), actor=actor)
    on = selection.last if asked.as_then else None
    lines = [
        (identity.get_agency(agency_id, on=on).name, agency_id, numbers[indicator.code])
        for (agency_id,), numbers in found.items()
        if numbers[indicator.code] != _NOTHING
    ]
    rows = [_row(name, indicator, value, selection, key=agency_id) for name, agency_id, value in sorted(lines)]
    return [*rows, _row("Tổng cộng", indicator, whole, selection)] if rows else []


def _periods(indicator: Indicator, asked: Asked, *, actor: Actor) -> list[Row]:
    rows = []
    for period in row_of(asked.period, indicator.period, count=_PERIODS):
        selection = asked.of(period)
        value = queries.reckon((indicator,), selection, actor=actor)[()][indicator.code]
        rows.append(_row(period.title, indicator, value, selection))
    return rows


def _columns(title: str, indicator: Indicator) -> tuple[Column, ...]:
    return (
        Column(title=title),
        Column(title=indicator.numerator.title, numeric=True),
        Column(title=indicator.denominator.title, numeric=True),
        Column(title="Giá trị", numeric=True),
    )


def _row(title: str, indicator: Indicator, value: Value, selection: Selection, *, key: UUID | None = None) -> Row:
    of = {} if key is None else {Dimension.OWNER: key}
    return Row(cells=(Cell(text=title), *_numbers(indicator, value, selection, of)))


def _numbers(
    indicator: Indicator, value: Value, selection: Selection, key: Mapping[Dimension, object]
) -> tuple[Cell, Cell, Cell]:
    return (
        _figure(indicator.numerator, value.numerator, selection, key),
        _figure(indicator.denominator, value.denominator, selection, key),
        Cell(text=value.told(indicator.unit)),
    )


def _figure(part: Part, number: int, selection: Selection, key: Mapping[Dimension, object]) -> Cell:
    href = warehouse.figure_url(selection, part.count, key, title=part.title) if number else ""
    return Cell(text=number, href=href)


def _basis_words(line: Mapping[str, str]) -> str:
    named = f"{line['document']}, {line['article']}" if "article" in line else line["document"]
    return f"{named} ({line['note'][0].lower()}{line['note'][1:]})" if "note" in line else named
