"""Signing together: the applicant asks from the declaration, the other reads everything and confirms or declines."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from tinhso.casework.dossiers import api
from tinhso.casework.dossiers.cosigners import digest_of, requests_for
from tinhso.casework.dossiers.types import Cosigner, CosigningRequest, CosigningState
from tinhso.casework.dossiers.web.kept import signed_in, typed_on
from tinhso.engines.forms import api as forms
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import ErrorItem, SummaryRow, Tone
from tinhso.kernel.actor import Actor
from tinhso.kernel.errors import Invalid


def open_requests(actor: Actor) -> list[CosigningRequest]:
    """What waits for this person's own confirmation."""
    return [one for one in requests_for(actor) if one.state is CosigningState.ASKED and not one.is_stale]


def rows_of(found: tuple[Cosigner, ...]) -> list[SummaryRow]:
    """Each cosigner with how far they are."""
    return [SummaryRow(key=one.name, value=(f"{gettext('Số định danh')} {one.number}", _words(one))) for one in found]


def _words(one: Cosigner) -> str:
    if one.is_stale and one.state is not None:
        return gettext("Tờ khai đã sửa sau khi gửi: phải gửi lại")
    match one.state:
        case CosigningState.CONFIRMED:
            return gettext("Đã xác nhận")
        case CosigningState.DECLINED:
            return gettext("Không đồng ý: %(reason)s") % {"reason": one.reason}
        case CosigningState.ASKED:
            return gettext("Đã gửi, đang chờ xác nhận")
        case _:
            return gettext("Chưa gửi")


@signed_in
@require_http_methods(["GET", "POST"])
def cosign(request: HttpRequest, cosigning_id: UUID) -> HttpResponseBase:
    """The whole application for the person asked; the answer counts for exactly what the page showed."""
    actor = identity.actor_of(request)
    row, draft = api.read_cosigning(cosigning_id=cosigning_id, actor=actor)
    form = forms.form_of(draft.procedure_version_id)
    typed, was_kept = typed_on(request)
    declared, reason = typed.get("declared") == "yes", typed.get("reason", "")
    errors: list[ErrorItem] = []
    if request.method == "POST":
        agrees = typed.get("answer") == "yes"
        if agrees and not declared:
            errors.append(
                ErrorItem(text=gettext("Hãy đánh dấu vào lời cam đoan trước khi xác nhận."), href="#declared")
            )
        else:
            try:
                api.answer_cosigning(
                    cosigning_id=cosigning_id,
                    agrees=agrees,
                    digest=typed.get("digest", ""),
                    reason=reason,
                    actor=actor,
                )
            except Invalid as refused:
                errors.append(ErrorItem(text=gettext(refused.message), href="#reason"))
            else:
                done = gettext("Bạn đã xác nhận.") if agrees else gettext("Bạn đã trả lời không đồng ý.")
                messages.success(request, done)
                return redirect("dossiers:mine")
    context = {
        "request_row": row,
        "draft": draft,
        "asked_by": identity.person_names([row.asked_by_id]).get(row.asked_by_id, ""),
        "is_open": row.state == CosigningState.ASKED.value and row.digest == digest_of(draft),
        "has_confirmed": row.state == CosigningState.CONFIRMED.value,
        "parts": forms.summary(form, draft.data),
        "files": [(paper.spec.title, [file.name for file in paper.files]) for paper in draft.papers if paper.files],
        "declaration": form.declaration,
        "declared": declared,
        "reason": reason,
        "was_kept": was_kept,
        "errors": errors,
        "error_of": {item.href.lstrip("#"): item.text for item in errors},
    }
    return render(request, "dossiers/cosign.html", context, status=422 if errors else 200)


def need_of(one: CosigningRequest) -> tuple[str, str, str, str, Tone]:
    """Title, note, action, address and tone of the reminder."""
    note = gettext("%(name)s đề nghị bạn cùng ký") % {"name": one.asked_by}
    return one.procedure_title, note, gettext("Xem và xác nhận"), reverse("dossiers:cosign", args=[one.id]), Tone.WARN
