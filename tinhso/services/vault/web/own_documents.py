"""C32: papers that somebody puts into the own vault; they say on every page that nobody has verified them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from tinhso.foundation.files import api as files
from tinhso.foundation.files.errors import ScanUnavailable, UploadRefused
from tinhso.foundation.files.types import MEGABYTE
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import HolderRef
from tinhso.services.vault import api
from tinhso.services.vault.errors import ItemNotFound, OwnDocumentRefused
from tinhso.services.vault.web.pages import signed_in

_MOST_FILES, _MOST_BYTES = 10, 40 * MEGABYTE


@require_http_methods(["GET", "POST"])
@signed_in
def add(request: HttpRequest) -> HttpResponseBase:
    """One paper, as a PDF or as photos."""
    actor = identity.actor_of(request)
    assert actor.person_id is not None
    errors: dict[str, str] = {}
    if request.method == "POST":
        chosen = request.FILES.getlist("file")
        try:
            if len(chosen) > _MOST_FILES or sum(one.size or 0 for one in chosen) > _MOST_BYTES:
                words = gettext("Nhiều nhất %(files)s tệp, tất cả %(size)s MB.")
                raise OwnDocumentRefused(words % {"files": _MOST_FILES, "size": _MOST_BYTES // MEGABYTE})
            api.add_own_document(
                holder=HolderRef("person", actor.person_id),
                title=request.POST.get("title", ""),
                uploads=tuple((one.name or "tệp", one.read()) for one in chosen),
                actor=actor,
            )
        except OwnDocumentRefused as refused:
            errors = {box: gettext(text) for box, text in refused.by_box("file").items()}
        except (UploadRefused, ScanUnavailable) as refused:
            errors = {"file": refused.message}
        else:
            messages.success(request, gettext("Đã thêm vào kho, chưa xác thực."))
            return redirect("vault:items")
    context = {"title": request.POST.get("title", ""), "errors": errors}
    return render(request, "vault/own_add.html", context, status=422 if errors else 200)


@require_GET
@signed_in
def download(request: HttpRequest, document_id: UUID) -> HttpResponseBase:
    """The paper itself, for its holder."""
    return files.download_response(api.read_own_document(document_id=document_id, actor=identity.actor_of(request)))


@require_http_methods(["GET", "POST"])
@signed_in
def remove(request: HttpRequest, document_id: UUID) -> HttpResponseBase:
    """Ask, then take it out."""
    actor = identity.actor_of(request)
    assert actor.person_id is not None
    mine = api.list_own_documents(holder=HolderRef("person", actor.person_id), actor=actor)
    document = next((one for one in mine if one.id == document_id), None)
    if document is None:
        raise ItemNotFound("Không có giấy tờ này trong kho của bạn.")
    if request.method == "POST":
        api.remove_own_document(document_id=document_id, actor=actor)
        messages.success(request, gettext("Đã bỏ giấy tờ khỏi kho."))
        return redirect("vault:items")
    return render(request, "vault/own_remove.html", {"document": document})
