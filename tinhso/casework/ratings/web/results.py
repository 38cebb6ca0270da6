"""What officers see: heads the results of their agencies, everybody the own figures; and the counters of a one-stop."""

from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tinhso.casework.ratings import api, queries
from tinhso.casework.ratings.errors import NothingToRate
from tinhso.casework.ratings.types import LevelCount, RatingRule
from tinhso.casework.ratings.web import slip_form
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import Cell, Column, FilterField, Option, Row
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import today
from tinhso.kernel.errors import Denied, Invalid
from tinhso.services.papers import api as papers

_MONTHS = 12


@require_GET
def results(request: HttpRequest) -> HttpResponse:
    """One month: by agency and question for who sees its figures, by officer for heads, else the own line."""
    actor = identity.actor_of(request)
    if not actor.is_officer:
        raise Denied("Trang này dành cho cán bộ đang làm việc ở một vị trí.")
    first, last = _month(request.GET.get("thang", ""))
    rule = api.rule_on(last)
    heads = access.can(actor=actor, act=queries.READ, agency_id=access.Whose.ANY_OF_MINE)
    context = {
        "fields": [_months(first)],
        "officer_caption": "Theo cán bộ" if heads else "Phiếu về hồ sơ tôi nhận, trả",
        "heads": heads,
        "officers": _officers(rule, first, last, actor),
        "officer_columns": _columns("Cán bộ", rule),
        "least": rule.least_shown,
        "comments": [
            (slip_form.level_title(rule, one.level), one) for one in queries.comments(first, last, actor=actor)
        ],
    }
    if heads:
        context |= {
            "agencies": _agencies(rule, first, last, actor),
            "agency_columns": (*_columns("Cơ quan giải quyết", rule), Column(title="Cán bộ ghi hộ", numeric=True)),
            "questions": _questions(rule, first, last, actor),
            "question_columns": (
                Column(title="Câu hỏi"),
                Column(title="Phiếu trả lời", numeric=True),
                Column(title="Điểm trung bình (cao nhất 2)", numeric=True),
            ),
        }
    return render(request, "ratings/results.html", context)


def _month(text: str) -> tuple[date, date]:
    year, _, month = text.partition("-")
    first = today().replace(day=1)
    if year.isdecimal() and month.isdecimal() and 2018 <= int(year) <= first.year and 1 <= int(month) <= 12:
        first = min(first, date(int(year), int(month), 1))
    following = (first + timedelta(days=31)).replace(day=1)
    return first, following - timedelta(days=1)


def _months(first: date) -> FilterField:
    days = [today().replace(day=1)]
    while len(days) < _MONTHS:
        days.append((days[-1] - timedelta(days=1)).replace(day=1))
    options = tuple(Option(value=f"{day:%Y-%m}", text=f"Tháng {day:%m/%Y}") for day in days)
    return FilterField(name="thang", label="Tháng", kind="select", value=f"{first:%Y-%m}", options=options, empty="")


def _columns(title: str, rule: RatingRule) -> tuple[Column, ...]:
    levels = tuple(Column(title=one.title, numeric=True) for one in rule.levels)
    return (
        Column(title=title),
        Column(title="Số phiếu", numeric=True),
        *levels,
        Column(title="Hài lòng", numeric=True),
    )


def _cells(name: str, count: LevelCount, rule: RatingRule) -> tuple[Cell, ...]:
    if count.hidden:
        return (Cell(text=name, note="Chưa đủ phiếu để hiện"), *(Cell(text="–") for _ in range(len(rule.levels) + 2)))
    happy = sum(count.by_level.get(one.code, 0) for one in rule.levels if one.satisfied)
    tenths = (2000 * happy + count.total) // (2 * count.total) if count.total else 0
    return (
        Cell(text=name),
        Cell(text=count.total),
        *(Cell(text=count.by_level.get(one.code, 0)) for one in rule.levels),
        Cell(text=f"{tenths // 10},{tenths % 10} %" if count.total else "–"),
    )


def _officers(rule: RatingRule, first: date, last: date, actor: Actor) -> list[Row]:
    found = queries.of_officers(first, last, actor=actor)
    names = identity.person_names([UUID(one.key) for one in found])
    lines = sorted((names.get(UUID(one.key), "–"), one) for one in found)
    return [Row(cells=_cells(name, one, rule)) for name, one in lines]


def _agencies(rule: RatingRule, first: date, last: date, actor: Actor) -> list[Row]:
    found = queries.of_agencies(first, last, actor=actor)
    lines = sorted((identity.get_agency(UUID(one.key)).name, one) for one in found)
    return [Row(cells=(*_cells(name, one, rule), Cell(text=one.assisted))) for name, one in lines]


def _questions(rule: RatingRule, first: date, last: date, actor: Actor) -> list[Row]:
    found = queries.questions_of(first, last, actor=actor)
    rows = []
    for one in rule.questions:
        points, number = found.get(one.code, (0, 0))
        hundredths = (200 * points + number) // (2 * number) if number else 0
        told = f"{hundredths // 100},{hundredths % 100:02d}" if number else "–"
        rows.append(Row(cells=(Cell(text=one.title), Cell(text=number), Cell(text=told))))
    return rows


@require_http_methods(["GET", "POST"])
def counters(request: HttpRequest) -> HttpResponse:
    """The counters of the officer's one-stop: open another, close one."""
    actor = identity.actor_of(request)
    found = queries.counters(actor=actor)
    errors: dict[str, str] = {}
    if request.method == "POST":
        closing = _id(request.POST.get("dong", ""))
        try:
            if closing is not None:
                api.close_counter(counter_id=closing, actor=actor)
                messages.success(request, "Đã đóng quầy; địa chỉ cũ không dùng được nữa.")
                return redirect("ratings:counters")
            counter_id = api.open_counter(title=request.POST.get("ten", "")[:200], actor=actor)
            messages.success(request, "Đã mở quầy. In mã QR, hoặc mở địa chỉ trên thiết bị đặt tại quầy.")
            return redirect("ratings:poster", counter_id=counter_id)
        except Invalid as refused:
            errors = refused.by_box("ten")
    lines = [(one, identity.get_agency(one.agency_id).short_name) for one in found]
    context = {"lines": lines, "errors": errors, "posted": request.POST}
    return render(request, "ratings/counters.html", context, status=422 if errors else 200)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


@require_GET
def poster(request: HttpRequest, counter_id: UUID) -> HttpResponse:
    """What is printed and put on the desk: the QR and the address of one counter."""
    found = next((one for one in queries.counters(actor=identity.actor_of(request)) if one.id == counter_id), None)
    if found is None or not found.is_open:
        raise NothingToRate("Không có quầy đang mở này.")
    url = request.build_absolute_uri(reverse("ratings:counter", args=[found.token]))
    qr = papers.qr_svg(url, side_px=240)
    context = {"counter": found, "place": identity.get_agency(found.agency_id).name, "url": url, "qr": qr}
    return render(request, "ratings/poster.html", context)
