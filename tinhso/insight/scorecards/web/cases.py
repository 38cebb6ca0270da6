"""The cases behind one number: dossiers that the officer may read, slips without their dossier, procedures; and contesting one."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tinhso.casework.dossiers import api as dossiers
from tinhso.engines.procedures import api as procedures
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import Cell, Column, Option, Row
from tinhso.insight.scorecards import api, queries
from tinhso.insight.scorecards.errors import NoCard
from tinhso.insight.scorecards.reckoning import parts_of
from tinhso.insight.scorecards.types import Case, Contest, Item
from tinhso.insight.scorecards.web.asking import Asked
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import local
from tinhso.kernel.errors import Conflict, Invalid

PURPOSE = "Hồ sơ của bộ chỉ số"
_COLUMNS = (Column(title="Trường hợp"), Column(title="Tình trạng"), Column(title="Ngày"), Column(title="Xem lại"))


@require_http_methods(["GET", "POST"])
def cases(request: HttpRequest) -> HttpResponse:
    """One page of cases; who may contest for the agency chooses one and says why."""
    actor = identity.actor_of(request)
    asked = Asked(request.GET.dict(), actor)
    item = asked.card.item(request.GET.get("chi-so", "")[:40])
    part = request.GET.get("phan", "")
    found = None if item is None else dict(parts_of(item)).get(part)
    if item is None or found is None:
        raise NoCard
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            _contest(request, asked, item, actor)
            messages.success(request, "Đã gửi đề nghị xem lại. Cơ quan kiểm soát thủ tục hành chính quyết định.")
            return redirect(request.get_full_path())
        except (Invalid, Conflict) as refused:
            errors = refused.by_box("ly_do")
    ids, following = queries.dossier_ids(
        item, part, asked.selection, after=request.GET.get("sau", "")[:50], actor=actor
    )
    lines = dossiers.record_lines(ids, actor=actor, purpose=PURPOSE)
    contests = queries.contested(asked.card, item)
    others = queries.cases(item, part, asked.selection, actor=actor)
    may = (
        part == "bad"
        and item.is_contestable
        and access.can(actor=actor, act=queries.CONTEST, agency_id=asked.agency_id)
    )
    choices = [(one.id, one.code) for one in lines] + [(one.id, _name(one)) for one in others]
    context = {
        "asked": asked,
        "item": item,
        "part": found,
        "is_bad": part == "bad",
        "columns": _COLUMNS,
        "rows": [
            *_dossiers(lines, contests),
            *(_row(one, contests) for one in others),
            *_procedures(item, part, asked, actor),
        ],
        "hidden": len(ids) - len(lines),
        "next_url": f"?{urlencode([*((k, v) for k, v in request.GET.items() if k != 'sau'), ('sau', following)])}"
        if following
        else "",
        "choices": [Option(value=str(key), text=text) for key, text in choices if key not in contests] if may else [],
        "posted": request.POST,
        "errors": errors,
    }
    return render(request, "scorecards/cases.html", context, status=422 if errors else 200)


def _contest(request: HttpRequest, asked: Asked, item: Item, actor: Actor) -> None:
    text = request.POST.get("truong_hop", "")
    try:
        case_id = UUID(text)
    except ValueError as wrong:
        raise Invalid("Chưa chọn.", fields={"/truong_hop": "Chọn một trường hợp."}) from wrong
    api.contest_case(
        code=asked.card.code,
        item_code=item.code,
        month=asked.month,
        case_id=case_id,
        reason=request.POST.get("ly_do", "")[:1100],
        actor=actor,
    )


def _dossiers(lines: tuple[dossiers.RecordLine, ...], contests: dict[UUID, Contest]) -> list[Row]:
    return [
        Row(
            cells=(
                Cell(text=one.code, note=one.procedure_title, href=f"/can-bo/ho-so/{one.id}/"),
                Cell(text=one.status.title),
                Cell(text=f"{local(one.accepted_at):%d/%m/%Y}" if one.accepted_at else "–"),
                Cell(text=_state(contests.get(one.id))),
            )
        )
        for one in lines
    ]


def _row(case: Case, contests: dict[UUID, Contest]) -> Row:
    return Row(
        cells=(
            Cell(text=_name(case)),
            Cell(text="Tốt" if case.good else "Không tốt"),
            Cell(text=f"{case.on:%d/%m/%Y}"),
            Cell(text=_state(contests.get(case.id))),
        )
    )


def _name(case: Case) -> str:
    """A slip is named by its own end: its dossier would tell who gave it."""
    kind = (
        "Phiếu"
        if case.measure.startswith("slip")
        else "Phản ánh"
        if case.measure.startswith("feedback")
        else "Khoản phí"
    )
    return f"{kind} …{str(case.id)[-6:]}"


def _state(contest: Contest | None) -> str:
    return contest.state.words if contest else "–"


def _procedures(item: Item, part: str, asked: Asked, actor: Actor) -> list[Row]:
    codes = queries.procedure_codes(item, part, asked.selection, actor=actor)
    titles = {one.code: one.title for one in procedures.list_procedures()} if codes else {}
    return [
        Row(
            cells=(
                Cell(text=titles.get(code, code), note=code, href=f"/thu-tuc/{code}/"),
                Cell(text="–"),
                Cell(text="–"),
                Cell(text="–"),
            )
        )
        for code in codes[:200]
    ]
