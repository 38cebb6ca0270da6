"""Contests: the list, and one to be decided by another agency than the one that asks."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import Cell, Column, Row, SummaryRow, Tone
from tinhso.insight.scorecards import api, queries
from tinhso.insight.scorecards.errors import NoCard
from tinhso.insight.scorecards.types import Contest, ContestState
from tinhso.kernel.clock import local
from tinhso.kernel.errors import Conflict, Denied, Invalid

_TONES = {ContestState.OPEN: Tone.WAIT, ContestState.UPHELD: Tone.GOOD, ContestState.REJECTED: Tone.NEUTRAL}
_COLUMNS = (Column(title="Cơ quan"), Column(title="Chỉ số"), Column(title="Tháng"), Column(title="Tình trạng"))


@require_GET
def contests(request: HttpRequest) -> HttpResponse:
    """Those of the agencies whose figures the officer sees or decides."""
    actor = identity.actor_of(request)
    if not any(
        access.can(actor=actor, act=act, agency_id=access.Whose.ANY_OF_MINE) for act in (queries.READ, queries.DECIDE)
    ):
        raise Denied("Vị trí của bạn không xem được đề nghị xem lại chỉ số.")
    rows = [
        Row(
            cells=(
                Cell(text=identity.get_agency(one.agency_id).name, href=reverse("scorecards:contest", args=[one.id])),
                Cell(text=_item_title(one)),
                Cell(text=f"{one.first:%m/%Y}"),
                Cell(text=one.state.words, tone=_TONES[one.state]),
            )
        )
        for one in queries.contests(actor=actor)
    ]
    return render(request, "scorecards/contests.html", {"columns": _COLUMNS, "rows": rows})


def _item_title(found: Contest) -> str:
    try:
        item = api.card_of(found.card, on=queries.last_of(found.first)).item(found.item)
    except NoCard:
        return found.item
    return item.title if item else found.item


@require_http_methods(["GET", "POST"])
def contest(request: HttpRequest, contest_id: UUID) -> HttpResponse:
    """One contest with its reason; who may decide says yes or no and why."""
    actor = identity.actor_of(request)
    found = queries.get_contest(contest_id, actor=actor)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            api.decide_contest(
                contest_id=contest_id,
                upheld=request.POST.get("ket_qua") == "dung",
                words=request.POST.get("quyet_dinh", "")[:1100],
                actor=actor,
            )
        except (Invalid, Conflict) as refused:
            errors = refused.by_box("quyet_dinh")
        else:
            messages.success(request, "Đã ghi quyết định; điểm của cơ quan tính theo quyết định này.")
            return redirect("scorecards:contest", contest_id=contest_id)
    names = identity.person_names([one for one in (found.asked_by_id, found.decided_by_id) if one])
    rows = [
        SummaryRow(key="Cơ quan", value=identity.get_agency(found.agency_id).name),
        SummaryRow(key="Chỉ số", value=_item_title(found)),
        SummaryRow(key="Tháng", value=f"{found.first:%m/%Y}"),
        SummaryRow(key="Lý do", value=found.reason),
        SummaryRow(
            key="Người đề nghị", value=(names.get(found.asked_by_id, "–"), f"{local(found.asked_at):%H:%M %d/%m/%Y}")
        ),
    ]
    if found.decided_by_id and found.decided_at:
        rows.append(SummaryRow(key="Quyết định", value=(found.state.words, found.decision)))
        rows.append(
            SummaryRow(
                key="Người quyết định",
                value=(names.get(found.decided_by_id, "–"), f"{local(found.decided_at):%H:%M %d/%m/%Y}"),
            )
        )
    decides = (
        found.state is ContestState.OPEN
        and actor.person_id != found.asked_by_id
        and actor.agency_id != found.agency_id
        and access.can(actor=actor, act=queries.DECIDE, agency_id=found.agency_id)
    )
    context = {
        "found": found,
        "rows": rows,
        "state": (found.state.words, _TONES[found.state]),
        "case": _case_url(found.case_id) if _is_dossier(found) else "",
        "decides": decides,
        "posted": request.POST,
        "errors": errors,
    }
    return render(request, "scorecards/contest.html", context, status=422 if errors else 200)


def _case_url(case_id: UUID) -> str:
    return reverse("dossiers:work", args=[case_id])


def _is_dossier(found: Contest) -> bool:
    return not queries.is_case(found.case_id)
