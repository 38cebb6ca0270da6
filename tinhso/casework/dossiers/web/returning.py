"""O10: hand a result back at the desk: find it by receipt, check who came, give it, record it."""

import re
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tinhso.casework.dossiers import api, desk_queries, queries, unclaimed
from tinhso.casework.dossiers.types import Dossier, Status
from tinhso.casework.dossiers.web.deciding import refusal_notice
from tinhso.casework.dossiers.web.documents import expected_papers
from tinhso.casework.dossiers.web.duty import on_duty, uuid_of, version_of
from tinhso.casework.dossiers.web.money import in_short
from tinhso.casework.dossiers.web.originals import holder_words, is_mine
from tinhso.casework.dossiers.web.worklist import lines_of
from tinhso.casework.dossiers.worklists import ListQuery, page_of
from tinhso.engines.workflow import api as workflow
from tinhso.engines.workflow.types import Act, Task
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import Option
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import today
from tinhso.kernel.errors import Conflict, Invalid
from tinhso.kernel.text import clean
from tinhso.services.custody import api as custody
from tinhso.services.custody.types import ThingState

PAPERS = {
    "can-cuoc": "Thẻ căn cước",
    "vneid": "Căn cước điện tử trên VNeID",
    "ho-chieu": "Hộ chiếu",
    "uy-quyen": "Văn bản ủy quyền kèm giấy tờ của người được ủy quyền",
    "gioi-thieu": "Giấy giới thiệu của tổ chức",
}
_TOKEN = re.compile(r"/tra-cuu/([A-Za-z0-9_-]{16,32})/?")
_CODE = re.compile(r"[0-9A-Z][0-9A-Z.]+-[0-9]{6,8}-[0-9]+", re.IGNORECASE)


@on_duty
@require_http_methods(["GET"])
def find(request: HttpRequest) -> HttpResponseBase:
    """What the scanner reads from a receipt, or the code as typed; below it, what waits to be handed back."""
    actor = identity.actor_of(request)
    access.authorise(actor=actor, act="dossiers.return", agency_id=actor.agency_id)
    text = request.GET.get("ma", "")[:2000]
    error = ""
    if text.strip():
        found = _find(text, actor)
        if found is not None:
            return redirect("dossiers:hand_back", dossier_id=found)
        error = "Không có hồ sơ nào của cơ quan bạn mang mã này. Kiểm tra lại mã, hoặc quét mã QR trên giấy hẹn."
    page = page_of(ListQuery(view="return"), actor=actor, cursor=request.GET.get("sau", ""))
    context = {
        "text": text,
        "errors": {"ma": error} if error else {},
        "lines": lines_of(page.items, "loc=return"),
        "next_url": f"?sau={page.next_cursor}" if page.next_cursor else "",
    }
    return render(request, "dossiers/desk/find_result.html", context, status=422 if error else 200)


def _find(text: str, actor: Actor) -> UUID | None:
    token, code = _TOKEN.search(text), _CODE.search(clean(text))
    return queries.find_for_desk(
        token=token.group(1) if token else "", code=code.group(0).upper() if code else clean(text).upper(), actor=actor
    )


@on_duty
@require_http_methods(["GET", "POST"])
def hand_back(request: HttpRequest, dossier_id: UUID) -> HttpResponseBase:
    """Which paper, do the last four characters match, give it; the record is the dossier's own history."""
    actor = identity.actor_of(request)
    dossier = queries.get_dossier(dossier_id, actor=actor, purpose="Trả kết quả")
    task = _return_task(dossier)
    errors: dict[str, str] = {}
    notice, status = None, 200
    paper, digits = request.POST.get("paper", ""), clean(request.POST.get("digits", ""))
    receiver = clean(request.POST.get("receiver", ""))[:100]
    if request.method == "POST" and task is not None:
        access.authorise(actor=actor, act="dossiers.return", agency_id=dossier.returning_agency_id)
        errors = _wrong(dossier, paper, digits, receiver)
        status = 422 if errors else 200
        if not errors:
            outcome = next(one.code for one in task.outcomes if Act.RETURN in one.does)
            words = f"{PAPERS[paper]}, bốn ký tự cuối khớp" + (f"; người nhận: {receiver}" if receiver else "")
            given = tuple(one for one in map(uuid_of, request.POST.getlist("ban-giay")) if one is not None)
            done = api.TaskDone(outcome=outcome, note=words, identity_checked=words, given_ids=given)
            try:
                api.do_task(task_id=task.id, done=done, version=version_of(request), actor=actor)
            except Invalid as refused:
                errors, status = refused.by_box("paper"), 422
            except Conflict as refused:
                notice, status = refusal_notice(request, refused), 409
            else:
                messages.success(request, f"Đã trả kết quả hồ sơ {dossier.code}.")
                return redirect("dossiers:hand_back", dossier_id=dossier_id)
    return _page(request, dossier, task, errors, notice, status)


def _page(
    request: HttpRequest, dossier: Dossier, task: Task | None, errors: dict[str, str], notice: object, status: int
) -> HttpResponse:
    actor = identity.actor_of(request)
    lines = expected_papers(dossier, queries.papers_of(dossier.id))
    came = desk_queries.representative_of(dossier.id)
    things = custody.things_of(("dossier", dossier.id))
    mine = [one for one in things if is_mine(one, actor)]
    context = {
        "held_here": mine,
        "held_elsewhere": [
            (one, holder_words(one)) for one in things if one.state is ThingState.HELD and one not in mine
        ],
        "dossier": dossier,
        "task": task,
        "may": access.can(actor=actor, act="dossiers.return", agency_id=dossier.returning_agency_id),
        "result": queries.result_of(dossier.id),
        "options": [Option(value=key, text=title) for key, title in PAPERS.items()],
        "posted": request.POST,
        "papers": lines,
        "waits": any(paper is None for _, paper in lines),
        "archived": unclaimed.archive_words(dossier.id),
        "is_returned": dossier.status is Status.RETURNED,
        "errors": errors,
        "notice": notice,
        **in_short(dossier.id),
        "representative": came,
        "representative_may": came is not None and came.allows_receiving(on=today()),
    }
    return render(request, "dossiers/desk/hand_back.html", context, status=status)


def _return_task(dossier: Dossier) -> Task | None:
    for task in workflow.open_tasks(("dossier", dossier.id)):
        if any(Act.RETURN in outcome.does for outcome in task.outcomes):
            return task
    return None


def _wrong(dossier: Dossier, paper: str, digits: str, receiver: str) -> dict[str, str]:
    errors = {}
    if paper not in PAPERS:
        errors["paper"] = "Chọn giấy tờ bạn đã kiểm tra."
    if paper in ("uy-quyen", "gioi-thieu") and not receiver:
        errors["receiver"] = "Ghi họ tên người đến nhận thay."
    came = desk_queries.representative_of(dossier.id) if receiver else None
    if came is not None and receiver.casefold() == came.name.casefold() and not came.allows_receiving(on=today()):
        errors["receiver"] = "Người này đã nộp thay nhưng không được nhận kết quả, hoặc ủy quyền đã hết hạn."
    if len(digits) != 4:
        errors["digits"] = "Nhập đúng bốn ký tự cuối số giấy tờ của người đứng tên hồ sơ."
    elif not _matches(dossier, digits):
        errors["digits"] = "Bốn ký tự này không khớp với người đứng tên hồ sơ. Chưa trả kết quả."
    return errors


def _matches(dossier: Dossier, digits: str) -> bool:
    """By the register where there is a number; else by what the dossier was filed under (passport, tax code)."""
    holder = dossier.applicant
    if holder.kind == "person" and identity.has_personal_number(holder.id):
        return identity.personal_number_ends_with(holder.id, digits)
    return queries.number_ends_with(dossier.id, digits)
