"""Certified copies in batches: the desk types line after line without a mouse, the leader signs once, the desk gives back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tinhso.casework.dossiers import api, copies, queries, waiting_letters
from tinhso.casework.dossiers.cards import read_card
from tinhso.casework.dossiers.copies import Certifying
from tinhso.casework.dossiers.errors import NotOffered
from tinhso.casework.dossiers.types import Status
from tinhso.casework.dossiers.waiting_letters import LetterAct
from tinhso.casework.dossiers.web import letters
from tinhso.casework.dossiers.web.coming_for import person_of_card
from tinhso.casework.dossiers.web.duty import on_duty, uuid_of
from tinhso.foundation.access import api as access
from tinhso.foundation.files import api as files
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import HolderRef
from tinhso.foundation.reference import api as reference
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import today
from tinhso.kernel.errors import DomainError, Invalid
from tinhso.kernel.text import fold
from tinhso.services.copybook import api as copybook
from tinhso.services.copybook.types import Batch, BatchState, Line, LineInput
from tinhso.services.signatures import api as signatures
from tinhso.services.signatures.types import OwnPaper

# The code list whose names are offered while the officer types a paper's name.
OFFERED = "copied_papers"


@dataclass(frozen=True, kw_only=True)
class Person:
    """One person of a batch with their lines and what they pay."""

    name: str
    lines: tuple[Line, ...]
    fee_vnd: int
    dossier_id: UUID | None
    dossier_code: str = ""
    status: Status | None = None

    @property
    def is_returned(self) -> bool:
        return self.status is Status.RETURNED


def certifies_here(request: HttpRequest) -> bool:
    """Whether the officer's agency certifies copies: elsewhere the page has nothing to offer."""
    try:
        copies.certifying_at(identity.actor_of(request).agency_id)
    except NotOffered:
        return False
    return True


@on_duty
@require_http_methods(["GET", "POST"])
def fill(request: HttpRequest) -> HttpResponseBase:
    """One page: scan who came, then name, pages, copies and Enter for each paper; Enter on an empty line = next person.

    Whoever signs and does not receive sees the batches that wait instead.
    """
    actor = identity.actor_of(request)
    access.authorise(actor=actor, act="copies.read", agency_id=actor.agency_id)
    certifying = copies.certifying_at(actor.agency_id)
    if request.method == "POST":
        access.authorise(actor=actor, act="dossiers.receive", agency_id=actor.agency_id)
    elif not access.can(actor=actor, act="dossiers.receive", agency_id=actor.agency_id):
        return _waiting(request, certifying, actor)
    assert actor.agency_id is not None
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            sent = _enter(request, certifying, actor)
        except Invalid as refused:
            errors = refused.by_box("title")
        if not errors:
            return redirect("dossiers:copy_batch", batch_id=sent) if sent else redirect("dossiers:copies")
    found = copybook.find_open(desk_id=actor.agency_id, actor=actor)
    lines = found.lines if found else ()
    context = {
        **_form(request.POST if errors else {}, found, errors),
        "errors": errors,
        "people": list(reversed(people_of(lines))),
        "doubles": _doubles(lines),
        "total": sum(line.fee_vnd for line in lines),
        "count": len(lines),
        "keeper": certifying.keeper,
        "recent": copybook.list_batches(
            certifying.keeper.id, desk_id=actor.agency_id, states=(BatchState.SENT, BatchState.SIGNED), limit=8
        ),
    }
    return render(request, "dossiers/desk/copies.html", context, status=422 if errors else 200)


def _waiting(request: HttpRequest, certifying: Certifying, actor: Actor) -> HttpResponse:
    keeper = certifying.keeper.id
    waiting = copybook.list_batches(keeper, states=(BatchState.SENT,), limit=50)
    signed = copybook.list_batches(keeper, states=(BatchState.SIGNED,), limit=10)
    names = identity.person_names([one.opened_by_id for one in (*waiting, *signed)])
    context = {
        "keeper": certifying.keeper,
        "waiting": [(one, names.get(one.opened_by_id, "")) for one in waiting],
        "signed": [(one, names.get(one.opened_by_id, "")) for one in signed],
    }
    return render(request, "dossiers/desk/copies_waiting.html", context)


def _enter(request: HttpRequest, certifying: Certifying, actor: Actor) -> UUID | None:
    """What one press of Enter, or of a small button, asks for; the batch when it was sent. Raises Invalid by box."""
    posted = request.POST
    assert actor.agency_id is not None
    batch = copybook.find_open(desk_id=actor.agency_id, actor=actor)
    if batch is not None and "trinh" in posted:
        api.send_batch(batch_id=batch.id, actor=actor)
        messages.success(request, f"Đã trình ký lô {len(batch.lines)} dòng.")
        return batch.id
    if batch is not None and (line_id := uuid_of(posted.get("lap-lai"))):
        copybook.repeat_line(batch_id=batch.id, line_id=line_id, fee=certifying.fee, actor=actor)
        return None
    if batch is not None and (line_id := uuid_of(posted.get("bo"))):
        copybook.drop_line(batch_id=batch.id, line_id=line_id, actor=actor)
        return None
    _type(posted, batch, certifying, actor)
    return None


def _type(posted: Mapping[str, str], batch: Batch | None, certifying: Certifying, actor: Actor) -> None:
    """The next person, or the next paper of who stands here; an empty line lets the next person come."""
    assert actor.agency_id is not None
    where = {"agency_id": certifying.keeper.id, "desk_id": actor.agency_id}
    title = posted.get("title", "").strip()
    # A scanner types wherever the cursor stands: a card in the paper's box is the next person.
    scanned = title if "|" in title else ""
    number = posted.get("requester", "").strip() or scanned
    if number:
        holder, name = _person(number, actor)
        copybook.set_requester(**where, holder=holder, name=name, actor=actor)
        batch = copybook.find_open(desk_id=actor.agency_id, actor=actor)
        if scanned or not title:
            return
    elif not title and batch is not None and batch.holder is not None:
        copybook.set_requester(**where, holder=None, name="", actor=actor)
        return
    if batch is None:
        raise Invalid("", fields={"/requester": "Quét thẻ hoặc gõ số của người mang giấy đến trước."})
    given = LineInput(title=title, pages=_count(posted.get("pages", "")), copies=_count(posted.get("copies", "")))
    copybook.add_line(batch_id=batch.id, given=given, fee=certifying.fee, actor=actor)


def _person(text: str, actor: Actor) -> tuple[HolderRef, str]:
    """Who brought the papers: of the register, or registered from the scanned card."""
    try:
        person_id = person_of_card(read_card(text, on=today()), actor, purpose="Chứng thực bản sao từ bản chính")
    except ValueError as why:
        raise Invalid("Chưa tra được người này.", fields={"/requester": str(why)}) from None
    return HolderRef(kind="person", id=person_id), identity.person_names([person_id])[person_id]


def _count(text: str) -> int:
    """The number in a box; an empty one is one."""
    plain = text.strip()
    if not plain:
        return 1
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 5 else 0


def _form(typed: Mapping[str, str], batch: Batch | None, errors: Mapping[str, str]) -> dict[str, object]:
    """The boxes, and which of them has the focus: who is asked first, then paper after paper."""
    focus = next(iter(errors), "title" if batch and batch.holder else "requester")
    return {
        "batch": batch,
        "typed": {name: typed.get(name, "") for name in ("requester", "title", "pages", "copies")},
        "focus": focus,
        "offered": [one.title for one in reference.get_code_list(OFFERED).entries],
    }


def people_of(lines: Iterable[Line]) -> list[Person]:
    """The lines person by person, in the order in which they came."""
    listed = list(lines)
    first = {line.holder: line.seq for line in reversed(listed)}
    ordered = sorted(listed, key=lambda line: (first[line.holder], line.seq))
    found = []
    for (_, dossier_id), group in groupby(ordered, key=lambda line: (line.holder, line.dossier_id)):
        mine = tuple(group)
        found.append(
            Person(
                name=mine[0].requester_name,
                lines=mine,
                fee_vnd=sum(line.fee_vnd for line in mine),
                dossier_id=dossier_id,
            )
        )
    return found


def _doubles(lines: Iterable[Line]) -> set[UUID]:
    """Lines that say what an earlier line of the same person says."""
    seen, found = set(), set()
    for line in lines:
        said = (line.holder, fold(line.title))
        if said in seen:
            found.add(line.id)
        seen.add(said)
    return found


@on_duty
@require_http_methods(["GET", "POST"])
def batch(request: HttpRequest, batch_id: UUID) -> HttpResponseBase:
    """A batch as it was sent: the leader signs it, the desk gives the copies back."""
    actor = identity.actor_of(request)
    found = api.read_batch(batch_id, actor=actor)
    if found.state is BatchState.OPEN:
        return redirect("dossiers:copies")
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors, to = _sign(request, found, actor) if "ky" in request.POST else (_give_back(request, found, actor), None)
        if not errors:
            return to or redirect("dossiers:copy_batch", batch_id=batch_id)
    standing = queries.standing_of([line.dossier_id for line in found.lines if line.dossier_id])
    people = [
        replace(one, dossier_code=standing[one.dossier_id][0], status=standing[one.dossier_id][1])
        for one in people_of(found.lines)
        if one.dossier_id is not None
    ]
    context = {
        "batch": found,
        "people": people,
        "errors": errors,
        "waits_for": waiting_letters.list_waits_for(batch_id) if found.state is BatchState.SENT else "",
        "entered_by": identity.person_names([found.opened_by_id]).get(found.opened_by_id, ""),
        "total": sum(line.fee_vnd for line in found.lines),
        "signs": found.state is BatchState.SENT
        and access.can(actor=actor, act="dossiers.sign", agency_id=found.agency_id),
        "returns": found.state is BatchState.SIGNED
        and access.can(actor=actor, act="dossiers.return", agency_id=found.desk_id)
        and any(not one.is_returned for one in people),
        "strikes": access.can(actor=actor, act="copies.strike", agency_id=found.agency_id),
    }
    return render(request, "dossiers/desk/copy_batch.html", context, status=422 if errors else 200)


def _sign(request: HttpRequest, found: Batch, actor: Actor) -> tuple[dict[str, str], HttpResponseBase | None]:
    """What was wrong, or (None: the batch's own page) where the leader goes on."""
    chosen = {one for one in (uuid_of(text) for text in request.POST.getlist("nguoi")) if one}
    everybody = {line.dossier_id for line in found.lines if line.dossier_id}
    agency = identity.get_agency(found.agency_id).code
    try:
        if signatures.waits_for_machine(OwnPaper.COPY_LIST, agency, on=today(), actor=actor):
            given = api.copy_list_of(found, everybody - chosen)
            return {}, letters.put(request, act=LetterAct.COPY_LIST, dossier_id=None, given=given, version=0)
        signed = api.sign_batch(batch_id=found.id, leave_out=everybody - chosen, actor=actor)
    except DomainError as refused:
        return {"ky": refused.message}, None
    messages.success(request, f"Đã ký {signed} việc; số chứng thực đã vào sổ.")
    return {}, None


def _give_back(request: HttpRequest, found: Batch, actor: Actor) -> dict[str, str]:
    """Each person on their own: who was not there does not hold the others."""
    chosen = [one for one in (uuid_of(text) for text in request.POST.getlist("nguoi")) if one]
    if not chosen:
        return {"tra": "Chọn người đã nhận bản sao."}
    given, refused = 0, []
    for dossier_id in chosen:
        try:
            api.give_back_copies(batch_id=found.id, dossier_id=dossier_id, actor=actor)
            given += 1
        except DomainError as why:
            refused.append(why.message)
    if given:
        messages.success(request, f"Đã trả bản sao cho {given} người.")
    return {"tra": f"Chưa trả được {len(refused)} người: {refused[0]}"} if refused else {}


@on_duty
@require_GET
def signed_list(request: HttpRequest, batch_id: UUID) -> HttpResponseBase:
    """The list of the batch as the leader signed it."""
    actor = identity.actor_of(request)
    found = api.read_batch(batch_id, actor=actor)
    if found.file_id is None:
        return redirect(reverse("dossiers:copy_batch", args=[batch_id]))
    return files.download_response(files.read_file(file_id=found.file_id, owner=("copy_batch", found.id), actor=actor))
