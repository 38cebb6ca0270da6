"""C28: public tracking by code and four digits, or by the QR of a receipt. No sign-in, no names."""

from dataclasses import dataclass, field, replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from tinhso.casework.dossiers import queries
from tinhso.casework.dossiers.errors import NoDossier, TooManyTries
from tinhso.casework.dossiers.types import Tracked
from tinhso.casework.dossiers.web import words
from tinhso.casework.dossiers.web.stages import stages
from tinhso.foundation.ui.types import SummaryRow
from tinhso.kernel.text import clean


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What was typed and what came of it; one answer for unknown and wrong."""

    code: str
    last_four: str
    found: tuple[Tracked, ...] = ()
    is_bundle: bool = False
    errors: dict[str, str] = field(default_factory=dict)
    status: int = 200


def look_up(request: HttpRequest) -> Asked:
    """The dossier, or those of a bundle, that the two boxes name; few wrong tries an hour from one address."""
    code = clean(request.POST.get("code", ""))[:80].replace(" ", "")
    last_four = clean(request.POST.get("last_four", ""))[:20].replace(" ", "")
    asked = Asked(code=code, last_four=last_four)
    errors: dict[str, str] = {}
    if not code:
        errors["code"] = gettext("Hãy nhập mã hồ sơ in trên giấy tiếp nhận.")
    if len(last_four) != 4:
        errors["last_four"] = gettext("Hãy nhập đúng bốn ký tự cuối của số định danh hoặc mã số thuế.")
    if errors:
        return replace(asked, errors=errors, status=422)
    try:
        return replace(
            asked, found=(queries.track(code=code, last_four=last_four, address=request.META["REMOTE_ADDR"]),)
        )
    except NoDossier as refused:
        together = queries.track_bundle(code=code, last_four=last_four)
        if together:
            return replace(asked, found=together, is_bundle=True)
        sentence = gettext("Không có hồ sơ nào khớp cả mã hồ sơ và bốn số cuối này. Kiểm tra lại trên giấy tiếp nhận.")
        return replace(asked, errors={"code": sentence}, status=refused.status)
    except TooManyTries as refused:
        return replace(asked, errors={"code": gettext(refused.message)}, status=refused.status)


@never_cache
@require_http_methods(["GET", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """One answer for unknown and wrong; five tries an hour from one address."""
    asked = look_up(request) if request.method == "POST" else Asked(code="", last_four="")
    if asked.is_bundle:
        return _several(request, asked.code, asked.found)
    if asked.found:
        return _show(request, asked.found[0])
    context = {"errors": asked.errors, "code": asked.code, "last_four": asked.last_four}
    return render(request, "dossiers/track.html", context, status=asked.status)


@never_cache
@require_GET
def track_token(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the QR of a receipt."""
    return _show(request, queries.track_by_token(token))


def _several(request: HttpRequest, code: str, together: tuple[Tracked, ...]) -> HttpResponse:
    """Every dossier of a bundle, each with its own state and date."""
    lines = [
        (one, words.status_words(one.status), words.status_tone(one.status), tracked_rows(one)) for one in together
    ]
    return render(request, "dossiers/tracked_bundle.html", {"code": code.upper(), "lines": lines})


def _show(request: HttpRequest, tracked: Tracked) -> HttpResponse:
    context = {
        "tracked": tracked,
        "status": words.status_words(tracked.status),
        "tone": words.status_tone(tracked.status),
        "rows": tracked_rows(tracked),
        "stages": stages(tracked.steps, tracked.status),
    }
    return render(request, "dossiers/tracked.html", context)


def tracked_rows(tracked: Tracked) -> list[SummaryRow]:
    """What public tracking tells besides the state."""
    rows = [
        SummaryRow(key=gettext("Nộp lúc"), value=words.moment(tracked.submitted_at)),
        SummaryRow(key=gettext("Cơ quan giải quyết"), value=tracked.owner_title),
    ]
    if not tracked.status.is_over:
        rows.append(SummaryRow(key=gettext("Đang ở"), value=tracked.holder_title))
    if tracked.answer_by:
        rows.append(SummaryRow(key=gettext("Hạn người nộp bổ sung"), value=words.moment(tracked.answer_by)))
        rows.append(SummaryRow(key=gettext("Hẹn trả kết quả"), value=gettext("Có lại khi hồ sơ được bổ sung đủ")))
    elif tracked.appointed_at:
        rows.append(SummaryRow(key=gettext("Hẹn trả lại"), value=words.moment(tracked.appointed_at)))
        if tracked.due_at:
            rows.append(SummaryRow(key=gettext("Hẹn lần đầu"), value=words.moment(tracked.due_at)))
    elif tracked.due_at:
        rows.append(SummaryRow(key=gettext("Hẹn trả kết quả"), value=words.moment(tracked.due_at)))
    if tracked.finished_at:
        rows.append(SummaryRow(key=gettext("Có kết quả lúc"), value=words.moment(tracked.finished_at)))
    return rows
