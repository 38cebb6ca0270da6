"""Originals of a dossier: who holds each, what happened to it, take one in, give it back; the printed hand-over slip."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from tinhso.casework.dossiers import api, printing, queries
from tinhso.casework.dossiers.types import Dossier
from tinhso.casework.dossiers.web.duty import on_duty, uuid_of
from tinhso.engines.deadlines import api as deadlines
from tinhso.engines.procedures import api as procedures
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import Option, TimelineEvent
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import local, today
from tinhso.kernel.errors import Conflict, Invalid
from tinhso.services.custody import api as custody
from tinhso.services.custody.types import Move, MoveState, NewThing, Slip, Thing, ThingKind, ThingState
from tinhso.services.papers import api as papers
from tinhso.services.papers.types import QrFacts

TITLE = "Phiếu giao nhận giấy tờ"
MOST = 999
_OUTCOMES = {MoveState.RECEIVED: "Đã nhận", MoveState.MISSING: "Không nhận được", MoveState.RECALLED: "Thu hồi"}


@on_duty
@require_http_methods(["GET", "POST"])
def originals(request: HttpRequest, dossier_id: UUID) -> HttpResponseBase:
    """Everything on paper that belongs to the dossier, and the two acts of a desk: take in, give back."""
    actor = identity.actor_of(request)
    dossier = queries.get_dossier(dossier_id, actor=actor, purpose="Giao nhận giấy tờ gốc")
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        access.authorise(actor=actor, act="custody.hold", agency_id=actor.agency_id)
        try:
            messages.success(request, _act(request, dossier, actor))
        except (Invalid, Conflict) as refused:
            errors, status = refused.by_box("title"), refused.status
        else:
            return redirect("dossiers:originals", dossier_id=dossier_id)
    things = custody.things_of(("dossier", dossier.id))
    mine = [one for one in things if is_mine(one, actor)]
    holds = access.can(actor=actor, act="custody.hold", agency_id=actor.agency_id)
    context = {
        "dossier": dossier,
        "lines": [(one, holder_words(one)) for one in things],
        "mine": mine,
        "holds": holds,
        "events": _events(custody.moves_of(("dossier", dossier.id))),
        "components": _choices(dossier, things) if holds else [],
        "kinds": [Option(value=kind.value, text=kind.words) for kind in ThingKind],
        "posted": request.POST if errors else {},
        "ticked": request.POST.getlist("tra") if errors else [],
        "errors": errors,
    }
    return render(request, "dossiers/desk/originals.html", context, status=status)


def is_mine(thing: Thing, actor: Actor) -> bool:
    """Whether the thing is in the actor's hand and not on its way."""
    here = thing.agency_id == actor.agency_id and thing.post_id in (None, actor.post_id)
    return thing.state is ThingState.HELD and here and thing.slip_id is None


def holder_words(thing: Thing) -> str:
    """Where a thing is, in words."""
    if thing.state is not ThingState.HELD or thing.agency_id is None:
        return thing.state.words
    agency = identity.get_agency(thing.agency_id).short_name
    where = f"{identity.get_post(thing.post_id).title}, {agency}" if thing.post_id else agency
    return f"{where} (đang giao, chờ xác nhận)" if thing.slip_id else where


def _act(request: HttpRequest, dossier: Dossier, actor: Actor) -> str:
    if "giao-lai" in request.POST:
        wanted = [one for one in map(uuid_of, request.POST.getlist("tra")) if one is not None]
        if not wanted:
            raise Invalid("Chưa chọn giấy tờ.", fields={"/tra": "Chọn giấy tờ trả cho người dân."})
        proof = request.POST.get("identity_checked", "")
        count = api.give_papers_back(dossier_id=dossier.id, thing_ids=wanted, identity_checked=proof, actor=actor)
        return f"Đã ghi nhận trả {count} giấy tờ cho người dân."
    kind = ThingKind(request.POST["kind"]) if request.POST.get("kind") in set(ThingKind) else ThingKind.COMPONENT
    code, title = request.POST.get("component", "")[:60], request.POST.get("title", "").strip()[:300]
    names = {one.code: one.title for one in procedures.get_procedure_version(dossier.procedure_version_id).components}
    if kind is ThingKind.COMPONENT and code in names:
        title = title or f"{names[code]}, bản chính"
    elif not title:
        raise Invalid("Chưa có tên giấy tờ.", fields={"/title": "Chọn thành phần hồ sơ, hoặc ghi tên giấy tờ."})
    count_text = request.POST.get("count", "1").strip()
    count = int(count_text) if count_text.isascii() and count_text.isdigit() and len(count_text) < 4 else 0
    if not 1 <= count <= MOST:
        raise Invalid("Số bản chưa đúng.", fields={"/count": f"Số bản từ 1 đến {MOST}."})
    key = code if kind is ThingKind.COMPONENT and code in names else title.casefold()[:80]
    words = "Người dân giao" if kind is ThingKind.COMPONENT else "Cơ quan làm ra"
    thing = NewThing(kind=kind, code=key, title=title, count=count)
    api.take_in_paper(dossier_id=dossier.id, thing=thing, words=words, actor=actor)
    return f"Vị trí của bạn đang giữ: {title}."


def _choices(dossier: Dossier, things: tuple[Thing, ...]) -> list[Option]:
    """Components of which no original is known yet."""
    known = {one.code for one in things if one.kind is ThingKind.COMPONENT}
    version = procedures.get_procedure_version(dossier.procedure_version_id)
    return [Option(value=one.code, text=one.title) for one in version.components if one.code not in known]


def _events(moves: tuple[Move, ...]) -> list[TimelineEvent]:
    names = identity.person_names([key for one in moves for key in (one.giver_id, one.receiver_id) if key])
    return [
        TimelineEvent(title=f"{one.thing.line}: {_way(one)}", at=one.received_at or one.given_at, by=_by(one, names), text=one.words)
        for one in moves
    ]  # fmt: skip


def _way(move: Move) -> str:
    if move.thing.state is ThingState.LOST and move.to_agency_id is None and move.state is MoveState.MISSING:
        return "báo mất, hỏng"
    giver, taker = _side(move.from_agency_id, move.from_post_id), _side(move.to_agency_id, move.to_post_id)
    if giver == taker:
        return f"{taker} giữ"
    ways = {
        MoveState.WAITING: f"{giver} giao {taker}, chờ xác nhận",
        MoveState.RECEIVED: f"{giver} giao {taker}",
        MoveState.MISSING: f"{taker} không nhận được từ {giver}",
        MoveState.RECALLED: f"{giver} thu hồi phiếu giao {taker}",
    }
    return ways[move.state]


def _side(agency_id: UUID | None, post_id: UUID | None) -> str:
    if agency_id is None:
        return "người dân"
    agency = identity.get_agency(agency_id).short_name
    return f"{identity.get_post(post_id).title} ({agency})" if post_id else agency


def _by(move: Move, names: dict[UUID, str]) -> str:
    both = [names.get(key, "") for key in (move.giver_id, move.receiver_id) if key]
    return " → ".join(dict.fromkeys(name for name in both if name))


@on_duty
@require_GET
def slip_pdf(request: HttpRequest, slip_id: UUID) -> HttpResponse:
    """The printed slip; its QR opens the slip for whoever receives."""
    actor = identity.actor_of(request)
    slip = custody.get_slip(slip_id, actor=actor)
    pdf = papers.render_paper(template="hand_over_slip", context=_slip_context(slip), size="A5")
    response = HttpResponse(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = (
        f'attachment; filename="phieu-giao-nhan-{local(slip.given_at):%Y%m%d-%H%M}.pdf"'
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _slip_context(slip: Slip) -> dict[str, object]:
    names = identity.person_names([one for one in (slip.giver_id, slip.receiver_id) if one])
    codes = sorted({one.thing.reference for one in slip.moves})
    return {
        "title": TITLE,
        "head": printing.head(identity.get_agency(slip.from_agency_id)),
        "qr": QrFacts(
            dossier_code=codes[0] if len(codes) == 1 else "nhiều hồ sơ",
            procedure_code="",
            holder_code="",
            paper_title=TITLE,
            system_name=papers.system_name(on=today()),
            issued_at=slip.given_at,
            lookup_url=f"{settings.PUBLIC_ADDRESS}/can-bo/giay-to/quet/{slip.token}/",
        ),
        "signed_on": local(slip.given_at).date(),
        "giver": _side(slip.from_agency_id, slip.from_post_id),
        "giver_name": names.get(slip.giver_id, ""),
        "taker": _side(slip.to_agency_id, slip.to_post_id),
        "taker_name": names.get(slip.receiver_id, "") if slip.receiver_id else "",
        "given_words": deadlines.in_words(slip.given_at),
        "note": slip.note,
        "lines": [
            {
                "title": one.thing.title,
                "count": one.thing.count,
                "dossier_code": one.thing.reference,
                "outcome": _OUTCOMES.get(one.state, ""),
            }
            for one in slip.moves
        ],
    }
