"""A batch at the officer's own machine: the order that goes out, the answers that come in, what the signing service gave."""

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from tinhso.kernel.actor import Actor
from tinhso.services.signatures.actions.ask_service import from_service
from tinhso.services.signatures.errors import NotConfirmedYet, SigningUnavailable
from tinhso.services.signatures.queries import certificates_of
from tinhso.services.signatures.types import Certificate, Fetched, Pending, Way

# The file that the agent signs where a browser may not reach it; its words are the agent's.
_REQUEST = "tinhso-signing-request/1"
_MOST_ANSWERS = 256 * 1024
_NOT_TRIED = "Chưa gửi đi ký: dịch vụ ký số vừa không trả lời."


def order_of(waiting: Sequence[Pending]) -> dict[str, Any]:
    """What the agent is asked to sign: the open documents of one batch, all for the same certificate; {} for none."""
    if not waiting:
        return {}
    items = [{"id": str(one.id), "digest": one.digest, "label": one.label} for one in waiting]
    return {"format": _REQUEST, "fingerprint": waiting[0].fingerprint, "items": items}


def answers_in(request: HttpRequest) -> Mapping[UUID, bytes]:
    """Signature by pending id, of what the page or an uploaded file brought; what is none is left out. Never raises."""
    upload = request.FILES.get("tep")
    raw = upload.read(_MOST_ANSWERS + 1) if upload else request.POST.get("answers", "").encode()
    if len(raw) > _MOST_ANSWERS:
        return {}
    try:
        found = json.loads(raw).get("answers", [])
        return {UUID(str(one["id"])): base64.b64decode(one["signature"], validate=True) for one in found}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}


def certificate_for(waiting: Sequence[Pending]) -> Certificate:
    """The registered certificate that these documents of one batch were prepared for."""
    first = waiting[0]
    return next(one for one in certificates_of(first.person_id) if one.fingerprint == first.fingerprint)


def machine_page(waiting: Sequence[Pending]) -> dict[str, Any]:
    """What the tag `own_machine` shows of a batch: what is still open, by which way, what the agent is asked."""
    still, held = [one for one in waiting if one.is_open], certificate_for(waiting)
    return {
        "waiting": still,
        "is_over": not still,
        "has_expired": any(one.state == "waiting" and not one.is_open for one in waiting),
        "held": held,
        "is_remote": held.way is Way.REMOTE,
        "was_asked": any(one.request for one in still),
        "agent": f"http://127.0.0.1:{settings.SIGNATURES_AGENT_PORT}",
        "order": order_of(still),
    }


def with_agent(response: HttpResponse) -> HttpResponse:
    """Let this page, and no other, speak to the agent on the officer's machine."""
    agent = f"http://127.0.0.1:{settings.SIGNATURES_AGENT_PORT}"
    response.headers["Content-Security-Policy"] = (
        f"default-src 'self'; img-src 'self' data:; connect-src 'self' {agent}; "
        "object-src 'none'; base-uri 'self'; frame-ancestors 'none'; form-action 'self'"
    )
    return response


def fetch_signatures(waiting: Sequence[Pending], held: Certificate, *, actor: Actor) -> Fetched:
    """What the signing service has of these documents of one batch, as many at once as it allows.

    What it gave before it failed is kept, the rest says why it is missing. Raises NotConfirmedYet when nothing is there yet,
    SignatureRefused (then the next call asks anew).
    """
    values: dict[UUID, bytes] = {}
    at_once = settings.SIGNATURES_REMOTE_AT_ONCE
    for start in range(0, len(waiting), at_once):
        some = waiting[start : start + at_once]
        try:
            came = from_service(some, held, actor=actor)
        except NotConfirmedYet:
            if not values:
                raise
            break
        except SigningUnavailable as down:
            missing = {one.id: down.message for one in some}
            missing |= {one.id: _NOT_TRIED for one in waiting[start + at_once :]}
            return Fetched(values=values, missing=missing)
        values |= dict(zip((one.id for one in some), came, strict=True))
    return Fetched(values=values)
