"""O28: a dossier's panel of the national portal: what was told, what did not go and why, where the portal says otherwise."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from tinhso.casework.dossiers import api
from tinhso.casework.dossiers.types import Dossier
from tinhso.casework.dossiers.web.duty import on_duty
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor
from tinhso.kernel.errors import DomainError
from tinhso.services.national_portal import api as national_portal


def panel(dossier: Dossier, actor: Actor) -> dict[str, Any]:
    """{} where the province talks to no portal."""
    if not national_portal.is_on():
        return {}
    told, comparison = national_portal.panel_of(dossier.id)
    return {
        "national": {
            "told": told[:8],
            "earlier": max(0, len(told) - 8),
            "comparison": comparison,
            "inbound": national_portal.inbound_of(dossier.id),
            "foreign_code": national_portal.foreign_code_of(dossier.id),
            "repeats": national_portal.may_send_again(actor, dossier.receiving_agency_id),
        }
    }


@on_duty
@require_POST
def compare(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Ask the portal now; the answer stands in the panel."""
    actor = identity.actor_of(request)
    dossier = api.get_dossier(dossier_id, actor=actor, purpose="Đối chiếu với Cổng Dịch vụ công quốc gia")
    try:
        found = national_portal.compare(api.national_state(dossier.id, actor=actor))
    except DomainError as refused:
        messages.error(request, f"Chưa đối chiếu được. {refused.message}")
    else:
        messages.success(
            request, "Cổng khớp với hồ sơ của tỉnh." if found.agrees else "Có chỗ khác, xem ở mục Cổng quốc gia."
        )
    return redirect(f"{reverse('dossiers:work', args=[dossier_id])}#cong-quoc-gia")
