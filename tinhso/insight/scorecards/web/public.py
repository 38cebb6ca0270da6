"""Figures for everybody: points of agencies by month and how many results came in time, to read and to download."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET

from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import Cell, Column, FilterField, Option, Row
from tinhso.insight.scorecards import api, queries
from tinhso.insight.scorecards.domain import told
from tinhso.insight.scorecards.errors import NoCard
from tinhso.insight.scorecards.shapes import COLUMNS, SCHEMA, body_of, rows_of
from tinhso.insight.scorecards.types import Card, Group, Item, Standing
from tinhso.insight.scorecards.web.asking import DEFAULT, month_field
from tinhso.insight.scorecards.web.pages import basis_words, doubts
from tinhso.insight.warehouse import api as warehouse
from tinhso.insight.warehouse.types import Basis, Count, Dimension, Selection
from tinhso.kernel.actor import system_actor
from tinhso.kernel.clock import now

# Everybody may ask as often as they like; the database is asked once in so many seconds.
_SECONDS = 300
ALL_RESULTS = Count(basis=Basis.CLOSED, where={"ending": ("granted", "refused")})
_RESULTS = {
    "all": ALL_RESULTS,
    "early": Count(basis=Basis.CLOSED, where={"ending": ("granted", "refused"), "timing": ("early",)}),
    "on_time": Count(basis=Basis.CLOSED, where={"ending": ("granted", "refused"), "timing": ("on_time",)}),
    "late": Count(basis=Basis.CLOSED, where={"ending": ("granted", "refused"), "timing": ("late",)}),
}
_RESULT_TITLES = ("Cơ quan giải quyết", "Đã có kết quả", "Trước hạn", "Đúng hạn", "Quá hạn", "Đúng và trước hạn")


@dataclass(frozen=True, kw_only=True)
class Published:
    """A month as the public sees it. `frozen`: closed; otherwise it still changes."""

    card: Card
    month: Selection
    as_of: str
    frozen: bool
    # Agency's code ("" = the province) → (name, score as data), by name, the province first.
    scores: Mapping[str, tuple[str, Mapping[str, Any]]]
    # Agency's code, name, number of results by how they came in time.
    results: tuple[tuple[str, str, Mapping[str, int]], ...]


def _published(request: HttpRequest) -> Published:
    """Raises NoCard for a month or scorecard that is not published."""
    month = api.month_of(request.GET.get("thang", "")[:7])
    card = api.card_of(request.GET.get("bo", DEFAULT)[:40], on=month.last)
    if not card.is_public:
        raise NoCard
    key = f"scorecards.public.{card.version_id}.{month.first}"
    found = cache.get(key)
    if found is None:
        found = _reckon(card, month)
        cache.set(key, found, timeout=_SECONDS)
    return Published(card=card, month=month, **found)


def _reckon(card: Card, month: Selection) -> dict[str, Any]:
    # What law makes public is counted for everybody alike, by the platform itself.
    actor = system_actor()
    frozen = queries.newest_of_month(card.code, month.first)
    bodies: dict[Any, Any] = {key: one.body for key, one in frozen.items()}
    if not frozen:
        bodies = {None: body_of(api.whole(card, month, actor=actor))}
        bodies |= {key: body_of(one) for key, one in api.by_agency(card, month, actor=actor).items()}
    named = [
        ("", "Toàn tỉnh", body) if key is None else (identity.get_agency(key).code, identity.get_agency(key).name, body)
        for key, body in bodies.items()
    ]
    results = warehouse.figures(month, _RESULTS, by=(Dimension.OWNER,), actor=actor)
    lines = sorted(
        ((identity.get_agency(key).code, identity.get_agency(key).name, line) for (key,), line in results.items()),
        key=lambda one: one[1],
    )
    return {
        "as_of": (next(iter(frozen.values())).frozen_at if frozen else now()).isoformat(timespec="seconds"),
        "frozen": bool(frozen),
        "scores": {code: (name, body) for code, name, body in sorted(named, key=lambda one: (one[0] != "", one[1]))},
        "results": tuple(one for one in lines if one[2]["all"]),
    }


@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """The page: the province's groups, every agency's total, results in time, what is doubtful, how to download."""
    found = _published(request)
    context = {
        "found": found,
        "title": in_language(found.card),
        "fields": [_card_field(found), month_field(f"{found.month.first:%Y-%m}", gettext("Tháng"))],
        "caption": f"{found.month.first:%m/%Y}",
        "group_columns": (
            Column(title=gettext("Nhóm chỉ số")),
            Column(title=gettext("Điểm"), numeric=True),
            Column(title=gettext("Tối đa"), numeric=True),
        ),
        "groups": _groups(found),
        "item_columns": (
            Column(title=gettext("Chỉ số")),
            Column(title=gettext("Điểm"), numeric=True),
            Column(title=gettext("Tối đa"), numeric=True),
        ),
        "items": _items(found),
        "agency_columns": (
            Column(title=gettext("Cơ quan giải quyết")),
            Column(title=gettext("Điểm"), numeric=True),
            Column(title=gettext("Trên"), numeric=True),
        ),
        "agencies": [
            Row(cells=(Cell(text=name), Cell(text=_comma(body["points"])), Cell(text=_comma(body["out_of"]))))
            for code, (name, body) in found.scores.items()
            if code
        ],
        "province": _totals(found),
        "result_columns": tuple(
            Column(title=gettext(title), numeric=number > 0) for number, title in enumerate(_RESULT_TITLES)
        ),
        "results": [_result(code, name, line, f"{found.month.first:%Y-%m}") for code, name, line in found.results],
        "doubts": doubts(found.card),
        "basis": "; ".join(basis_words(line) for line in found.card.legal_basis),
        "query": f"bo={found.card.code}&thang={found.month.first:%Y-%m}",
    }
    return render(request, "scorecards/public.html", context)


def in_language(named: Card | Group | Item) -> str:
    """The name in the reader's language, as far as the definition has it."""
    return (named.title_en if get_language() == "en" else "") or named.title


def _comma(text: str) -> str:
    return text.replace(".", ",")


def _totals(found: Published) -> Mapping[str, Any]:
    _, body = found.scores.get("", ("", {"points": "0.00", "out_of": "0.00", "complete": False}))
    return {
        "points": _comma(body["points"]),
        "out_of": _comma(body["out_of"]),
        "complete": body["complete"],
        "whole": told(found.card.points),
    }


def _groups(found: Published) -> list[Row]:
    _, body = found.scores.get("", ("", {"items": {}}))
    rows = []
    for group in found.card.groups:
        lines = [body["items"][one.code] for one in group.items if one.code in body["items"]]
        counted = [one for one in lines if one["standing"] == "counted"]
        points = sum(int(one["points"].replace(".", "")) for one in counted)
        note = "" if len(counted) == len(lines) else gettext("Có chỉ số chưa có nguồn hoặc chưa phát sinh")
        shown = f"{points // 100},{points % 100:02d}" if counted else "–"
        rows.append(
            Row(cells=(Cell(text=in_language(group), note=note), Cell(text=shown), Cell(text=told(group.points))))
        )
    return rows


def _items(found: Published) -> list[Row]:
    """Every indicator by its name; one without points says why."""
    _, body = found.scores.get("", ("", {"items": {}}))
    rows = []
    for item in found.card.items:
        line = body["items"].get(item.code)
        standing = Standing(line["standing"]) if line else Standing.NO_SOURCE
        is_counted = standing is Standing.COUNTED and line is not None
        shown = _comma(line["points"]) if is_counted and line else "–"
        note = "" if is_counted else gettext(standing.words)
        name = Cell(text=in_language(item), note=note)
        rows.append(Row(cells=(name, Cell(text=shown), Cell(text=told(item.points)))))
    return rows


def _card_field(found: Published) -> FilterField:
    """Which of the published scorecards is shown."""
    options = tuple(
        Option(value=one.code, text=in_language(one)) for one in queries.cards(on=found.month.last) if one.is_public
    )
    return FilterField(
        name="bo", label=gettext("Bộ chỉ số"), kind="select", value=found.card.code, options=options, empty=""
    )


def _result(code: str, name: str, line: Mapping[str, int], month: str) -> Row:
    well = line["early"] + line["on_time"]
    tenths = (2000 * well + line["all"]) // (2 * line["all"])
    behind = f"{reverse('scorecards:results')}?{urlencode({'thang': month, 'co-quan': code})}"
    numbers = (Cell(text=line[key]) for key in ("early", "on_time", "late"))
    return Row(
        cells=(
            Cell(text=name),
            Cell(text=line["all"], href=behind),
            *numbers,
            Cell(text=f"{tenths // 10},{tenths % 10} %"),
        )
    )


def _lines(found: Published) -> list[dict[str, Any]]:
    month = f"{found.month.first:%Y-%m}"
    return [
        line for code, (name, body) in found.scores.items() for line in rows_of(found.card, month, code, name, body)
    ]


@require_GET
def csv_file(request: HttpRequest) -> HttpResponse:
    """The figures as CSV (RFC 4180, UTF-8 with a mark, so that spreadsheets read Vietnamese)."""
    found = _published(request)
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(_lines(found))
    response = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    return _open(response, f"{found.card.code}-{found.month.first:%Y-%m}.csv")


@require_GET
def json_file(request: HttpRequest) -> HttpResponse:
    """The same as JSON with its licence and the address of its schema."""
    found = _published(request)
    body = {
        "scorecard": found.card.code,
        "title": found.card.title,
        "month": f"{found.month.first:%Y-%m}",
        "licence": found.card.licence,
        "licence_url": found.card.licence_url,
        "as_of": found.as_of,
        "frozen": found.frozen,
        "doubt": found.card.doubt,
        "rows": _lines(found),
    }
    response = JsonResponse(body, json_dumps_params={"ensure_ascii": False})
    response.headers["Link"] = '</chi-so-766/luoc-do.json>; rel="describedby"'
    return _open(response, f"{found.card.code}-{found.month.first:%Y-%m}.json")


@require_GET
def schema_file(request: HttpRequest) -> HttpResponse:
    """The JSON Schema of the download."""
    return JsonResponse(dict(SCHEMA), json_dumps_params={"ensure_ascii": False}, content_type="application/schema+json")


def _open(response: HttpResponse, name: str) -> HttpResponse:
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    # Anybody's program may read it.
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
