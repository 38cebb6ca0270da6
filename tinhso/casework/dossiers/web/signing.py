"""O26: several results and letters signed with one button; each is its own act, and each says how it went."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from tinhso.casework.dossiers import api, queries, waiting_letters, worklists
from tinhso.casework.dossiers.stand_ins import covered
from tinhso.casework.dossiers.web import elsewhere, letters
from tinhso.casework.dossiers.web.duty import on_duty, uuid_of
from tinhso.casework.dossiers.web.signing_outcomes import Outcome, named, noun_of, tell_denial
from tinhso.casework.dossiers.web.worklist import lines_of
from tinhso.engines.workflow import api as workflow
from tinhso.engines.workflow.types import Act
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor
from tinhso.kernel.errors import Conflict, DomainError, Unavailable
from tinhso.services.signatures import api as signatures

MOST_AT_ONCE = 50


def signs_letters_only(request: HttpRequest) -> bool:
    """Whether letters wait for an officer who does not sign results: the way to them that leaders have anyhow."""
    actor = identity.actor_of(request)
    may_sign = access.can(actor=actor, act="dossiers.sign", agency_id=actor.agency_id)
    return not may_sign and waiting_letters.has_any(actor)


@on_duty
@require_http_methods(["GET", "POST"])
def signing(request: HttpRequest) -> HttpResponseBase:
    """The drafts that wait for this leader; what fails stays in the list with its reason."""
    actor = identity.actor_of(request)
    waiting = waiting_letters.waiting_for(actor)
    # Whoever asks another agency, or answers one, signs that letter here, without signing results.
    if not waiting and not signatures.signs_elsewhere(actor):
        access.authorise(actor=actor, act="dossiers.sign", agency_id=actor.agency_id)
    outcomes: list[Outcome] = []
    ways = signatures.own_ways(actor.person_id) if actor.person_id else ()
    if request.method == "POST":
        wanted = [one for one in (uuid_of(text) for text in request.POST.getlist("viec")[:MOST_AT_ONCE]) if one]
        some = letters.chosen(request, waiting, MOST_AT_ONCE - len(wanted))
        held = next((one for one in ways if one.fingerprint == request.POST.get("cach")), None)
        if held is None:
            outcomes = _sign_all(wanted, request.POST, actor) + letters.sign_here(some, actor)
        else:
            tasks = [(task_id, _seen(request.POST.get(f"v-{task_id}", ""))) for task_id in wanted]
            page_of_batch, outcomes = elsewhere.start(request, tasks, some, held)
            if page_of_batch is not None:
                for one in outcomes:
                    messages.warning(request, f"{one.code}: {one.message}")
                return page_of_batch
        waiting = waiting_letters.waiting_for(actor)
    page = worklists.page_of(worklists.ListQuery(view="sign"), actor=actor, cursor=request.GET.get("sau", ""))
    failed = sum(not one.is_signed for one in outcomes)
    versions = queries.versions_of([item.dossier_id for item in page.items])
    lines = lines_of(page.items, "loc=sign", stead=covered(actor))
    context = {
        "ways": ways,
        "rows": [(line, versions.get(line.item.dossier_id, 0)) for line in lines],
        "letters": waiting,
        # A letter of the same dossier waits (a stop, an apology): its result is not signed unless it is ticked.
        "held_back": {one.dossier_id for one in waiting},
        "noun": noun_of(outcomes),
        "outcomes": outcomes,
        "signed": len(outcomes) - failed,
        "failed": failed,
        "none_chosen": request.method == "POST" and not outcomes,
        "next_url": f"?sau={page.next_cursor}" if page.next_cursor else "",
    }
    return render(request, "dossiers/desk/signing.html", context)


def _sign_all(wanted: Sequence[UUID], typed: QueryDict, actor: Actor) -> list[Outcome]:
    """Each on its own. When the signing service does not answer, the rest are not tried: they stay to be signed."""
    outcomes: list[Outcome] = []
    for task_id in wanted:
        if outcomes and outcomes[-1].is_down:
            outcomes.append(
                replace(named(task_id, actor), message="Chưa thử ký: dịch vụ ký số vừa không trả lời.", is_down=True)
            )
        else:
            outcomes.append(_sign(task_id, typed.get(f"v-{task_id}", ""), actor))
    return outcomes


def _sign(task_id: UUID, version: str, actor: Actor) -> Outcome:
    """One signature in its own transaction: the others do not depend on it."""
    shown = named(task_id, actor)
    if shown.message:
        return shown
    try:
        outcome = next((one for one in workflow.get_task(task_id).outcomes if Act.SIGN in one.does), None)
        if outcome is None:
            raise Conflict("Bước này không ký kết quả.")
        api.do_task(task_id=task_id, done=api.TaskDone(outcome=outcome.code), version=_seen(version), actor=actor)
    except DomainError as refused:
        tell_denial(refused, actor)
        return replace(shown, message=refused.message, is_down=isinstance(refused, Unavailable))
    return shown


def _seen(version: str) -> int:
    return int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 0
