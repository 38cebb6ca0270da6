"""C33's second half: object to a reading of the own data; the officer who answers objections."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.services.vault import api
from tinhso.services.vault.errors import ItemNotFound, ObjectionRefused
from tinhso.services.vault.web.pages import holders_of, reader_of, signed_in


@require_http_methods(["GET", "POST"])
@signed_in
def object_to(request: HttpRequest, read_id: UUID) -> HttpResponseBase:
    """One reading, why the holder objects, and what was answered."""
    actor = identity.actor_of(request)
    found = next(
        (
            (holder, entry)
            for _, holder in holders_of(actor)
            for entry in access.reads_of(holder)
            if entry.id == read_id
        ),
        None,
    )
    if found is None:
        raise ItemNotFound("Không có lần xem này.")
    holder, entry = found
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            api.object_to_read(read_id=read_id, holder=holder, reason=request.POST.get("reason", ""), actor=actor)
        except ObjectionRefused as refused:
            errors = {"reason": gettext(refused.message)}
        else:
            messages.success(request, gettext("Đã gửi phản đối. Câu trả lời hiện ở trang này."))
            return redirect("vault:object", read_id=read_id)
    made = next((one for one in api.list_objections(holder=holder, actor=actor) if one.read_id == read_id), None)
    context = {
        "entry": entry,
        "reader": reader_of(entry, actor),
        "made": made,
        "reason": request.POST.get("reason", ""),
        "errors": errors,
    }
    return render(request, "vault/object.html", context, status=422 if errors else 200)


@require_http_methods(["GET", "POST"])
def objections(request: HttpRequest) -> HttpResponseBase:
    """All objections, newest first; each is answered once."""
    actor = identity.actor_of(request)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            api.answer_objection(
                objection_id=UUID(request.POST.get("objection", "")),
                answer=request.POST.get("answer", ""),
                actor=actor,
            )
        except ValueError:
            raise ItemNotFound("Không có phản đối này.") from None
        except ObjectionRefused as refused:
            errors = {f"answer-{request.POST.get('objection', '')}": refused.message}
        else:
            return redirect("vault:objections")
    found = []
    for one in api.list_objections(actor=actor):
        reader = ""
        if one.reader_post_id is not None:
            post = identity.get_post(one.reader_post_id)
            reader = f"{post.title}, {identity.get_agency(post.agency_id).name}"
        box = f"answer-{one.id}"
        found.append((one, reader, box, errors.get(box, "")))
    context = {"found": found, "errors": errors, "typed": request.POST.get("answer", "")}
    return render(request, "vault/objections.html", context, status=422 if errors else 200)
