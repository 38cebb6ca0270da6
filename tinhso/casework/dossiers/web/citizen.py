"""The applicant's dossiers: C22 the list, C23 and C27 one dossier with its result, C25 withdrawal, their files."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tinhso.casework.dossiers import api, bundles, desk_queries, domain, queries
from tinhso.casework.dossiers.errors import NoDossier
from tinhso.casework.dossiers.types import Dossier, FilingChannel, HelpAnswer, Representative, ReturnMethod, Status
from tinhso.casework.dossiers.web import costs, exchange, my_list, outcome, own_letters, stages, words
from tinhso.casework.dossiers.web.kept import signed_in, typed_on
from tinhso.engines.forms import api as forms
from tinhso.engines.procedures import api as procedures
from tinhso.foundation.files import api as files
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import SummaryRow

_PURPOSE = "Người nộp xem hồ sơ"


@signed_in
@require_GET
def mine(request: HttpRequest) -> HttpResponseBase:
    """C22: what needs you first, then drafts, then everything, newest first."""
    return render(request, "dossiers/mine.html", my_list.page(request))


@signed_in
@require_GET
def detail(request: HttpRequest, dossier_id: UUID) -> HttpResponseBase:
    """C23 and C27: where it is, who has it, until when, what was said, what was given, the result."""
    actor = identity.actor_of(request)
    if actor.is_officer:
        return redirect("dossiers:work", dossier_id=dossier_id)
    reveal = words.wants_numbers(request)
    dossier = api.get_dossier(dossier_id, actor=actor, purpose=words.NUMBERS_PURPOSE if reveal else _PURPOSE)
    steps = queries.history(dossier.id)
    holder = stages.holder_lines(dossier, queries.items_of(dossier.id))
    clock = None if dossier.status.is_over else words.clock_face(dossier)
    parts = forms.summary(forms.form_of(dossier.procedure_version_id), dossier.answers)
    context = {
        "dossier": dossier,
        "status": words.status_words(dossier.status),
        "tone": words.status_tone(dossier.status),
        "procedure": procedures.get_procedure_version(dossier.procedure_version_id),
        "rows": _rows(dossier, holder, has_clock=clock is not None),
        "clock": clock,
        "answer_words": words.answer_due(dossier) if dossier.status is Status.REGISTERED else "",
        "late": words.late_notice(dossier),
        "stages": stages.stages(steps, dossier.status, holder=holder),
        "history": stages.history(steps),
        "papers": [paper for paper in queries.papers_of(dossier.id) if paper.kind != "control_slip"],
        "result": outcome.shown_result(dossier, actor=actor),
        "replacement": queries.replacement_of(dossier),
        "is_ready": dossier.status is Status.FINISHED,
        "refusal": next((one for one in steps if one.reasons and one.status is Status.NOT_ACCEPTED), None),
        "component_titles": words.component_titles(dossier),
        "parts": parts,
        "reveal": reveal,
        "masked": not reveal and any(line.is_masked for part in parts for line in part.lines),
        "files": [
            (paper, [(file, words.about_file(file)) for file in paper.files]) for paper in words.files_of(dossier)
        ],
        "can_withdraw": domain.may_become(dossier.status, Status.WITHDRAWN),
        **exchange.for_applicant(dossier),
        "bundle_id": dossier.bundle_id,
        "helper": _helper(dossier),
        **costs.owed_by(dossier),
        **own_letters.on_dossier(dossier),
    }
    return render(request, "dossiers/detail.html", context)


def _helper(dossier: Dossier) -> Representative | None:
    """Who filed it for the applicant, while the applicant has not said whether they asked for it."""
    if dossier.channel is FilingChannel.ONLINE:
        return None
    came = desk_queries.representative_of(dossier.id)
    return came if came is not None and came.waits_for_applicant else None


def _rows(dossier: Dossier, holder: tuple[str, ...], *, has_clock: bool) -> list[SummaryRow]:
    rows = [
        SummaryRow(key=gettext("Mã hồ sơ"), value=dossier.code),
        SummaryRow(key=gettext("Người đề nghị"), value=dossier.applicant_name),
        SummaryRow(key=gettext("Nộp lúc"), value=words.moment(dossier.submitted_at)),
        SummaryRow(key=gettext("Nơi tiếp nhận"), value=identity.get_agency(dossier.receiving_agency_id).name),
        SummaryRow(key=gettext("Cơ quan giải quyết"), value=identity.get_agency(dossier.owner_agency_id).name),
    ]
    if holder:
        rows.append(SummaryRow(key=gettext("Đang ở"), value=holder))
    if dossier.due_at and not has_clock:
        rows.append(SummaryRow(key=gettext("Hẹn trả kết quả"), value=words.moment(dossier.due_at)))
    if dossier.finished_at:
        rows.append(SummaryRow(key=gettext("Có kết quả lúc"), value=words.moment(dossier.finished_at)))
    at_desk = dossier.return_method is ReturnMethod.COUNTER
    fetched = identity.get_agency(dossier.returning_agency_id).name if at_desk else ""
    rows.append(SummaryRow(key=gettext("Nhận kết quả"), value=fetched or gettext(dossier.return_method.words)))
    return rows


@signed_in
@require_GET
def bundle(request: HttpRequest, bundle_id: UUID) -> HttpResponseBase:
    """A bundle: each of its dossiers with its own state, date and result, and what is filed elsewhere."""
    found = bundles.get_bundle(bundle_id, actor=identity.actor_of(request), purpose=_PURPOSE)
    lines = [
        (
            one,
            words.status_words(one.status),
            words.status_tone(one.status),
            words.moment(one.due_at) if one.due_at else "",
            identity.get_agency(one.owner_agency_id).name,
        )
        for one in found.dossiers
    ]
    context = {"bundle": found, "lines": lines, "filed_at": words.moment(found.submitted_at)}
    return render(request, "dossiers/bundle.html", context)


@signed_in
@require_POST
def helped(request: HttpRequest, dossier_id: UUID) -> HttpResponseBase:
    """The applicant says whether they asked somebody to file this for them."""
    wanted = request.POST.get("answer", "")
    answer = HelpAnswer(wanted) if wanted in set(HelpAnswer) else HelpAnswer.WAITING
    api.answer_help(dossier_id=dossier_id, answer=answer, actor=identity.actor_of(request))
    messages.success(request, gettext("Cảm ơn bạn, câu trả lời đã được ghi vào hồ sơ."))
    return redirect("dossiers:detail", dossier_id=dossier_id)


@signed_in
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, dossier_id: UUID) -> HttpResponseBase:
    """C25: the consequences in words, then one button; a dossier with a result says why it is too late."""
    actor = identity.actor_of(request)
    dossier = api.get_dossier(dossier_id, actor=actor, purpose=_PURPOSE)
    typed, was_kept = typed_on(request)
    reason = typed.get("reason", "").strip()
    errors: dict[str, str] = {}
    if request.method == "POST":
        if len(reason) > 200:
            errors["reason"] = gettext("Lý do dài quá 200 ký tự, hãy viết ngắn hơn.")
        else:
            api.withdraw_dossier(dossier_id=dossier_id, reason=reason, actor=actor)
            messages.success(request, gettext("Đã rút hồ sơ %(code)s.") % {"code": dossier.code})
            return redirect("dossiers:detail", dossier_id=dossier_id)
    context = {
        "dossier": dossier,
        "status": words.status_words(dossier.status),
        "can_withdraw": domain.may_become(dossier.status, Status.WITHDRAWN),
        "holder": stages.holder_lines(dossier, queries.items_of(dossier.id)),
        "reason": reason,
        "was_kept": was_kept,
        "errors": errors,
    }
    return render(request, "dossiers/withdraw.html", context, status=422 if errors else 200)


@signed_in
@require_GET
def paper_file(request: HttpRequest, dossier_id: UUID, paper_id: UUID) -> HttpResponseBase:
    """A printed paper of the one-stop as PDF."""
    actor = identity.actor_of(request)
    dossier = api.get_dossier(dossier_id, actor=actor, purpose="Tải giấy tờ của hồ sơ")
    paper = next((p for p in queries.papers_of(dossier.id) if p.id == paper_id and p.file_id), None)
    if paper is None or paper.file_id is None:
        raise NoDossier
    return files.download_response(
        files.read_file(file_id=paper.file_id, owner=("dossier_paper", paper.id), actor=actor)
    )


@signed_in
@require_GET
def result_file(request: HttpRequest, dossier_id: UUID) -> HttpResponseBase:
    """The signed result, once it has been returned (an officer sees it as soon as it is signed)."""
    actor = identity.actor_of(request)
    dossier = api.get_dossier(dossier_id, actor=actor, purpose="Tải kết quả")
    result = queries.result_of(dossier.id)
    seen = dossier.status is Status.RETURNED or (actor.is_officer and dossier.status is Status.FINISHED)
    if result is None or result.file_id is None or not seen:
        raise NoDossier
    return files.download_response(
        files.read_file(file_id=result.file_id, owner=("dossier_result", dossier.id), actor=actor)
    )


@signed_in
@require_GET
def given_file(request: HttpRequest, dossier_id: UUID, file_id: UUID) -> HttpResponseBase:
    """A file that came with the dossier."""
    actor = identity.actor_of(request)
    dossier = api.get_dossier(dossier_id, actor=actor, purpose="Xem giấy tờ kèm hồ sơ")
    if file_id not in {one for ids in dossier.papers.values() for one in ids}:
        raise NoDossier
    return files.download_response(files.read_file(file_id=file_id, owner=("dossier", dossier.id), actor=actor))
