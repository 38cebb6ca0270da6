"""Letters that wait for the officer's own machine: read before signing, signed on paper, taken back; signed with results."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tinhso.casework.dossiers import api, waiting_letters
from tinhso.casework.dossiers.signing_hands import SUBJECT
from tinhso.casework.dossiers.waiting_letters import LetterAct, Waiting
from tinhso.casework.dossiers.web.duty import on_duty, uuid_of, version_of
from tinhso.casework.dossiers.web.signing_outcomes import Outcome, of_letter, tell_denial
from tinhso.foundation.files import api as files
from tinhso.foundation.files.errors import ScanUnavailable, UploadRefused
from tinhso.foundation.files.types import UploadKind
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor
from tinhso.kernel.errors import Conflict, DomainError, Invalid, NotFound, Unavailable
from tinhso.services.signatures import api as signatures
from tinhso.services.signatures.types import Certificate, Pending

MOST_SCAN = 20 * 1024 * 1024
_INCOMPLETE = "Máy của bạn chưa gửi chữ ký cho văn bản này."


def put(
    request: HttpRequest, *, act: LetterAct, dossier_id: UUID | None, given: Mapping[str, Any], version: int
) -> HttpResponseBase | None:
    """To the list of what waits, for an officer who signs on the own machine; None where a key here signs at once."""
    actor = identity.actor_of(request)
    if not signatures.signs_elsewhere(actor):
        return None
    if api.put_letter(act=act, dossier_id=dossier_id, given=given, version=version, actor=actor) is None:
        return None
    messages.success(request, f"{act.words} đang chờ bạn ký số ở trang này; ký xong việc mới có hiệu lực.")
    return redirect("dossiers:signing")


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """A waiting letter that was ticked, with the dossier's version as the page showed it."""

    letter: Waiting
    version: int


def chosen(request: HttpRequest, waiting: Sequence[Waiting], most: int) -> list[Chosen]:
    wanted = {uuid_of(text) for text in request.POST.getlist("thu")[:most]}
    return [
        Chosen(letter=one, version=_number(request.POST.get(f"v-{one.act_id}", "")))
        for one in waiting
        if one.act_id in wanted
    ]


def prepare(some: Sequence[Chosen], held: Certificate, batch_id: UUID, actor: Actor) -> tuple[bool, list[Outcome]]:
    """Prepare them for a certificate: whether any waits now, and what was refused."""
    refused: list[Outcome] = []
    for one in some:
        try:
            api.prepare_letters(
                act_id=one.letter.act_id,
                version=one.version,
                fingerprint=held.fingerprint,
                batch_id=batch_id,
                actor=actor,
            )
        except DomainError as problem:
            tell_denial(problem, actor)
            refused.append(of_letter(one.letter, message=problem.message))
    return len(refused) < len(some), refused


def sign_here(some: Sequence[Chosen], actor: Actor) -> list[Outcome]:
    """By a key at the province's device, where the officer has no other any more; each on its own."""
    outcomes: list[Outcome] = []
    for one in some:
        try:
            api.sign_letters(act_id=one.letter.act_id, version=one.version, actor=actor)
        except DomainError as refused:
            tell_denial(refused, actor)
            is_down = isinstance(refused, Unavailable)
            outcomes.append(of_letter(one.letter, message=refused.message, is_down=is_down))
        else:
            outcomes.append(of_letter(one.letter))
    return outcomes


def is_letter(one: Pending) -> bool:
    return one.subject[0] == SUBJECT


def finish(waiting: Sequence[Pending], values: Mapping[UUID, bytes], actor: Actor) -> list[Outcome]:
    """Letters of one act go together: the act happens when all its signatures are there."""
    known = {one.act_id: one for one in waiting_letters.waiting_for(actor)}
    acts: dict[UUID, list[Pending]] = {}
    for one in waiting:
        acts.setdefault(UUID(one.facts["act"]), []).append(one)
    outcomes = []
    for act_id, letters in acts.items():
        shown = known.get(act_id)
        if shown is not None:
            outcomes.append(_finished(shown, letters, values, actor))
    return outcomes


def _finished(shown: Waiting, letters: Sequence[Pending], values: Mapping[UUID, bytes], actor: Actor) -> Outcome:
    if any(one.id not in values for one in letters):
        return of_letter(shown, message=_INCOMPLETE)
    try:
        came_in = [(one, values[one.id]) for one in letters]
        api.finish_letters(act_id=shown.act_id, came_in=came_in, actor=actor)
    except DomainError as refused:
        tell_denial(refused, actor)
        return of_letter(shown, message=refused.message, is_down=isinstance(refused, Unavailable))
    return of_letter(shown)


@on_duty
@require_GET
def pdf(request: HttpRequest, act_id: UUID, seq: int) -> HttpResponse:
    """The letter as it would be signed now, to be read, or printed and signed by hand."""
    content = api.letter_pdf(act_id=act_id, seq=seq, actor=identity.actor_of(request))
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="van-ban-cho-ky.pdf"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@on_duty
@require_POST
def drop(request: HttpRequest, act_id: UUID) -> HttpResponseBase:
    """The act is taken back before it happened."""
    api.drop_letter(act_id=act_id, actor=identity.actor_of(request))
    messages.success(request, "Đã bỏ; chưa có gì được gửi đi.")
    return redirect("dossiers:signing")


@on_duty
@require_http_methods(["GET", "POST"])
def on_paper(request: HttpRequest, act_id: UUID) -> HttpResponseBase:
    """Printed, signed by hand, scanned; the agency's seal stands for it, the reason is kept."""
    actor = identity.actor_of(request)
    letter = next((one for one in waiting_letters.waiting_for(actor) if one.act_id == act_id), None)
    if letter is None or not letter.may_go_on_paper:
        raise NotFound("Không có văn bản chờ bạn ký này.")
    errors: dict[str, str] = {}
    if request.method == "POST":
        scan = request.FILES.get("scan")
        raw = scan.read(MOST_SCAN + 1) if scan else b""
        try:
            files.check_upload(
                content=raw, name=(scan and scan.name) or "bản quét", allow=(UploadKind.PDF,), max_bytes=MOST_SCAN
            )
            api.sign_letter_on_paper(
                act_id=act_id, scan=raw, why=request.POST.get("note", ""), version=version_of(request), actor=actor
            )
        except (UploadRefused, ScanUnavailable) as refused:
            errors["scan"] = refused.message if scan else "Chọn tệp PDF của bản quét, tối đa 20 MB."
        except (Invalid, Conflict) as refused:
            errors = refused.by_box("note")
        else:
            messages.success(request, f"Đã ghi nhận ký trên giấy và gửi đi: {letter.act.words}.")
            return redirect("dossiers:signing")
    context = {"letter": letter, "note": request.POST.get("note", ""), "errors": errors}
    return render(request, "dossiers/desk/letter_on_paper.html", context, status=422 if errors else 200)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
