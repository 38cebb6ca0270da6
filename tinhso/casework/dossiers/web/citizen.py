"""The applicant's pages: where to file, declare and send, my dossiers, one dossier, its files, withdrawal."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tinhso.casework.dossiers import api, queries
from tinhso.casework.dossiers.types import Dossier, ReturnMethod, Status, Step
from tinhso.casework.dossiers.web import words
from tinhso.engines.deadlines import api as deadlines
from tinhso.engines.forms import api as forms
from tinhso.engines.procedures import api as procedures
from tinhso.foundation.files import api as files
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import HolderRef
from tinhso.foundation.ui.types import Option, SummaryRow, TimelineEvent
from tinhso.foundation.ui.types import Step as Stage
from tinhso.kernel.actor import Actor
from tinhso.kernel.errors import Invalid


def _actor(request: HttpRequest) -> Actor:
    return identity.actor_of(request)


def _applicants(actor: Actor) -> list[tuple[HolderRef, str]]:
    """In whose name the signed-in person may file: their own, then their organisations'."""
    assert actor.person_id is not None
    own = HolderRef(kind="person", id=actor.person_id)
    names = identity.person_names([actor.person_id])
    organisations = [
        (HolderRef(kind="organisation", id=o.id), o.name) for o in identity.organisations_of(actor.person_id)
    ]
    return [(own, names.get(actor.person_id, "")), *organisations]


@login_required
@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest, code: str) -> HttpResponseBase:
    """C06 and C08: in whose name, and which one-stop; asked once, proposed from the residence."""
    actor = _actor(request)
    procedure = procedures.get_procedure(code)
    desks = api.one_stops(procedure)
    applicants = [pair for pair in _applicants(actor) if words.is_for(procedure, pair[0].kind)]
    errors: dict[str, str] = {}
    chosen = request.POST.get("agency") or str(api.proposed(desks, applicants[0][0]) if applicants else "")
    who = request.POST.get("applicant") or (_key(applicants[0][0]) if applicants else "")
    if request.method == "POST":
        holder = next((ref for ref, _ in applicants if _key(ref) == who), None)
        desk = next((d for d in desks if str(d.id) == chosen), None)
        if holder is None:
            errors["applicant"] = "Hãy chọn bạn làm thủ tục này cho ai."
        if desk is None:
            errors["agency"] = "Hãy chọn nơi tiếp nhận hồ sơ."
        if holder is not None and desk is not None:
            draft_id = api.begin(
                procedure_code=code, applicant=holder, receiving_agency_id=desk.id, actor=actor
            )
            return redirect("forms:tasks", draft_id=draft_id)
    context = {
        "procedure": procedure,
        "applicants": [Option(value=_key(ref), text=name) for ref, name in applicants],
        "who": who,
        "desks": [Option(value=str(d.id), text=d.name) for d in desks],
        "chosen": chosen,
        "errors": errors,
    }
    return render(request, "dossiers/apply.html", context, status=422 if errors else 200)


def _key(holder: HolderRef) -> str:
    return f"{holder.kind}:{holder.id}"


@login_required
@require_http_methods(["GET", "POST"])
def declare(request: HttpRequest, draft_id: UUID) -> HttpResponseBase:
    """C18: the declaration and how to get the result; one button files."""
    actor = _actor(request)
    already = api.filed_from(draft_id, actor=actor)
    if already is not None:
        return redirect("dossiers:filed", dossier_id=already)
    plan, draft = api.plan_of(draft_id, actor=actor)
    if not draft.is_complete:
        messages.info(request, "Hồ sơ còn mục chưa xong.")
        return redirect("forms:tasks", draft_id=draft_id)
    errors: dict[str, str] = {}
    method = request.POST.get("return_method", ReturnMethod.ONLINE.value)
    if request.method == "POST":
        if request.POST.get("declared") != "yes":
            errors["declared"] = "Hãy xác nhận lời cam đoan trước khi nộp."
        if method not in {m.value for m in ReturnMethod}:
            errors["return_method"] = "Hãy chọn cách nhận kết quả."
        if not errors:
            try:
                filed = api.file_draft(draft_id=draft_id, return_method=ReturnMethod(method), actor=actor)
            except Invalid as refused:
                errors = {"declared": refused.message}
            else:
                return redirect("dossiers:filed", dossier_id=filed.id)
    procedure = procedures.get_procedure_version(draft.procedure_version_id)
    context = {
        "procedure": procedure,
        "draft": draft,
        "desk": identity.get_agency(plan.receiving_agency_id),
        "declaration": forms.form_of(draft.procedure_version_id).declaration,
        "methods": [Option(value=m.value, text=m.title) for m in ReturnMethod],
        "method": method,
        "errors": errors,
        "back_url": reverse("forms:check", kwargs={"draft_id": draft_id}),
    }
    return render(request, "dossiers/declare.html", context, status=422 if errors else 200)


@login_required
@require_GET
def filed(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """C21: the code, what happens next and when; the page can be opened again at any time."""
    actor = _actor(request)
    dossier = api.get_dossier(dossier_id, actor=actor, purpose="Người nộp xem hồ sơ")
    return render(
        request,
        "dossiers/filed.html",
        {
            "dossier": dossier,
            "desk": identity.get_agency(dossier.receiving_agency_id),
            "answer_words": words.answer_due(dossier),
            "track_url": request.build_absolute_uri(reverse("dossiers:track_token", args=[dossier.verify_token])),
        },
    )


@login_required
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """C22: what needs you first, then everything, newest first; drafts that can go on."""
    actor = _actor(request)
    dossiers = queries.my_dossiers(actor=actor)
    drafts = [
        draft
        for holder, _ in _applicants(actor)
        for draft in forms.list_drafts((holder.kind, holder.id))
    ]
    return render(request, "dossiers/mine.html", {"dossiers": dossiers, "drafts": drafts})


@login_required
@require_GET
def detail(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """C23 and C27: where it is, who has it, until when, what was said, what was given, the result."""
    actor = _actor(request)
    if actor.is_officer:
        return redirect("dossiers:work", dossier_id=dossier_id)
    dossier = api.get_dossier(dossier_id, actor=actor, purpose="Người nộp xem hồ sơ")
    steps = queries.history(dossier.id)
    result = queries.result_of(dossier.id) if dossier.status in (Status.FINISHED, Status.RETURNED) else None
    items = queries.items_of(dossier.id)
    holder_id = items[0].agency_id if items else dossier.receiving_agency_id
    context = {
        "dossier": dossier,
        "procedure": procedures.get_procedure_version(dossier.procedure_version_id),
        "rows": _rows(dossier, holder_id),
        "clock": words.clock_face(dossier),
        "timeline": _timeline(steps),
        "papers": queries.papers_of(dossier.id),
        "result": result if dossier.status is Status.RETURNED else None,
        "is_ready": dossier.status is Status.FINISHED,
        "refusal": next((s for s in steps if s.reasons), None),
        "component_titles": words.component_titles(dossier),
        "parts": forms.summary(forms.form_of(dossier.procedure_version_id), dossier.answers),
        "files": words.files_of(dossier),
        "can_withdraw": dossier.status in (Status.REGISTERED, Status.ACCEPTED, Status.PROCESSING, Status.SUPPLEMENT),
    }
    return render(request, "dossiers/detail.html", context)


def _rows(dossier: Dossier, holder_id: UUID) -> list[SummaryRow]:
    rows = [
        SummaryRow(key="Mã hồ sơ", value=dossier.code),
        SummaryRow(key="Tình trạng", value=dossier.status.public),
        SummaryRow(key="Người đề nghị", value=dossier.applicant_name),
        SummaryRow(key="Nộp lúc", value=deadlines.in_words(dossier.submitted_at)),
        SummaryRow(key="Nơi tiếp nhận", value=identity.get_agency(dossier.receiving_agency_id).name),
    ]
    if not dossier.status.is_over:
        rows.append(SummaryRow(key="Đang ở", value=identity.get_agency(holder_id).name))
    if dossier.due_at:
        rows.append(SummaryRow(key="Hẹn trả kết quả", value=deadlines.in_words(dossier.due_at)))
    rows.append(SummaryRow(key="Nhận kết quả", value=dossier.return_method.title))
    return rows


def _timeline(steps: tuple[Step, ...]) -> list[TimelineEvent]:
    """At most six public states, newest first; the words of offices stay in offices."""
    shown = queries.public_steps(steps)
    return [
        TimelineEvent(
            title=step.status.public,
            at=step.at,
            step=Stage.CURRENT if index == len(shown) - 1 and not step.status.is_over else Stage.DONE,
        )
        for index, step in enumerate(shown)
    ][::-1]


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """C25: the consequences in words, then one button."""
    actor = _actor(request)
    dossier = api.get_dossier(dossier_id, actor=actor, purpose="Người nộp xem hồ sơ")
    if request.method == "POST":
        api.withdraw_dossier(dossier_id=dossier_id, reason=request.POST.get("reason", "")[:200], actor=actor)
        messages.success(request, f"Đã rút hồ sơ {dossier.code}.")
        return redirect("dossiers:detail", dossier_id=dossier_id)
    return render(request, "dossiers/withdraw.html", {"dossier": dossier})


@login_required
@require_GET
def paper_file(request: HttpRequest, dossier_id: UUID, paper_id: UUID) -> HttpResponseBase:
    """A printed paper of the one-stop as PDF."""
    actor = _actor(request)
    dossier = api.get_dossier(dossier_id, actor=actor, purpose="Tải giấy tờ của hồ sơ")
    paper = next((p for p in queries.papers_of(dossier.id) if p.id == paper_id and p.file_id), None)
    if paper is None or paper.file_id is None:
        raise queries.NoDossier
    return files.download_response(files.read_file(file_id=paper.file_id, owner=("dossier_paper", paper.id), actor=actor))


@login_required
@require_GET
def result_file(request: HttpRequest, dossier_id: UUID) -> HttpResponseBase:
    """The signed result, once it has been returned (an officer sees it as soon as it is signed)."""
    actor = _actor(request)
    dossier = api.get_dossier(dossier_id, actor=actor, purpose="Tải kết quả")
    result = queries.result_of(dossier.id)
    seen = dossier.status is Status.RETURNED or (actor.is_officer and dossier.status is Status.FINISHED)
    if result is None or result.file_id is None or not seen:
        raise queries.NoDossier
    return files.download_response(files.read_file(file_id=result.file_id, owner=("dossier_result", dossier.id), actor=actor))


@login_required
@require_GET
def given_file(request: HttpRequest, dossier_id: UUID, file_id: UUID) -> HttpResponseBase:
    """A file that came with the dossier."""
    actor = _actor(request)
    dossier = api.get_dossier(dossier_id, actor=actor, purpose="Xem giấy tờ kèm hồ sơ")
    if file_id not in {one for ids in dossier.papers.values() for one in ids}:
        raise queries.NoDossier
    return files.download_response(files.read_file(file_id=file_id, owner=("dossier", dossier.id), actor=actor))
