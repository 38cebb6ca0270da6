"""Officers' pages: the list, one dossier with its task, the head's morning."""

from functools import wraps
from typing import Any, Protocol
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tinhso.casework.dossiers import api, queries
from tinhso.casework.dossiers.types import Dossier, Reason, Status, WorkItem
from tinhso.casework.dossiers.web import words
from tinhso.engines.deadlines import api as deadlines
from tinhso.engines.forms import api as forms
from tinhso.engines.procedures import api as procedures
from tinhso.engines.workflow import api as workflow
from tinhso.engines.workflow.types import Act, EndCode, Task
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import Cell, Column, FilterField, Row, Step, SummaryRow, TimelineEvent
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import local, now
from tinhso.kernel.errors import Denied, Invalid

VIEWS = {
    "": "Tất cả",
    "intake": "Chờ tiếp nhận",
    "late": "Quá hạn",
    "today": "Đến hạn hôm nay",
    "mine": "Tôi đang giữ",
    "return": "Chờ trả kết quả",
}


class View(Protocol):
    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase: ...


def on_duty(view: View) -> View:
    """Only for an officer acting through a post; others are told so and the denial is logged."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not identity.actor_of(request).is_officer:
            raise Denied("Trang này dành cho cán bộ đang làm việc ở một vị trí.")
        return view(request, *args, **kwargs)

    return guarded


@on_duty
@require_GET
def worklist(request: HttpRequest) -> HttpResponse:
    """O20: what the post has to do, most urgent first; the address reproduces the list."""
    actor = identity.actor_of(request)
    name = request.GET.get("loc", "")
    text = request.GET.get("q", "")
    page = queries.worklist(
        actor=actor, view_name=name if name in VIEWS else "", text=text, cursor=request.GET.get("sau", "")
    )
    query = request.GET.copy()
    query["sau"] = page.next_cursor
    context = {
        "views": [(key, title, key == name) for key, title in VIEWS.items()],
        "current": VIEWS.get(name, VIEWS[""]),
        "columns": (
            Column(title="Hồ sơ"),
            Column(title="Thủ tục", hide_on_phone=True),
            Column(title="Bước"),
            Column(title="Hạn bước"),
            Column(title="Hẹn trả", hide_on_phone=True),
        ),
        "rows": [_row(item) for item in page.items],
        "fields": (FilterField(name="q", label="Mã hồ sơ hoặc tên", kind="search", value=text),),
        "next_url": f"?{query.urlencode()}" if page.next_cursor else "",
        "loc": name,
    }
    return render(request, "dossiers/worklist.html", context)


def _row(item: WorkItem) -> Row:
    return Row(
        cells=(
            Cell(text=item.code, href=reverse("dossiers:work", args=[item.dossier_id]), note=item.applicant_name),
            Cell(text=item.procedure_title),
            Cell(text=item.step_title),
            Cell(text=_when(item.due_at), note=_urgency(item)),
            Cell(text=_when(item.dossier_due_at)),
        ),
        tone=_tone(item),
    )


def _when(at: Any) -> str:
    return f"{local(at):%H:%M %d/%m/%Y}" if at else "–"


def _tone(item: WorkItem) -> str:
    due = item.due_at or item.dossier_due_at
    if due is None:
        return ""
    if due < now():
        return "bad"
    return "warn" if local(due).date() == local(now()).date() else ""


def _urgency(item: WorkItem) -> str:
    return {"bad": "Quá hạn", "warn": "Hôm nay", "": ""}[_tone(item)]


@on_duty
@require_GET
def work(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """O21: facts left, papers in the middle, the task and the history right; nothing to click before reading."""
    return _workspace(request, dossier_id, errors={}, status=200)


def _workspace(request: HttpRequest, dossier_id: UUID, *, errors: dict[str, str], status: int) -> HttpResponse:
    actor = identity.actor_of(request)
    dossier = queries.get_dossier(dossier_id, actor=actor, purpose="Giải quyết hồ sơ")
    tasks = [_task_context(task, dossier, actor) for task in workflow.open_tasks(("dossier", dossier.id))]
    steps = queries.history(dossier.id)
    names = identity.person_names([s.person_id for s in steps if s.person_id])
    context = {
        "dossier": dossier,
        "procedure": procedures.get_procedure_version(dossier.procedure_version_id),
        "facts": _facts(dossier),
        "clock": words.clock_face(dossier),
        "parts": forms.summary(forms.form_of(dossier.procedure_version_id), dossier.answers),
        "files": words.files_of(dossier),
        "component_titles": words.component_titles(dossier),
        "papers": queries.papers_of(dossier.id),
        "result": queries.result_of(dossier.id),
        "tasks": tasks,
        "history": [
            TimelineEvent(
                title=step.words,
                at=step.at,
                by=names.get(step.person_id, "Hệ thống") if step.person_id else "Hệ thống",
                step=Step.DONE,
            )
            for step in reversed(steps)
        ],
        "cancellation": queries.cancellation_of(dossier.id),
        "can_ask_cancellation": dossier.status in (Status.ACCEPTED, Status.PROCESSING)
        and access.can(actor=actor, act="dossiers.accept", agency_id=dossier.receiving_agency_id),
        "can_approve_cancellation": access.can(
            actor=actor, act="dossiers.approve_cancellation", agency_id=dossier.receiving_agency_id
        ),
        "errors": errors,
        "posted": request.POST,
    }
    return render(request, "dossiers/work.html", context, status=status)


def _facts(dossier: Dossier) -> list[SummaryRow]:
    rows = [
        SummaryRow(key="Tình trạng", value=f"{int(dossier.status)} – {dossier.status.title}"),
        SummaryRow(key="Người đề nghị", value=dossier.applicant_name),
        SummaryRow(key="Kênh nộp", value=dossier.channel.title),
        SummaryRow(key="Nộp lúc", value=deadlines.in_words(dossier.submitted_at)),
        SummaryRow(key="Nơi tiếp nhận", value=identity.get_agency(dossier.receiving_agency_id).short_name),
        SummaryRow(key="Cơ quan giải quyết", value=identity.get_agency(dossier.owner_agency_id).short_name),
        SummaryRow(key="Trả kết quả", value=dossier.return_method.title),
    ]
    if dossier.due_at:
        rows.append(SummaryRow(key="Hẹn trả", value=deadlines.in_words(dossier.due_at)))
    return rows


def _task_context(task: Task, dossier: Dossier, actor: Actor) -> dict[str, Any]:
    item = next((i for i in queries.items_of(dossier.id) if i.task_id == task.id), None)
    agency_id = item.agency_id if item else dossier.owner_agency_id
    outcomes = [
        {
            "code": outcome.code,
            "title": outcome.title,
            "refuses": outcome.end == EndCode.NOT_ACCEPTED,
            "drafts": Act.DRAFT in outcome.does,
            "decision": outcome.decision,
            "returns": Act.RETURN in outcome.does,
            "needs_reason": outcome.needs_reason,
            "kind": "primary" if not outcome.needs_reason else "secondary",
        }
        for outcome in task.outcomes
        if access.can(actor=actor, act=api.permission_of(outcome), agency_id=agency_id)
    ]
    return {
        "task": task,
        "outcomes": outcomes,
        "is_mine": task.person_id in (None, actor.person_id),
        "is_taken": task.person_id == actor.person_id,
        "due": deadlines.in_words(task.due_at) if task.due_at else "",
    }


@on_duty
@require_POST
def do_task(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """One button of one task. What was typed stays on the page when the act is refused."""
    actor = identity.actor_of(request)
    task = workflow.get_task(task_id)
    try:
        api.do_task(
            task_id=task_id,
            done=_read_done(request),
            version=int(request.POST.get("version", "0") or 0),
            actor=actor,
        )
    except Invalid as refused:
        errors = {pointer.strip("/").replace("/", "-"): text for pointer, text in refused.fields.items()}
        return _workspace(request, task.subject[1], errors=errors or {"note": refused.message}, status=422)
    messages.success(request, f"Đã xong: {task.title}.")
    return redirect("dossiers:work", dossier_id=task.subject[1])


def _read_done(request: HttpRequest) -> api.TaskDone:
    reasons = tuple(
        Reason(component=component, text=text.strip()[:500], remedy=remedy.strip()[:500])
        for component, text, remedy in zip(
            request.POST.getlist("reason_component"),
            request.POST.getlist("reason_text"),
            request.POST.getlist("reason_remedy"),
            strict=False,
        )
        if text.strip()
    )
    note = request.POST.get("note", "").strip()[:1000]
    return api.TaskDone(
        outcome=request.POST.get("outcome", ""),
        note=note,
        reasons=reasons,
        draft={"reason": note, "text": request.POST.get("draft_text", "").strip()[:4000]},
        identity_checked=request.POST.get("identity_checked", "").strip()[:200],
    )


@on_duty
@require_POST
def take_task(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Take a task, or give it back."""
    api.take_task(task_id=task_id, give_back="tra" in request.POST, actor=identity.actor_of(request))
    return redirect("dossiers:work", dossier_id=workflow.get_task(task_id).subject[1])


@on_duty
@require_http_methods(["GET", "POST"])
def cancel_acceptance(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Ask the head to cancel a wrong acceptance."""
    actor = identity.actor_of(request)
    dossier = queries.get_dossier(dossier_id, actor=actor, purpose="Đề nghị hủy tiếp nhận")
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            api.request_cancellation(
                dossier_id=dossier_id,
                reason=request.POST.get("reason", ""),
                version=int(request.POST.get("version", "0") or 0),
                actor=actor,
            )
        except Invalid as refused:
            errors = {"reason": next(iter(refused.fields.values()), refused.message)}
        else:
            messages.success(request, "Đã gửi đề nghị hủy tiếp nhận đến người đứng đầu.")
            return redirect("dossiers:work", dossier_id=dossier_id)
    context = {"dossier": dossier, "errors": errors, "reason": request.POST.get("reason", "")}
    return render(request, "dossiers/cancel_acceptance.html", context, status=422 if errors else 200)


@on_duty
@require_POST
def approve_cancellation(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """The head approves; the replacement dossier opens."""
    filed = api.approve_cancellation(
        dossier_id=dossier_id,
        version=int(request.POST.get("version", "0") or 0),
        actor=identity.actor_of(request),
    )
    messages.success(request, f"Đã hủy việc tiếp nhận; hồ sơ thay thế là {filed.code}.")
    return redirect("dossiers:work", dossier_id=filed.id)


@on_duty
@require_GET
def morning(request: HttpRequest) -> HttpResponse:
    """The head's morning: who will be late in the next three working days, which filings nobody answered."""
    actor = identity.actor_of(request)
    access.authorise(actor=actor, act="dossiers.supervise")
    page = queries.morning(actor=actor)
    agencies = {a.id: a.short_name for a in identity.list_agencies()}
    context = {
        "until": deadlines.in_words(page.until),
        "columns": (
            Column(title="Hồ sơ"),
            Column(title="Đơn vị đang giữ"),
            Column(title="Bước"),
            Column(title="Hạn"),
        ),
        "lists": [
            ("Đang quá hạn", [_head_row(i, agencies) for i in page.late], "Không có hồ sơ nào quá hạn."),
            ("Sẽ quá hạn nếu không xử lý", [_head_row(i, agencies) for i in page.soon], "Không có hồ sơ nào sắp quá hạn."),
            ("Nộp rồi, chưa được trả lời", [_head_row(i, agencies) for i in page.unanswered], "Mọi hồ sơ đã được trả lời."),
        ],
    }
    return render(request, "dossiers/morning.html", context)


def _head_row(item: WorkItem, agencies: dict[UUID, str]) -> Row:
    return Row(
        cells=(
            Cell(text=item.code, href=reverse("dossiers:work", args=[item.dossier_id]), note=item.applicant_name),
            Cell(text=agencies.get(item.agency_id, "")),
            Cell(text=item.step_title, note=item.procedure_title),
            Cell(text=_when(item.due_at or item.dossier_due_at)),
        ),
        tone=_tone(item),
    )
