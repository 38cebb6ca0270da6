"""The buttons of a task: check components, do, take, hand to a colleague, refuse with reasons."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from tinhso.casework.dossiers import api, queries
from tinhso.casework.dossiers.types import Check, Reason, Status, Verdict
from tinhso.casework.dossiers.waiting_letters import LetterAct
from tinhso.casework.dossiers.web import elsewhere, letters, words
from tinhso.casework.dossiers.web.duty import (
    list_address,
    list_query,
    on_duty,
    uuid_of,
    version_of,
)
from tinhso.casework.dossiers.web.workspace import Notice, show
from tinhso.engines.workflow import api as workflow
from tinhso.engines.workflow.types import Act, EndCode, Task
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import Option
from tinhso.kernel.errors import Conflict, Denied, DomainError, Invalid, NotFound, Unavailable
from tinhso.services.signatures import api as signatures

MOST_REASONS = 6
_TYPED = {"note": "Ý kiến xử lý", "draft_text": "Ghi thêm vào kết quả", "reason": "Lý do"}


def _back(request: HttpRequest, dossier_id: UUID) -> HttpResponseBase:
    address = list_address(list_query(request.POST))
    return redirect(reverse("dossiers:work", args=[dossier_id]) + (f"?{address}" if address else ""))


def refusal_notice(request: HttpRequest, refused: DomainError) -> Notice:
    """Somebody was faster, or a service does not answer: say so and give back what was typed."""
    typed = tuple((title, request.POST[name]) for name, title in _TYPED.items() if request.POST.get(name, "").strip())
    if isinstance(refused, Unavailable):
        kept = "Chưa có gì thay đổi: việc vẫn ở danh sách của bạn, bạn bấm lại được khi dịch vụ hoạt động."
        return Notice(title="Chưa làm được lúc này", text=f"{refused.message} {kept}", typed=typed)
    return Notice(title="Chưa ghi: hồ sơ vừa thay đổi", text=refused.message, typed=typed)


@on_duty
@require_POST
def do_task(request: HttpRequest, task_id: UUID) -> HttpResponseBase:
    """One button of one task. What was typed stays on the page when the act is refused."""
    actor = identity.actor_of(request)
    task = workflow.get_task(task_id)
    dossier_id = task.subject[1]
    note = request.POST.get("note", "").strip()[:1000]
    done = api.TaskDone(
        outcome=request.POST.get("outcome", ""),
        note=note,
        draft={"reason": note, "text": request.POST.get("draft_text", "").strip()[:4000]},
        signer_id=uuid_of(request.POST.get("signer")),
    )
    pressed = next((one for one in task.outcomes if one.code == done.outcome), None)
    own = signatures.own_ways(actor.person_id) if pressed and Act.SIGN in pressed.does and actor.person_id else ()
    try:
        if own:
            # The leader's own machine signs: the signing service before the token.
            page, refused_ones = elsewhere.start(request, [(task_id, version_of(request))], (), own[0])
            if page is not None:
                return page
            raise Conflict(refused_ones[0].message)
        waits = _initial_waits(request, task, done)
        if waits is not None:
            return waits
        api.do_task(task_id=task_id, done=done, version=version_of(request), actor=actor)
    except Invalid as refused:
        return show(request, dossier_id, errors=refused.by_box("note"), status=422)
    except (Denied, NotFound):
        raise
    except DomainError as refused:
        return show(request, dossier_id, notice=refusal_notice(request, refused), status=refused.status)
    messages.success(request, f"Đã xong: {task.title}.")
    return _back(request, dossier_id)


def _initial_waits(request: HttpRequest, task: Task, done: api.TaskDone) -> HttpResponseBase | None:
    """To the list of what waits, when the button initials and this officer signs on the own machine."""
    if not api.initials_with(task=task, outcome=done.outcome):
        return None
    given = api.pressed_of(task.id, done)
    return letters.put(
        request, act=LetterAct.INITIAL, dossier_id=task.subject[1], given=given, version=version_of(request)
    )


@on_duty
@require_POST
def take_task(request: HttpRequest, task_id: UUID) -> HttpResponseBase:
    """Take a task, or give it back to the group."""
    dossier_id = workflow.get_task(task_id).subject[1]
    try:
        api.take_task(task_id=task_id, give_back="tra" in request.POST, actor=identity.actor_of(request))
    except Conflict as refused:
        return show(request, dossier_id, notice=refusal_notice(request, refused), status=409)
    return _back(request, dossier_id)


@on_duty
@require_POST
def assign(request: HttpRequest, task_id: UUID) -> HttpResponseBase:
    """O22: hand the task to a colleague of the same role, or take it over from one; always with a reason."""
    actor = identity.actor_of(request)
    dossier_id = workflow.get_task(task_id).subject[1]
    to = actor.person_id if "toi" in request.POST else uuid_of(request.POST.get("to"))
    try:
        if to is None:
            raise Invalid("Chưa chọn người.", fields={"/to": "Chọn đồng nghiệp sẽ nhận việc."})
        api.assign_task(
            task_id=task_id,
            to_person_id=to,
            reason=request.POST.get("reason", "")[:200],
            held_by=uuid_of(request.POST.get("held_by")),
            actor=actor,
        )
    except Invalid as refused:
        return show(request, dossier_id, errors=refused.by_box("reason"), status=422)
    except Conflict as refused:
        return show(request, dossier_id, notice=refusal_notice(request, refused), status=409)
    messages.success(request, "Bạn đang giữ việc này." if "toi" in request.POST else "Đã chuyển việc.")
    return _back(request, dossier_id)


@on_duty
@require_POST
def check(request: HttpRequest, dossier_id: UUID) -> HttpResponseBase:
    """O03: keep the checklist; "Tất cả đạt" says yes to everything at once."""
    actor = identity.actor_of(request)
    checks = {code: _read_check(request, code) for code in request.POST.getlist("component")[:60]}
    try:
        api.check_components(dossier_id=dossier_id, checks=checks.values(), version=version_of(request), actor=actor)
    except Invalid as refused:
        return show(request, dossier_id, errors=refused.by_box("checks"), checks=checks, status=422)
    except Conflict as refused:
        return show(request, dossier_id, notice=refusal_notice(request, refused), checks=checks, status=409)
    messages.success(request, "Đã lưu kết quả kiểm tra.")
    return _back(request, dossier_id)


def _read_check(request: HttpRequest, code: str) -> Check:
    verdict = "ok" if "tat-ca-dat" in request.POST else request.POST.get(f"{code}-verdict", "")
    return Check(
        component=code,
        verdict=Verdict(verdict) if verdict in {v.value for v in Verdict} else Verdict.UNCHECKED,
        originals=_count(request.POST.get(f"{code}-originals", "")),
        copies=_count(request.POST.get(f"{code}-copies", "")),
        reason=request.POST.get(f"{code}-reason", "").strip()[:500],
        remedy=request.POST.get(f"{code}-remedy", "").strip()[:500],
    )


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else 0


@on_duty
@require_http_methods(["GET", "POST"])
def refuse(request: HttpRequest, task_id: UUID) -> HttpResponseBase:
    """O08: reasons tied to components, then what the applicant will read, then one button."""
    actor = identity.actor_of(request)
    task = workflow.get_task(task_id)
    dossier = queries.get_dossier(task.subject[1], actor=actor, purpose="Từ chối tiếp nhận")
    outcome = next((one for one in task.outcomes if one.end == EndCode.NOT_ACCEPTED), None)
    if outcome is None or dossier.status is not Status.REGISTERED:
        messages.warning(request, "Hồ sơ không còn ở bước tiếp nhận.")
        return redirect("dossiers:work", dossier_id=dossier.id)
    reasons = _read_reasons(request) if request.method == "POST" else api.reasons_found(dossier.id)
    errors = _reason_errors(reasons) if request.method == "POST" else {}
    status = 422 if errors else 200
    if request.method == "POST" and "gui" in request.POST and not errors:
        done = api.TaskDone(outcome=outcome.code, reasons=reasons, note=request.POST.get("note", "").strip()[:1000])
        try:
            api.do_task(task_id=task_id, done=done, version=version_of(request), actor=actor)
        except Invalid as refused:
            errors, status = refused.by_box("reasons"), 422
        except Conflict as refused:
            errors, status = {"reasons": refused.message}, 409
        else:
            messages.success(request, f"Đã từ chối tiếp nhận {dossier.code}; người nộp đọc được ngay từng lý do.")
            return redirect("dossiers:work", dossier_id=dossier.id)
    titles = words.component_titles(dossier)
    blank = (Reason(component="", text=""),) * max(1, min(2, MOST_REASONS - len(reasons)))
    context = {
        "dossier": dossier,
        "task": task,
        "rows": list(enumerate((*reasons, *blank)[:MOST_REASONS], start=1)),
        "components": [Option(value=code, text=title) for code, title in titles.items()],
        "preview": [(titles.get(reason.component, "Cả hồ sơ"), reason) for reason in reasons if not errors],
        "errors": errors,
        "version": request.POST.get("version") or dossier.version,
    }
    return render(request, "dossiers/desk/refuse.html", context, status=status)


def _read_reasons(request: HttpRequest) -> tuple[Reason, ...]:
    columns = [request.POST.getlist(name)[:MOST_REASONS] for name in ("component", "text", "remedy")]
    rows = [tuple(value.strip()[:500] for value in row) for row in zip(*columns, strict=False)]
    return tuple(Reason(component=c, text=t, remedy=r) for c, t, r in rows if t or r or c)


def _reason_errors(reasons: tuple[Reason, ...]) -> dict[str, str]:
    errors = {}
    if not reasons:
        errors["text-1"] = "Nêu ít nhất một lý do cụ thể."
    for number, reason in enumerate(reasons, start=1):
        if not reason.text:
            errors[f"text-{number}"] = "Nói rõ điều chưa đúng."
        if not reason.remedy:
            errors[f"remedy-{number}"] = "Nói người nộp phải làm gì để được tiếp nhận."
    return errors
