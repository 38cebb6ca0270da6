"""Signing on the leader's own machine: hashes go out to the signing service or the agent, signatures come in."""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from tinhso.casework.dossiers import api, queries
from tinhso.casework.dossiers.web import letters
from tinhso.casework.dossiers.web.duty import field_errors, on_duty, uuid_of, version_of
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

# The file that the agent signs where a browser may not reach it; its words are the agent's.
_REQUEST = "tinhso-signing-request/1"
MOST_BYTES = 256 * 1024
MOST_SCAN = 20 * 1024 * 1024
_NOT_TRIED = "Chưa gửi đi ký: dịch vụ ký số vừa không trả lời."


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
    held = next(
        one for one in signatures.certificates_of(waiting[0].person_id) if one.fingerprint == waiting[0].fingerprint
    )
    outcomes: list[Outcome] = []
    notice = ""
    if request.method == "POST":
        try:
            is_remote = held.way is Way.REMOTE
            outcomes = _remote(waiting, held, actor) if is_remote else _taken(waiting, _answers(request), actor)
        except NotConfirmedYet as not_yet:
            notice = f"{not_yet.message} Hãy mở ứng dụng ký số trên điện thoại, xác nhận, rồi bấm lại."
        except DomainError as refused:
            tell_denial(refused, actor)
            notice = f"{refused.message} Chưa văn bản nào trong lần này được ký; tất cả vẫn ở danh sách chờ ký."
        waiting = _own(batch_id, actor)
    still = [one for one in waiting if one.is_open]
    context = {
        "waiting": still,
        "signed": sum(one.state == "signed" for one in waiting),
        "is_over": not still,
        "has_expired": any(one.state == "waiting" and not one.is_open for one in waiting),
        "outcomes": outcomes,
        "noun": noun_of(outcomes),
        "failed": sum(not one.is_signed for one in outcomes),
        "notice": notice,
        "held": held,
        "is_remote": held.way is Way.REMOTE,
        "was_asked": any(one.request for one in still),
        "batch_id": batch_id,
        "agent": f"http://127.0.0.1:{settings.SIGNATURES_AGENT_PORT}",
        "order": _order(still, held.fingerprint),
    }
    response = render(request, "dossiers/desk/sign_elsewhere.html", context, status=409 if notice else 200)
    return with_agent(response)


@on_duty
@require_GET
def order_file(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """The order as a file, for a machine whose browser may not reach the agent."""
    actor = identity.actor_of(request)
    waiting = [one for one in _own(batch_id, actor) if one.is_open]
    body = json.dumps(_order(waiting, waiting[0].fingerprint) if waiting else {}, ensure_ascii=False)
    response = HttpResponse(body, content_type="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="yeu-cau-ky.json"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def with_agent(response: HttpResponse) -> HttpResponse:
    """Let this page, and no other, speak to the agent on the officer's machine."""
    response.headers["Content-Security-Policy"] = signatures.page_policy()
    return response


def _own(batch_id: UUID, actor: Actor) -> tuple[Pending, ...]:
    return signatures.waiting(batch_id=batch_id, person_id=actor.person_id or UUID(int=0))


def _order(waiting: Sequence[Pending], fingerprint: str) -> dict[str, Any]:
    items = [{"id": str(one.id), "digest": one.digest, "label": one.label} for one in waiting]
    return {"format": _REQUEST, "fingerprint": fingerprint, "items": items}


def _answers(request: HttpRequest) -> Mapping[UUID, bytes]:
    """The signatures that the page or an uploaded file brought; what is not one is left out."""
    upload = request.FILES.get("tep")
    raw = upload.read(MOST_BYTES + 1) if upload else request.POST.get("answers", "").encode()
    if len(raw) > MOST_BYTES:
        return {}
    try:
        found = json.loads(raw).get("answers", [])
        pairs = [(uuid_of(one["id"]), base64.b64decode(one["signature"], validate=True)) for one in found]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}
    return {key: value for key, value in pairs if key is not None}


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
    """Ask for what was not asked yet, fetch what was confirmed; a failure keeps what came before it.

    Raises NotConfirmedYet when nothing could be fetched yet.
    """
    outcomes: list[Outcome] = []
    results, wait = _apart(waiting)
    still = results + wait
    signed: dict[UUID, bytes] = {}
    # What the service answered stays signed when it fails at the next order.
    at_once = settings.SIGNATURES_REMOTE_AT_ONCE
    for start in range(0, len(still), at_once):
        some = still[start : start + at_once]
        try:
            values = signatures.from_service(some, held, actor=actor)
        except NotConfirmedYet:
            if not outcomes:
                raise
            break
        except Unavailable as down:
            failed = letters.finish(wait, signed, actor)
            outcomes += [_down(one, actor, down.message) for one in some if not letters.is_letter(one)]
            rest = [one for one in still[start + at_once :] if not letters.is_letter(one)]
            return outcomes + failed + [_down(one, actor, _NOT_TRIED) for one in rest]
        found = dict(zip((one.id for one in some), values, strict=True))
        signed |= found
        outcomes += [_finished(one, found[one.id], actor) for one in some if not letters.is_letter(one)]
    return outcomes + letters.finish(wait, signed, actor)


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
            errors = field_errors(refused, "note")
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
