"""Officers ask for a supplement, the head lets a further one go out, the office replies to what the applicant asks back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from tinhso.casework.dossiers import api, correspondence, queries
from tinhso.casework.dossiers.correspondence import AskedItem, SupplementState
from tinhso.casework.dossiers.errors import NoDossier
from tinhso.casework.dossiers.types import Dossier
from tinhso.casework.dossiers.web import words
from tinhso.casework.dossiers.web.duty import on_duty, version_of
from tinhso.engines.deadlines import api as deadlines
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import Option
from tinhso.kernel.clock import today
from tinhso.kernel.errors import Conflict, Invalid

MOST_ITEMS = 10


@on_duty
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, dossier_id: UUID) -> HttpResponseBase:
    """Everything that is missing on one page, what the applicant will read beside it, one button."""
    actor = identity.actor_of(request)
    dossier = queries.get_dossier(dossier_id, actor=actor, purpose="Yêu cầu bổ sung")
    items = _read(request) if request.method == "POST" else _found(dossier)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        errors = _incomplete(items)
        status = 422 if errors else 200
    if request.method == "POST" and "gui" in request.POST and not errors:
        try:
            api.ask_supplement(
                dossier_id=dossier_id,
                items=items,
                version=version_of(request),
                despite_held=request.POST.get("despite_held", ""),
                actor=actor,
            )
        except Invalid as refused:
            errors, status = refused.by_box("ask-1"), 422
        except Conflict as refused:
            errors, status = {"ask-1": refused.message}, 409
        else:
            last = correspondence.supplements_of(dossier_id)[-1]
            told = (
                "Đã gửi yêu cầu bổ sung đến người nộp."
                if last.asked_at
                else "Đã trình người đứng đầu duyệt yêu cầu bổ sung."
            )
            messages.success(request, told)
            return redirect("dossiers:work", dossier_id=dossier_id)
    rule = correspondence.supplement_rule(dossier.procedure_code, on=today())
    sent = [one for one in correspondence.supplements_of(dossier_id) if one.asked_at is not None]
    blank = (AskedItem(ask="", reason=""),) * max(1, 3 - len(items))
    titles = words.component_titles(dossier)
    fields = correspondence.askable_fields(dossier.procedure_version_id)
    about = {f"c:{code}": f"Giấy tờ: {title}" for code, title in titles.items()}
    about |= {f"f:{path}": f"Tờ khai: {field.title}" for path, field in fields.items()}
    context = {
        "dossier": dossier,
        "rows": [(number, _key(item), item) for number, item in enumerate((*items, *blank)[:MOST_ITEMS], start=1)],
        "about": [Option(value=key, text=text) for key, text in about.items()],
        "preview": [
            (about.get(_key(item), "Nội dung khác").partition(": ")[2] or "Nội dung khác", item)
            for item in items
            if not errors
        ],
        "rule": rule,
        "answer_within": deadlines.term_in_words(rule.answer_within),
        "needs_head": len(sent) >= rule.requests_without_head,
        "number": len(sent) + 1,
        "despite_held": request.POST.get("despite_held", ""),
        "errors": errors,
        "version": request.POST.get("version") or dossier.version,
    }
    return render(request, "dossiers/desk/ask_supplement.html", context, status=status)


def _key(item: AskedItem) -> str:
    return f"c:{item.component}" if item.component else f"f:{item.field}" if item.field else ""


def _found(dossier: Dossier) -> tuple[AskedItem, ...]:
    """What the checklist found wrong, ready to be asked for."""
    return tuple(
        AskedItem(component=one.component, ask=one.remedy, reason=one.text) for one in api.reasons_found(dossier.id)
    )


def _incomplete(items: tuple[AskedItem, ...]) -> dict[str, str]:
    errors = {} if items else {"ask-1": "Nêu ít nhất một điều cần bổ sung."}
    for number, item in enumerate(items, start=1):
        if not item.ask:
            errors[f"ask-{number}"] = "Nói rõ người nộp phải bổ sung hoặc sửa gì."
        if not item.reason:
            errors[f"reason-{number}"] = "Nói rõ vì sao cần."
    return errors


def _read(request: HttpRequest) -> tuple[AskedItem, ...]:
    columns = [request.POST.getlist(name)[:MOST_ITEMS] for name in ("about", "ask", "reason")]
    items = []
    for about, wanted, reason in zip(*columns, strict=False):
        if not (about or wanted.strip() or reason.strip()):
            continue
        kind, _, key = about.partition(":")
        items.append(
            AskedItem(
                component=key[:80] if kind == "c" else "",
                field=key[:200] if kind == "f" else "",
                ask=wanted.strip()[:500],
                reason=reason.strip()[:500],
            )
        )
    return tuple(items)


@on_duty
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, dossier_id: UUID) -> HttpResponseBase:
    """The head reads what is to be asked again, beside what was asked before, and decides."""
    actor = identity.actor_of(request)
    dossier = queries.get_dossier(dossier_id, actor=actor, purpose="Duyệt yêu cầu bổ sung")
    asked = correspondence.supplements_of(dossier_id)
    wanted = next((one for one in asked if one.state is SupplementState.PROPOSED), None)
    if wanted is None:
        raise NoDossier
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        agree = "duyet" in request.POST
        try:
            api.decide_supplement(
                dossier_id=dossier_id,
                agree=agree,
                note=request.POST.get("note", ""),
                version=version_of(request),
                actor=actor,
            )
        except Invalid as refused:
            errors, status = refused.by_box("note"), 422
        except Conflict as refused:
            errors, status = {"note": refused.message}, 409
        else:
            messages.success(request, "Đã gửi yêu cầu bổ sung." if agree else "Đã trả lại đề nghị cho cán bộ.")
            return redirect("dossiers:morning")
    context = {
        "dossier": dossier,
        "wanted": wanted,
        "earlier": [one for one in asked if one.asked_at is not None],
        "asked_by": identity.person_names([wanted.proposed_by_id]).get(wanted.proposed_by_id, ""),
        "is_own": wanted.proposed_by_id == actor.person_id,
        "note": request.POST.get("note", ""),
        "errors": errors,
    }
    return render(request, "dossiers/desk/decide_supplement.html", context, status=status)


@on_duty
@require_POST
def recall(request: HttpRequest, dossier_id: UUID) -> HttpResponseBase:
    """Take a request back while the applicant has not begun to answer."""
    actor = identity.actor_of(request)
    queries.get_dossier(dossier_id, actor=actor, purpose="Thu hồi yêu cầu bổ sung")
    try:
        api.recall_supplement(
            dossier_id=dossier_id, reason=request.POST.get("reason", ""), version=version_of(request), actor=actor
        )
    except (Invalid, Conflict) as refused:
        messages.warning(request, next(iter(refused.fields.values()), refused.message))
    else:
        messages.success(request, "Đã thu hồi yêu cầu bổ sung; thời hạn được tính tiếp.")
    return redirect("dossiers:work", dossier_id=dossier_id)


@on_duty
@require_POST
def reply(request: HttpRequest, dossier_id: UUID, supplement_id: UUID) -> HttpResponseBase:
    """Answer what the applicant asked back."""
    actor = identity.actor_of(request)
    queries.get_dossier(dossier_id, actor=actor, purpose="Trả lời người nộp")
    try:
        api.write_message(supplement_id=supplement_id, text=request.POST.get("text", "")[:2000], actor=actor)
    except (Invalid, Conflict) as refused:
        messages.warning(request, refused.message)
    else:
        messages.success(request, "Đã trả lời người nộp.")
    return redirect("dossiers:work", dossier_id=dossier_id)
