"""F01, F03: the feedback of an agency, what is due first; one of them to receive, answer or refuse."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tinhso.casework.feedback import api, queries
from tinhso.casework.feedback.matters import matters_of
from tinhso.casework.feedback.types import ANSWER, LONGEST, Feedback, State
from tinhso.casework.feedback.web.citizen import TONES, errors_of, topics
from tinhso.engines.deadlines import api as deadlines
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import Cell, Column, FilterField, Option, Row, SummaryRow, Tone
from tinhso.kernel.clock import local, now
from tinhso.kernel.errors import Conflict, Denied, Invalid

_COLUMNS = (
    Column(title="Hồ sơ"),
    Column(title="Chủ đề"),
    Column(title="Nơi trả lời"),
    Column(title="Hạn trả lời"),
    Column(title="Tình trạng"),
)
_DONE = "xong"


@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """What waits, or what was answered."""
    actor = identity.actor_of(request)
    chosen = request.GET.get("loc", "")
    found = queries.inbox(actor=actor, open_only=chosen != _DONE)
    names = topics()
    options = (Option(value=_DONE, text="Đã trả lời"),)
    field = FilterField(
        name="loc", label="Tình trạng", kind="select", value=chosen, options=options, empty="Chờ trả lời"
    )
    context = {"fields": [field], "columns": _COLUMNS, "rows": [_row(one, names) for one in found]}
    return render(request, "feedback/inbox.html", context)


def _row(one: Feedback, names: dict[str, str]) -> Row:
    late = one.is_late(now())
    return Row(
        cells=(
            Cell(text=one.matter_code, note=one.matter_title, href=reverse("feedback:one", args=[one.id])),
            Cell(text=names.get(one.topic, one.topic)),
            Cell(text=identity.get_agency(one.agency_id).short_name),
            Cell(text=f"{local(one.due_at):%H:%M %d/%m/%Y}", note="Quá hạn" if late else ""),
            Cell(text=one.state.words, tone=TONES[one.state]),
        ),
        tone=Tone.BAD if late else "",
    )


@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, feedback_id: UUID) -> HttpResponse:
    """One feedback with what may be done."""
    actor = identity.actor_of(request)
    if not actor.is_officer:
        raise Denied("Trang này dành cho cán bộ đang làm việc ở một vị trí.")
    found = queries.for_officer(feedback_id, actor=actor)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            messages.success(request, _do(request, feedback_id))
            return redirect("feedback:one", feedback_id=feedback_id)
        except (Invalid, Conflict) as refused:
            errors = errors_of(refused, "answer")
    answers = found.state.is_open and access.can(actor=actor, act=ANSWER, agency_id=found.agency_id)
    context = {
        "found": found,
        "tone": TONES[found.state],
        "rows": _rows(found),
        "link": matters_of(found.subject_kind).link(found.subject_id),
        "answers": answers,
        "receives": answers and found.state is State.SENT,
        "publish": [Option(value="yes", text="Công khai nội dung và trả lời (người gửi đã đồng ý)")]
        if found.may_publish
        else [],
        "longest": LONGEST,
        "posted": request.POST,
        "errors": errors,
    }
    return render(request, "feedback/one.html", context, status=422 if errors else 200)


def _do(request: HttpRequest, feedback_id: UUID) -> str:
    actor = identity.actor_of(request)
    if request.POST.get("viec") == "nhan":
        api.receive_feedback(feedback_id=feedback_id, actor=actor)
        return "Đã tiếp nhận phản ánh."
    refuse = request.POST.get("viec") == "tu-choi"
    api.answer_feedback(
        feedback_id=feedback_id,
        answer=request.POST.get("answer", "")[: LONGEST + 100],
        publish=request.POST.get("publish") == "yes",
        refuse=refuse,
        actor=actor,
    )
    return "Đã trả lời; người gửi được báo." if not refuse else "Đã ghi không thuộc thẩm quyền; người gửi được báo."


def _rows(found: Feedback) -> list[SummaryRow]:
    rows = [
        SummaryRow(key="Hồ sơ", value=(found.matter_code, found.matter_title)),
        SummaryRow(key="Chủ đề", value=topics().get(found.topic, found.topic)),
        SummaryRow(key="Gửi lúc", value=deadlines.in_words(found.sent_at)),
        SummaryRow(key="Hạn trả lời", value=deadlines.in_words(found.due_at)),
    ]
    if found.satisfied is not None:
        rows.append(SummaryRow(key="Người gửi", value="Hài lòng" if found.satisfied else "Không hài lòng"))
    if found.state is State.ANSWERED:
        rows.append(SummaryRow(key="Công khai", value="Có" if found.is_published else "Không"))
    return rows
