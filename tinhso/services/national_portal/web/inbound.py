"""What the portal handed over: what became of it, and what an officer has to look at."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui import api as ui
from tinhso.kernel.errors import Conflict
from tinhso.services.national_portal import api, queries

PAGE = 30


@require_GET
def inbound(request: HttpRequest) -> HttpResponse:
    """What needs somebody first, then latest first."""
    actor = identity.actor_of(request)
    access.authorise(actor=actor, act="national_portal.operate", agency_id=access.Whose.NO_AGENCY)
    page = ui.page_number(request.GET.get("trang", ""), last=2000)
    rows, more = queries.inbound(page=page, size=PAGE)
    # Who only looks after the exchange may read no dossier: nobody is sent to a page that refuses them.
    reads = access.can(actor=actor, act="dossiers.read", agency_id=access.Whose.ANY_OF_MINE)
    context = {
        "rows": [
            (row, ui.door_url("dossier.work", row.subject_id) if row.subject_id and reads else "") for row in rows
        ],
        "newer": f"?trang={page - 1}" if page > 1 else "",
        "older": f"?trang={page + 1}" if more else "",
    }
    return render(request, "national_portal/inbound.html", context)


@require_POST
def try_again(request: HttpRequest, inbound_id: UUID) -> HttpResponse:
    """Once more from the start, after a definition or a mapping was mended."""
    try:
        api.try_again(inbound_id=inbound_id, actor=identity.actor_of(request))
    except Conflict as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, "Sẽ lập hồ sơ lại trong ít phút.")
    return redirect("national_portal:inbound")
