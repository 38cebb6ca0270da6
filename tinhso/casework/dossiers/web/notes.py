"""O30: notes between colleagues on a dossier, and where one is called upon."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tinhso.casework.dossiers import api, queries
from tinhso.casework.dossiers.web.duty import list_address, list_query, on_duty, uuid_of
from tinhso.casework.dossiers.web.workspace import show
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import SlotContent
from tinhso.kernel.errors import Invalid
from tinhso.services.notes import api as notes


@on_duty
@require_POST
def write(request: HttpRequest, dossier_id: UUID) -> HttpResponseBase:
    """Add a note; what was typed stays when it is refused."""
    asked = request.POST.get("mention", "")
    called = uuid_of(asked)
    try:
        if asked and called is None:
            raise Invalid("Không nhắc được người này.", fields={"/mention": "Chọn một đồng nghiệp trong danh sách."})
        api.write_note(
            dossier_id=dossier_id,
            words=request.POST.get("note_text", ""),
            mentioned=[called] if called else [],
            actor=identity.actor_of(request),
        )
    except Invalid as refused:
        return show(request, dossier_id, errors=refused.by_box("note_text"), status=422)
    messages.success(request, "Đã ghi chú. Người dân không thấy ghi chú này.")
    address = list_address(list_query(request.POST))
    return redirect(f"{reverse('dossiers:work', args=[dossier_id])}?{address}#ghi-chu")


@on_duty
@require_GET
def follow(request: HttpRequest, mention_id: UUID) -> HttpResponseBase:
    """On to the dossier where the officer is called upon; the line leaves the work home."""
    _, dossier_id = notes.follow_mention(mention_id=mention_id, actor=identity.actor_of(request))
    return redirect(f"{reverse('dossiers:work', args=[dossier_id])}#ghi-chu")


def mentioned(request: HttpRequest) -> SlotContent | None:
    """O01: colleagues call upon the officer; only in dossiers that the officer sees."""
    actor = identity.actor_of(request)
    found = [one for one in notes.mentions_of(actor=actor) if one.subject[0] == "dossier"]
    if not found:
        return None
    codes = queries.codes_in_sight([one.subject[1] for one in found], actor=actor)
    names = identity.person_names([one.author_id for one in found])
    lines = [
        {"id": one.id, "code": codes[one.subject[1]], "author": names.get(one.author_id, ""), "at": one.at}
        for one in found
        if one.subject[1] in codes
    ]
    return SlotContent(template="dossiers/desk/mentioned.html", context={"lines": lines}) if lines else None
