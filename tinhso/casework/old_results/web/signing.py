"""Old results signed on the officer's own machine: fifty with one PIN, each issued when its own signature has come in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from tinhso.casework.old_results import api, queries
from tinhso.casework.old_results.errors import NoBatch
from tinhso.casework.old_results.types import LineState
from tinhso.casework.old_results.web.duty import on_duty
from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.errors import DomainError
from tinhso.services.signatures import api as signatures
from tinhso.services.signatures.errors import NotConfirmedYet
from tinhso.services.signatures.types import Pending, Way

_BECAME = {LineState.CHECKED: "Bản quét không ký được."}
_NOTHING_CAME = "Máy của bạn chưa gửi chữ ký cho bản này."


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How one of them went; `message` is "" when it is issued."""

    label: str
    line_id: UUID
    message: str


@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, order_id: UUID) -> HttpResponseBase:
    """What waits for this officer's machine, and what came in; what fails stays as it was and may be signed again."""
    actor = on_duty(request)
    waiting = _own(order_id, actor)
    outcomes: list[Outcome] = []
    notice = ""
    if request.method == "POST":
        try:
            outcomes = _take(request, [one for one in waiting if one.is_open], actor)
        except NotConfirmedYet as not_yet:
            notice = f"{not_yet.message} Hãy mở ứng dụng ký số trên điện thoại, xác nhận, rồi bấm lại."
        except DomainError as refused:
            notice = f"{refused.message} Chưa bản nào trong lần này được ký."
        waiting = _own(order_id, actor)
    context = {
        **signatures.machine_page(waiting),
        "batch_id": waiting[0].facts["batch"],
        "issued": sum(not one.message for one in outcomes),
        "failed": [one for one in outcomes if one.message],
        "notice": notice,
    }
    return signatures.with_agent(render(request, "old_results/sign.html", context, status=409 if notice else 200))


def _own(order_id: UUID, actor: Actor) -> tuple[Pending, ...]:
    """The actor's own lot of old results. Raises NoSuchPending, NoBatch for a lot of something else."""
    found = signatures.waiting(batch_id=order_id, person_id=actor.person_id or UUID(int=0))
    if any(one.subject[0] != queries.KIND for one in found):
        raise NoBatch
    return found


def _take(request: HttpRequest, still: Sequence[Pending], actor: Actor) -> list[Outcome]:
    """Each signature issues its own line. Raises NotConfirmedYet when a service has none of them yet."""
    if not still:
        return []
    held = signatures.certificate_for(still)
    if held.way is Way.REMOTE:
        came = signatures.fetch_signatures(still, held, actor=actor)
        values, missing = came.values, came.missing
        still = [one for one in still if one.id in values or one.id in missing]
    else:
        values, missing = signatures.answers_in(request), {}
    return [_finished(one, values, missing.get(one.id, _NOTHING_CAME), actor) for one in still]


def _finished(one: Pending, values: Mapping[UUID, bytes], missing: str, actor: Actor) -> Outcome:
    message = ""
    if one.id not in values:
        message = missing
    else:
        try:
            became = api.finish_line(pending=one, value=values[one.id], actor=actor)
        except DomainError as refused:
            if refused.is_denial:
                access.record_denial(actor=actor, act=queries.ISSUE, path="")
            message = refused.message
        else:
            message = "" if became is LineState.ISSUED else _BECAME.get(became, f"{became.words}.")
    return Outcome(label=one.label, line_id=one.subject[1], message=message)
