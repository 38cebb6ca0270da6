"""O26: several results signed with one button; each is its own act, and each says how it went."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tinhso.casework.dossiers import api, queries, worklists
from tinhso.casework.dossiers.stand_ins import covered
from tinhso.casework.dossiers.web.duty import on_duty, uuid_of
from tinhso.casework.dossiers.web.worklist import lines_of
from tinhso.engines.workflow import api as workflow
from tinhso.engines.workflow.types import Act
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor
from tinhso.kernel.errors import Conflict, DomainError, Unavailable

MOST_AT_ONCE = 50


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How one signature went; `message` is "" when it is there."""

    code: str
    title: str
    href: str
    message: str
    is_down: bool = False

    @property
    def is_signed(self) -> bool:
        return not self.message


@on_duty
@require_http_methods(["GET", "POST"])
def signing(request: HttpRequest) -> HttpResponse:
    """The drafts that wait for this leader; what fails stays in the list with its reason."""
    actor = identity.actor_of(request)
    access.authorise(actor=actor, act="dossiers.sign", agency_id=actor.agency_id)
    outcomes: list[Outcome] = []
    if request.method == "POST":
        wanted = [one for one in (uuid_of(text) for text in request.POST.getlist("viec")[:MOST_AT_ONCE]) if one]
        outcomes = _sign_all(wanted, request.POST, actor)
    page = worklists.page_of(worklists.ListQuery(view="sign"), actor=actor, cursor=request.GET.get("sau", ""))
    failed = sum(not one.is_signed for one in outcomes)
    versions = queries.versions_of([item.dossier_id for item in page.items])
    lines = lines_of(page.items, "loc=sign", stead=covered(actor))
    context = {
        "rows": [(line, versions.get(line.item.dossier_id, 0)) for line in lines],
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
                replace(_named(task_id, actor), message="Chưa thử ký: dịch vụ ký số vừa không trả lời.", is_down=True)
            )
        else:
            outcomes.append(_sign(task_id, typed.get(f"v-{task_id}", ""), actor))
    return outcomes


def _sign(task_id: UUID, version: str, actor: Actor) -> Outcome:
    """One signature in its own transaction: the others do not depend on it."""
    named = _named(task_id, actor)
    if named.message:
        return named
    try:
        outcome = next((one for one in workflow.get_task(task_id).outcomes if Act.SIGN in one.does), None)
        if outcome is None:
            raise Conflict("Bước này không ký kết quả.")
        seen = int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 0
        api.do_task(task_id=task_id, done=api.TaskDone(outcome=outcome.code), version=seen, actor=actor)
    except DomainError as refused:
        _tell_denial(refused, actor)
        return replace(named, message=refused.message, is_down=isinstance(refused, Unavailable))
    return named


def _named(task_id: UUID, actor: Actor) -> Outcome:
    """Which dossier it is about, or why the officer may not know."""
    try:
        dossier_id = workflow.get_task(task_id).subject[1]
        dossier = queries.get_dossier(dossier_id, actor=actor, purpose="Ký kết quả")
    except DomainError as refused:
        _tell_denial(refused, actor)
        return Outcome(code="Hồ sơ", title="", href="", message=refused.message)
    return Outcome(code=dossier.code, title=dossier.procedure_title, href=_href(dossier_id), message="")


def _tell_denial(refused: DomainError, actor: Actor) -> None:
    """A denial inside a batch answers one line, not the page: the security log hears of it here."""
    if refused.is_denial:
        access.record_denial(actor=actor, act="dossiers.sign", path="")


def _href(dossier_id: UUID) -> str:
    return reverse("dossiers:work", args=[dossier_id]) + "?loc=sign"
