"""What a post holds now, what waits for its confirmation, what it gave and nobody confirmed yet; a scanned slip opens."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import SlotContent
from tinhso.kernel.errors import Denied
from tinhso.services.custody import api
from tinhso.services.custody.types import Slip
from tinhso.services.custody.web.words import lines_of, place

_TOKEN = re.compile(r"/giay-to/quet/([A-Za-z0-9_-]{16,32})")


@dataclass(frozen=True, kw_only=True)
class SlipLine:
    """A slip as a row of a list."""

    slip: Slip
    giver: str
    taker: str
    person: str


@require_GET
def holdings(request: HttpRequest) -> HttpResponseBase:
    """One page for the three questions of a post: what do I hold, what comes to me, what did I give away."""
    actor = identity.actor_of(request)
    if not actor.is_officer:
        raise Denied("Trang này dành cho cán bộ đang làm việc ở một vị trí.")
    access.authorise(actor=actor, act="custody.hold", agency_id=actor.agency_id)
    scanned = request.GET.get("phieu", "")[:2000].strip()
    error = ""
    if scanned:
        token = _TOKEN.search(scanned)
        found = api.find_slip(token.group(1) if token else scanned, actor=actor)
        if found is not None:
            return redirect("custody:slip", slip_id=found)
        error = "Không có phiếu giao nhận nào của vị trí bạn mang mã này."
    supervises = access.can(actor=actor, act="custody.supervise", agency_id=actor.agency_id)
    whole = supervises and request.GET.get("loc") == "co-quan"
    text = request.GET.get("tim", "").strip()[:60]
    page = api.held(actor=actor, text=text, whole_agency=whole, cursor=request.GET.get("sau", "")[:80])
    following = {"loc": "co-quan" if whole else "", "tim": text, "sau": page.next_cursor}
    context: dict[str, Any] = {
        "lines": lines_of(page.things),
        "incoming": slip_lines(api.waiting(actor=actor, incoming=True)),
        "outgoing": slip_lines(api.waiting(actor=actor, incoming=False)),
        "supervises": supervises,
        "whole": whole,
        "text": text,
        "scanned": scanned,
        "errors": {"phieu": error} if error else {},
        "next_url": f"?{urlencode(following)}" if page.next_cursor else "",
    }
    return render(request, "custody/holdings.html", context, status=422 if error else 200)


def slip_lines(slips: tuple[Slip, ...]) -> list[SlipLine]:
    """Slips with names, one query for all."""
    names = identity.person_names([one.giver_id for one in slips])
    return [
        SlipLine(
            slip=one,
            giver=place(one.from_agency_id, one.from_post_id),
            taker=place(one.to_agency_id, one.to_post_id),
            person=names.get(one.giver_id, ""),
        )
        for one in slips
    ]


def to_confirm(request: HttpRequest) -> SlotContent | None:
    """On the officer's home page: so many slips wait for you."""
    actor = identity.actor_of(request)
    if not access.can(actor=actor, act="custody.hold", agency_id=actor.agency_id):
        return None
    count = api.count_waiting(actor)
    return SlotContent(template="custody/to_confirm.html", context={"count": count}) if count else None
