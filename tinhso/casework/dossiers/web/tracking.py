"""C28: public tracking by code and four digits, or by the QR of a receipt. No sign-in, no names."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from tinhso.casework.dossiers import queries
from tinhso.casework.dossiers.errors import NoDossier, TooManyTries
from tinhso.casework.dossiers.types import Tracked
from tinhso.engines.deadlines import api as deadlines
from tinhso.foundation.ui.types import Step, SummaryRow, TimelineEvent

WRONG = "Không có hồ sơ nào khớp cả mã hồ sơ và bốn số cuối này. Kiểm tra lại trên giấy tiếp nhận."


@require_http_methods(["GET", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """One answer for unknown and wrong; five tries an hour from one address."""
    errors: dict[str, str] = {}
    status = 200
    code, last_four = request.POST.get("code", "").strip(), request.POST.get("last_four", "").strip()
    if request.method == "POST":
        if not code:
            errors["code"] = "Hãy nhập mã hồ sơ in trên giấy tiếp nhận."
        if len(last_four) != 4:
            errors["last_four"] = "Hãy nhập đúng bốn ký tự cuối của số định danh hoặc mã số thuế."
        if not errors:
            try:
                tracked = queries.track(code=code, last_four=last_four, address=request.META["REMOTE_ADDR"])
            except (NoDossier, TooManyTries) as refused:
                errors["code"] = WRONG if isinstance(refused, NoDossier) else refused.message
                status = refused.status
            else:
                return _show(request, tracked)
    context = {"errors": errors, "code": code, "last_four": last_four}
    return render(request, "dossiers/track.html", context, status=status if status != 200 else 422 if errors else 200)


@require_GET
def track_token(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the QR of a receipt."""
    return _show(request, queries.track_by_token(token))


def _show(request: HttpRequest, tracked: Tracked) -> HttpResponse:
    rows = [
        SummaryRow(key="Thủ tục", value=tracked.procedure_title),
        SummaryRow(key="Tình trạng", value=tracked.status.public),
        SummaryRow(key="Nộp lúc", value=deadlines.in_words(tracked.submitted_at)),
        SummaryRow(key="Đang ở", value=tracked.holder_title),
    ]
    if tracked.due_at:
        rows.append(SummaryRow(key="Hẹn trả kết quả", value=deadlines.in_words(tracked.due_at)))
    if tracked.finished_at:
        rows.append(SummaryRow(key="Có kết quả lúc", value=deadlines.in_words(tracked.finished_at)))
    timeline = [
        TimelineEvent(title=step.status.public, at=step.at, step=Step.DONE) for step in reversed(tracked.steps)
    ]
    return render(request, "dossiers/tracked.html", {"tracked": tracked, "rows": rows, "timeline": timeline})
