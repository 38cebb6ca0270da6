"""C60: send feedback about a dossier, follow it, say whether the answer will do; what is published, for everybody."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import resolve
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_http_methods

from tinhso.casework.feedback import api, queries
from tinhso.casework.feedback.matters import matters_of
from tinhso.casework.feedback.types import LONGEST, Feedback, State
from tinhso.engines.deadlines import api as deadlines
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import Option, SlotContent, SummaryRow, Tone
from tinhso.kernel.clock import today
from tinhso.kernel.errors import Conflict, Invalid

KIND = "dossier"
TONES = {State.SENT: Tone.INFO, State.RECEIVED: Tone.WAIT, State.ANSWERED: Tone.GOOD, State.REFUSED: Tone.NEUTRAL}


def topics() -> dict[str, str]:
    """Topic → how it is called in the reader's language."""
    english = get_language() == "en"
    return {one.code: one.title_en if english else one.title for one in api.rule_on(today()).topics}


@login_required
@require_http_methods(["GET", "POST"])
def send(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """What is wrong, whether the answer may be published, send."""
    actor = identity.actor_of(request)
    matters_of(KIND).admit(dossier_id, actor=actor)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            feedback_id = api.send_feedback(
                kind=KIND,
                subject_id=dossier_id,
                topic=request.POST.get("topic", "")[:30],
                text=request.POST.get("text", "")[: LONGEST + 100],
                may_publish=request.POST.get("may_publish") == "yes",
                actor=actor,
            )
        except (Invalid, Conflict) as refused:
            errors, status = errors_of(refused, "text"), refused.status
        else:
            messages.success(request, gettext("Đã gửi phản ánh. Trả lời có ở trang này và trong thông báo của bạn."))
            return redirect("feedback:own", feedback_id=feedback_id)
    context = {
        "matter": matters_of(KIND).about(dossier_id),
        "back": matters_of(KIND).page(dossier_id),
        "place": identity.get_agency(matters_of(KIND).about(dossier_id).owner_agency_id).name,
        "topics": [Option(value=code, text=title) for code, title in topics().items()],
        "publish": [Option(value="yes", text=gettext("Cho công khai nội dung và trả lời, không kèm tên tôi"))],
        "posted": request.POST,
        "longest": LONGEST,
        "errors": errors,
    }
    return render(request, "feedback/send.html", context, status=status)


def errors_of(refused: Invalid | Conflict, place: str) -> dict[str, str]:
    """Sentences by field; where none is named, the whole refusal at `place`."""
    return {box: gettext(text) for box, text in refused.by_box(place).items()}


@login_required
@require_http_methods(["GET", "POST"])
def own(request: HttpRequest, feedback_id: UUID) -> HttpResponse:
    """One's own feedback with its answer; two buttons say whether it will do."""
    actor = identity.actor_of(request)
    found = queries.own(feedback_id, actor=actor)
    if request.method == "POST":
        api.judge_answer(feedback_id=feedback_id, satisfied=request.POST.get("satisfied") == "yes", actor=actor)
        messages.success(request, gettext("Cảm ơn bạn, ý kiến đã được ghi."))
        return redirect("feedback:own", feedback_id=feedback_id)
    context = {
        "found": found,
        "back": matters_of(found.subject_kind).page(found.subject_id),
        "state": gettext(found.state.words),
        "tone": TONES[found.state],
        "rows": _rows(found),
        "judges": found.state is State.ANSWERED,
    }
    return render(request, "feedback/own.html", context)


def _rows(found: Feedback) -> list[SummaryRow]:
    rows = [
        SummaryRow(key=gettext("Về hồ sơ"), value=found.matter_code),
        SummaryRow(key=gettext("Chủ đề"), value=topics().get(found.topic, found.topic)),
        SummaryRow(key=gettext("Gửi lúc"), value=deadlines.in_words(found.sent_at)),
        SummaryRow(key=gettext("Nơi trả lời"), value=identity.get_agency(found.agency_id).name),
    ]
    if found.answered_at is None:
        rows.append(SummaryRow(key=gettext("Trả lời chậm nhất"), value=deadlines.in_words(found.due_at)))
    return rows


@require_GET
def published(request: HttpRequest) -> HttpResponse:
    """Answers that everybody may read, and one's own feedback."""
    names = topics()
    context: dict[str, Any] = {
        "mine": [
            (one, gettext(one.state.words), TONES[one.state])
            for one in queries.own_list(actor=identity.actor_of(request))
        ],
        "lines": [
            (one, names.get(one.topic, one.topic), identity.get_agency(one.agency_id).name)
            for one in queries.published()
        ],
    }
    return render(request, "feedback/published.html", context)


def on_subject(request: HttpRequest) -> SlotContent | None:
    """At the foot of the applicant's page of a dossier: what one said about it, and a way to say more."""
    dossier_id = resolve(request.path_info).kwargs.get("dossier_id")
    if dossier_id is None:
        return None
    sent = queries.about(KIND, dossier_id, actor=identity.actor_of(request))
    lines = [(one, gettext(one.state.words)) for one in sent]
    return SlotContent(template="feedback/_here.html", context={"dossier_id": dossier_id, "lines": lines})
