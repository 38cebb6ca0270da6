"""Signing on the leader's own machine: hashes go out to the signing service or the agent, signatures come in."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tinhso.casework.dossiers import api, queries
from tinhso.casework.dossiers.web import letters
from tinhso.casework.dossiers.web.duty import on_duty, version_of
from tinhso.casework.dossiers.web.signing_outcomes import Outcome, named, noun_of, tell_denial
from tinhso.engines.workflow import api as workflow
from tinhso.engines.workflow.types import Act
from tinhso.foundation.access import api as access
from tinhso.foundation.files import api as files
from tinhso.foundation.files.errors import ScanUnavailable, UploadRefused
from tinhso.foundation.files.types import UploadKind
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor
from tinhso.kernel.errors import Conflict, DomainError, Invalid, Unavailable
from tinhso.kernel.ids import new_id
from tinhso.services.signatures import api as signatures
from tinhso.services.signatures.errors import NotConfirmedYet
from tinhso.services.signatures.types import Certificate, Pending, Way

MOST_SCAN = 20 * 1024 * 1024


def begin(
    tasks: Sequence[tuple[UUID, int]], some: Sequence[letters.Chosen], held: Certificate, actor: Actor
) -> tuple[UUID | None, list[Outcome]]:
    """Prepare results and letters for a certificate; the batch (None when nothing could be prepared) and what was refused."""
    batch, refused, done = new_id(), [], False
    for task_id, version in tasks:
        shown = named(task_id, actor)
        if shown.message:
            refused.append(shown)
            continue
        try:
            api.prepare_signing(
                task_id=task_id, version=version, fingerprint=held.fingerprint, batch_id=batch, actor=actor
            )
            done = True
        except DomainError as problem:
            tell_denial(problem, actor)
            refused.append(replace(shown, message=problem.message))
    is_any, not_prepared = letters.prepare(some, held, batch, actor)
    return (batch if done or (some and is_any) else None), refused + not_prepared


@on_duty
@require_http_methods(["GET", "POST"])
def batch(request: HttpRequest, batch_id: UUID) -> HttpResponseBase:
    """What waits for this officer's machine, and what came in."""
    actor = identity.actor_of(request)
    waiting = _own(batch_id, actor)
    held = signatures.certificate_for(waiting)
    outcomes: list[Outcome] = []
    notice = ""
    if request.method == "POST":
        try:
            is_remote = held.way is Way.REMOTE
            outcomes = (
                _remote(waiting, held, actor) if is_remote else _taken(waiting, signatures.answers_in(request), actor)
            )
        except NotConfirmedYet as not_yet:
            notice = f"{not_yet.message} Hãy mở ứng dụng ký số trên điện thoại, xác nhận, rồi bấm lại."
        except DomainError as refused:
            tell_denial(refused, actor)
            notice = f"{refused.message} Chưa văn bản nào trong lần này được ký; tất cả vẫn ở danh sách chờ ký."
        waiting = _own(batch_id, actor)
    context = {
        **signatures.machine_page(waiting),
        "outcomes": outcomes,
        "signed": sum(one.state == "signed" for one in waiting),
        "noun": noun_of(outcomes),
        "failed": sum(not one.is_signed for one in outcomes),
        "notice": notice,
    }
    page = render(request, "dossiers/desk/sign_elsewhere.html", context, status=409 if notice else 200)
    return signatures.with_agent(page)


def _own(batch_id: UUID, actor: Actor) -> tuple[Pending, ...]:
    return signatures.waiting(batch_id=batch_id, person_id=actor.person_id or UUID(int=0))


def _taken(waiting: Sequence[Pending], answers: Mapping[UUID, bytes], actor: Actor) -> list[Outcome]:
    """Each signature completes its own act; one that does not hold leaves its dossier as it was."""
    results, wait = _apart(waiting)
    return [
        _finished(one, answers[one.id], actor)
        if one.id in answers
        else named(one.subject[1], actor, message="Máy của bạn chưa gửi chữ ký cho văn bản này.")
        for one in results
    ] + letters.finish(wait, answers, actor)


def _apart(waiting: Sequence[Pending]) -> tuple[list[Pending], list[Pending]]:
    """Of what is still open: results, and letters."""
    still = [one for one in waiting if one.is_open]
    return [one for one in still if not letters.is_letter(one)], [one for one in still if letters.is_letter(one)]


def _finished(one: Pending, value: bytes, actor: Actor) -> Outcome:
    try:
        api.finish_signing(pending=one, value=value, actor=actor)
    except DomainError as refused:
        tell_denial(refused, actor)
        return named(one.subject[1], actor, message=refused.message, is_down=isinstance(refused, Unavailable))
    return named(one.subject[1], actor)


def _remote(waiting: Sequence[Pending], held: Certificate, actor: Actor) -> list[Outcome]:
    """What the service has: what it signed is there, the rest says why not. Raises NotConfirmedYet when nothing is yet."""
    results, wait = _apart(waiting)
    came = signatures.fetch_signatures(results + wait, held, actor=actor)
    outcomes = [
        _finished(one, came.values[one.id], actor) if one.id in came.values else _down(one, actor, came.missing[one.id])
        for one in results
        if one.id in came.values or one.id in came.missing
    ]
    return outcomes + letters.finish(wait, came.values, actor)


def _down(one: Pending, actor: Actor, message: str) -> Outcome:
    return named(one.subject[1], actor, message=message, is_down=True)


def start(
    request: HttpRequest, tasks: Sequence[tuple[UUID, int]], some: Sequence[letters.Chosen], held: Certificate
) -> tuple[HttpResponseBase | None, list[Outcome]]:
    """To the page of the batch; None with the refusals when nothing could be prepared."""
    made, refused = begin(tasks, some, held, identity.actor_of(request))
    return (redirect("dossiers:sign_elsewhere", batch_id=made) if made else None), refused


@on_duty
@require_http_methods(["GET", "POST"])
def on_paper(request: HttpRequest, task_id: UUID) -> HttpResponseBase:
    """Signed by hand where no machine signs: the scan goes in, the agency's seal stands for it, the reason is kept."""
    actor = identity.actor_of(request)
    task = workflow.get_task(task_id)
    dossier = queries.get_dossier(task.subject[1], actor=actor, purpose="Ký kết quả")
    outcome = next((one for one in task.outcomes if Act.SIGN in one.does), None)
    if outcome is None:
        raise Conflict("Bước này không ký kết quả.")
    access.authorise(actor=actor, act="dossiers.sign", agency_id=dossier.owner_agency_id)
    errors: dict[str, str] = {}
    if request.method == "POST":
        scan = request.FILES.get("scan")
        raw = scan.read(MOST_SCAN + 1) if scan else b""
        done = api.TaskDone(outcome=outcome.code, note=request.POST.get("note", "").strip()[:300], scan=raw)
        try:
            # Whole, a PDF, without a virus: before the dossier is locked.
            files.check_upload(
                content=raw, name=(scan and scan.name) or "bản quét", allow=(UploadKind.PDF,), max_bytes=MOST_SCAN
            )
            api.do_task(task_id=task_id, done=done, version=version_of(request), actor=actor)
        except (UploadRefused, ScanUnavailable) as refused:
            errors["scan"] = refused.message if scan else "Chọn tệp PDF của bản quét, tối đa 20 MB."
        except (Invalid, Conflict) as refused:
            errors = refused.by_box("note")
        else:
            messages.success(request, "Đã ghi nhận ký trên giấy; số và con dấu số được cấp sau.")
            return redirect("dossiers:work", dossier_id=dossier.id)
    context = {
        "dossier": dossier,
        "version": request.POST.get("version") or dossier.version,
        "note": request.POST.get("note", ""),
        "errors": errors,
    }
    return render(request, "dossiers/desk/sign_on_paper.html", context, status=422 if errors else 200)
