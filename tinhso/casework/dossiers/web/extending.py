"""O24: a new date with an apology, proposed and signed on one page; a stop at the applicant's wish with its notice."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tinhso.casework.dossiers import api, correspondence, queries
from tinhso.casework.dossiers.types import Status
from tinhso.casework.dossiers.waiting_letters import LetterAct
from tinhso.casework.dossiers.web import letters, words
from tinhso.casework.dossiers.web.duty import on_duty, version_of
from tinhso.engines.deadlines import api as deadlines
from tinhso.engines.deadlines.types import ClockKind
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui import api as ui
from tinhso.foundation.ui.types import DateValue
from tinhso.kernel.clock import at_local, local, now
from tinhso.kernel.errors import Denied, DomainError, Invalid, NotFound


@on_duty
@require_http_methods(["GET", "POST"])
def extend(request: HttpRequest, dossier_id: UUID) -> HttpResponseBase:
    """The officer proposes; whoever signs for the agency sees the same page with the proposal and two buttons."""
    actor = identity.actor_of(request)
    dossier = queries.get_dossier(dossier_id, actor=actor, purpose="Gia hạn")
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            return _extend(request, dossier_id)
        except (Denied, NotFound):
            raise
        except DomainError as refused:
            errors, status = refused.by_box("reason"), 422 if isinstance(refused, Invalid) else refused.status
            if "new_due_on" in errors:
                errors["new_due_on"] = errors.pop("new_due_on")
    clock = words.clock_of(dossier_id, ClockKind.PROCESSING)
    extensions = correspondence.extensions_of(dossier_id)
    proposed = next((one for one in extensions if one.state == "proposed"), None)
    runs = clock is not None and clock.is_open and dossier.status is Status.PROCESSING
    names = identity.person_names([proposed.proposed_by_id]) if proposed else {}
    context = {
        "dossier": dossier,
        "clock": words.clock_face(dossier),
        "runs": runs,
        "may_again": clock is not None and deadlines.may_reappoint(clock),
        "last_day": deadlines.in_words(deadlines.apology_by(clock)) if clock else "",
        "is_too_late": clock is not None and now() > deadlines.apology_by(clock),
        "proposed": proposed,
        "new_due": deadlines.in_words(proposed.new_due_at) if proposed else "",
        "asked_by": names.get(proposed.proposed_by_id, "") if proposed else "",
        "is_own": proposed is not None and proposed.proposed_by_id == actor.person_id,
        "signs": access.can(actor=actor, act="dossiers.extend", agency_id=dossier.owner_agency_id),
        "day": ui.read_date(request.POST, "new_due_on") if errors else DateValue(),
        "reason": request.POST.get("reason", ""),
        "note": request.POST.get("note", ""),
        "errors": errors,
    }
    return render(request, "dossiers/desk/extend.html", context, status=status)


def _extend(request: HttpRequest, dossier_id: UUID) -> HttpResponseBase:
    actor = identity.actor_of(request)
    if "thu-hoi" in request.POST:
        api.recall_extension(dossier_id=dossier_id, version=version_of(request), actor=actor)
        messages.success(request, "Đã thu hồi đề nghị gia hạn.")
        return redirect("dossiers:work", dossier_id=dossier_id)
    if "ky" in request.POST or "tra" in request.POST:
        agree = "ky" in request.POST
        note, version = request.POST.get("note", ""), version_of(request)
        if agree:
            waits = letters.put(request, act=LetterAct.EXTENSION, dossier_id=dossier_id, given={}, version=version)
            if waits is not None:
                return waits
        api.decide_extension(dossier_id=dossier_id, agree=agree, note=note, version=version, actor=actor)
        messages.success(request, "Đã ký và gửi văn bản xin lỗi, gia hạn." if agree else "Đã trả lại đề nghị gia hạn.")
        return redirect("dossiers:work", dossier_id=dossier_id)
    day = ui.read_date(request.POST, "new_due_on").as_date()
    if day is None:
        raise Invalid("Chưa có ngày.", fields={"/new_due_on": "Nhập ngày hẹn mới, ví dụ 21 11 2026."})
    api.propose_extension(
        dossier_id=dossier_id,
        new_due_on=day,
        reason=request.POST.get("reason", ""),
        version=version_of(request),
        actor=actor,
    )
    messages.success(request, "Đã trình lãnh đạo ký văn bản xin lỗi, gia hạn.")
    return redirect("dossiers:work", dossier_id=dossier_id)


@on_duty
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, dossier_id: UUID) -> HttpResponseBase:
    """What a stop means in words, when and why the applicant asked for it, one button that signs the notice."""
    actor = identity.actor_of(request)
    dossier = queries.get_dossier(dossier_id, actor=actor, purpose="Dừng giải quyết")
    access.authorise(actor=actor, act="dossiers.stop", agency_id=dossier.owner_agency_id)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            asked_at, reason = _requested_at(request), request.POST.get("reason", "")
            waits = letters.put(
                request,
                act=LetterAct.STOP,
                dossier_id=dossier_id,
                given={"requested_at": asked_at.isoformat(), "reason": reason},
                version=version_of(request),
            )
            if waits is not None:
                return waits
            api.stop_dossier(
                dossier_id=dossier_id, requested_at=asked_at, reason=reason, version=version_of(request), actor=actor
            )
        except (Denied, NotFound):
            raise
        except DomainError as refused:
            errors, status = refused.by_box("reason"), 422 if isinstance(refused, Invalid) else refused.status
        else:
            messages.success(request, f"Đã dừng giải quyết {dossier.code}; người nộp nhận thông báo đã ký.")
            return redirect("dossiers:work", dossier_id=dossier_id)
    context = {
        "dossier": dossier,
        "can_stop": dossier.accepted_at is not None
        and dossier.status in (Status.ACCEPTED, Status.PROCESSING, Status.SUPPLEMENT),
        "day": ui.read_date(request.POST, "requested_at") if errors else local(now()).date(),
        "reason": request.POST.get("reason", ""),
        "errors": errors,
    }
    return render(request, "dossiers/desk/stop.html", context, status=status)


def _requested_at(request: HttpRequest) -> datetime:
    """The day the applicant asked, at this moment of it; today is now."""
    day = ui.read_date(request.POST, "requested_at").as_date()
    if day is None:
        raise Invalid("Chưa có ngày.", fields={"/requested_at": "Nhập ngày người nộp đề nghị dừng."})
    here = local(now())
    return now() if day == here.date() else at_local(day.year, day.month, day.day, here.hour, here.minute)
