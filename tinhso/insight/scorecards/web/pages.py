"""An agency's card, what it would be with other numbers or thresholds, its frozen months."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import Cell, Column, Row, Stat
from tinhso.insight.scorecards import api, queries
from tinhso.insight.scorecards.domain import number, score, told
from tinhso.insight.scorecards.types import Card, Group, Item, Numbers, Score, Scored, Scoring
from tinhso.insight.scorecards.web.asking import Asked, fields_for
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import today
from tinhso.kernel.errors import Conflict, Invalid

COLUMNS = (
    Column(title="Chỉ số"),
    Column(title="Tốt", numeric=True),
    Column(title="Trên tổng", numeric=True),
    Column(title="Điểm", numeric=True),
    Column(title="Tối đa", numeric=True),
)
_AGENCIES = (
    Column(title="Cơ quan giải quyết"),
    Column(title="Điểm", numeric=True),
    Column(title="Trên", numeric=True),
    Column(title="Xếp loại"),
)
_MOST = 1_000_000


@require_GET
def card(request: HttpRequest) -> HttpResponse:
    """Every group with its items; each number opens to its cases. Below: the agencies whose figures the officer sees."""
    actor = identity.actor_of(request)
    asked = Asked(request.GET.dict(), actor)
    found = api.whole(asked.card, asked.selection, actor=actor)
    context = {
        "asked": asked,
        "fields": fields_for(asked, actor=actor),
        "columns": COLUMNS,
        "groups": [_group(asked, group, found) for group in asked.card.groups],
        "stats": [total_stat(asked.card, found)],
        "is_complete": found.is_complete,
        "doubts": doubts(asked.card),
        "basis": "; ".join(basis_words(line) for line in asked.card.legal_basis),
        "agency_columns": _AGENCIES,
        "agencies": _agencies(asked, actor),
        "closes": access.scope(actor=actor, act=queries.CLOSE).everywhere and asked.month.last < today(),
    }
    return render(request, "scorecards/card.html", context)


def total_stat(card: Card, found: Score) -> Stat:
    """The total, and of how many points it is."""
    hint = found.band or (f"trên {told(found.out_of)} điểm đã tính được; bộ chỉ số có {told(card.points)} điểm")
    return Stat(label="Tổng điểm", value=told(found.points), hint=hint)


def _group(asked: Asked, group: Group, found: Score) -> tuple[str, list[Row]]:
    lines = found.of_group(group)
    got = sum((one.points for one in lines), Fraction(0))
    return f"{group.title}: {told(got)}/{told(group.points)} điểm", [_row(asked, one) for one in lines]


def _row(asked: Asked, line: Scored) -> Row:
    item = line.item
    if line.standing.words:
        note = item.missing or line.standing.words
        dash = Cell(text="–")
        return Row(cells=(Cell(text=item.title, note=note), dash, dash, dash, Cell(text=told(item.points))))
    note = f"{line.numbers.corrected} trường hợp được sửa sau khi xem lại" if line.numbers.corrected else ""
    good = item.good or item.bad
    return Row(
        cells=(
            Cell(text=item.title, note=note),
            Cell(text=line.numbers.good, href=_cases(asked, item, "good" if item.good else "bad") if good else ""),
            Cell(text=line.numbers.of, href=_cases(asked, item, "of")),
            Cell(text=told(line.points)),
            Cell(text=told(item.points)),
        )
    )


def _cases(asked: Asked, item: Item, part: str) -> str:
    return f"{reverse('scorecards:cases')}?{urlencode({**asked.pairs, 'chi-so': item.code, 'phan': part})}"


def _agencies(asked: Asked, actor: Actor) -> list[Row]:
    found = api.by_agency(asked.card, asked.selection, actor=actor)
    lines = sorted((identity.get_agency(key).name, key, one) for key, one in found.items())
    return [
        Row(
            cells=(
                Cell(text=name, href=f"?{urlencode({**asked.pairs, 'co-quan': identity.get_agency(key).code})}"),
                Cell(text=told(one.points)),
                Cell(text=told(one.out_of)),
                Cell(text=one.band or "Chưa đủ chỉ số"),
            )
        )
        for name, key, one in lines
    ]


def doubts(card: Card) -> list[str]:
    """What of the definition could not be read in the law, in its own words."""
    return (
        [card.doubt, *(f"{one.title}: {one.doubt}" for one in card.items if one.doubt)]
        if card.doubt
        else [f"{one.title}: {one.doubt}" for one in card.items if one.doubt]
    )


def basis_words(line: Mapping[str, str]) -> str:
    named = f"{line['document']}, {line['article']}" if "article" in line else line["document"]
    return f"{named} ({line['note'][0].lower()}{line['note'][1:]})" if "note" in line else named


@require_GET
def what_if(request: HttpRequest) -> HttpResponse:
    """The same card with numbers and thresholds that the reader types; nothing is kept."""
    actor = identity.actor_of(request)
    asked = Asked(request.GET.dict(), actor)
    live = api.whole(asked.card, asked.selection, actor=actor)
    errors: dict[str, str] = {}
    lines = [_supposed(line, request.GET, errors) for line in live.lines]
    supposed = replace(live, lines=tuple(one for one, _ in lines))
    context = {
        "asked": asked,
        "errors": errors,
        "live": told(live.points),
        "supposed": told(supposed.points),
        "out_of": told(supposed.out_of),
        "difference": _signed(supposed.points - live.points),
        "lines": [
            {
                "item": one.item,
                "live": told(before.points),
                "points": told(one.points),
                "changed": one.points != before.points,
                "boxes": boxes,
            }
            for before, (one, boxes) in zip(live.lines, lines, strict=True)
        ],
        "kept": list(asked.pairs.items()),
    }
    return render(request, "scorecards/what_if.html", context, status=422 if errors else 200)


def _signed(points: Fraction) -> str:
    return f"{'+' if points > 0 else '−' if points < 0 else ''}{told(abs(points))}"


def _supposed(line: Scored, given: Mapping[str, str], errors: dict[str, str]) -> tuple[Scored, list[dict[str, Any]]]:
    """The line with what was typed for it, and the boxes as they are shown again."""
    item = line.item
    boxes: list[dict[str, Any]] = []

    def asked(name: str, label: str, present: str) -> str:
        key = f"{name}-{item.code}"
        typed = given.get(key, "").strip()[:12]
        box = {"name": key, "label": f"{label}: {item.title}", "short": label, "value": typed or present}
        boxes.append(box)
        return typed or present

    whole = asked("tong", "Tổng", str(line.numbers.of))
    good = asked("tot", "Tốt", str(line.numbers.good))
    points = asked("diem", "Tối đa", _short(item.points))
    rule = item.rule
    at = ""
    if rule is not None and rule.scoring is Scoring.THRESHOLD:
        at = asked("nguong", "Ngưỡng %", _short(rule.at))
    values: dict[str, Fraction] = {}
    for box, text in zip(boxes, (whole, good, points, at), strict=False):
        try:
            values[box["name"].partition("-")[0]] = number(text)
        except ValueError:
            errors[box["name"]] = "Ghi một số không âm, như 12 hoặc 12,5."
            box["error"] = errors[box["name"]]
    of, well = values.get("tong", Fraction(0)), values.get("tot", Fraction(0))
    if well > of and "tot" in values and item.rule is not None and item.rule.scoring is not Scoring.MEAN:
        errors[f"tot-{item.code}"] = boxes[1]["error"] = "Số tốt không lớn hơn tổng."
    if errors:
        return line, boxes
    return _scored(item, int(of), int(well), values), boxes


def _scored(item: Item, of: int, good: int, values: Mapping[str, Fraction]) -> Scored:
    rule = item.rule
    # A threshold of nothing is reached by everybody.
    if rule is not None and "nguong" in values:
        rule = replace(rule, at=values["nguong"] or Fraction(1, 1000))
    changed = replace(item, points=values["diem"], rule=rule)
    return score(changed, Numbers(of=min(of, _MOST), good=min(good, _MOST)))


def _short(value: Fraction) -> str:
    return told(value).rstrip("0").rstrip(",")


@require_GET
def history(request: HttpRequest) -> HttpResponse:
    """The frozen months of an agency, each copy with its reason."""
    actor = identity.actor_of(request)
    asked = Asked(request.GET.dict(), actor)
    rows = [
        Row(
            cells=(
                Cell(text=f"{one.first:%m/%Y}", note=f"Lần {one.number}. {one.reason}" if one.number > 1 else ""),
                Cell(text=one.body["points"].replace(".", ",")),
                Cell(text=one.body["out_of"].replace(".", ",")),
                Cell(text=one.body["band"] or "Chưa đủ chỉ số"),
                Cell(text=f"{one.frozen_at:%d/%m/%Y}"),
            )
        )
        for one in queries.frozen_of(asked.card.code, asked.agency_id, actor=actor)
    ]
    context = {
        "asked": asked,
        "fields": fields_for(asked, actor=actor),
        "columns": (
            Column(title="Tháng"),
            Column(title="Điểm", numeric=True),
            Column(title="Trên", numeric=True),
            Column(title="Xếp loại"),
            Column(title="Chốt ngày"),
        ),
        "rows": rows,
    }
    return render(request, "scorecards/history.html", context)


@require_POST
def freeze(request: HttpRequest) -> HttpResponse:
    """Close the month of the card for everybody."""
    actor = identity.actor_of(request)
    asked = Asked(request.POST.dict(), actor)
    try:
        api.freeze_month(
            code=asked.card.code, month=asked.month, reason=request.POST.get("ly_do", "")[:1000], actor=actor
        )
    except (Invalid, Conflict) as refused:
        messages.error(request, next(iter(refused.fields.values()), refused.message))
    else:
        messages.success(request, f"Đã chốt tháng {asked.month.first:%m/%Y}.")
    return redirect(f"{reverse('scorecards:history')}?{asked.query}")
