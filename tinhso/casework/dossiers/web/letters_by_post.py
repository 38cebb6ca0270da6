"""The desk's page of a dossier's letters: give to the postman with what goes in it, take back, print the slip."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from tinhso.casework.dossiers import api, mailing, printing, queries
from tinhso.casework.dossiers.errors import NoDossier
from tinhso.casework.dossiers.types import Dossier, Status
from tinhso.casework.dossiers.web.duty import on_duty, uuid_of, version_of
from tinhso.casework.dossiers.web.originals import holder_words, is_mine
from tinhso.casework.dossiers.web.own_letters import letters_of
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import Option, TimelineEvent
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import today
from tinhso.kernel.errors import Conflict, Invalid
from tinhso.services.custody import api as custody
from tinhso.services.custody.errors import NotHolder
from tinhso.services.custody.types import ThingState
from tinhso.services.papers import api as papers
from tinhso.services.papers.types import QrFacts
from tinhso.services.post import api as post
from tinhso.services.post.types import Direction, Order, OrderState, Party

_PURPOSE = "Chuyển giấy tờ qua bưu chính"
_TITLE = "Phiếu gửi bưu chính"
_TO_GIVE = (OrderState.ORDERED, OrderState.COLLECTING)
BY_HAND = "ky-tay"


@on_duty
@require_http_methods(["GET", "POST"])
def desk(request: HttpRequest, dossier_id: UUID) -> HttpResponseBase:
    """Everything that the post carries for one dossier, and the desk's two acts."""
    actor = identity.actor_of(request)
    dossier = queries.get_dossier(dossier_id, actor=actor, purpose=_PURPOSE)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            messages.success(request, _act(request, dossier, actor))
        except (Invalid, Conflict, NotHolder) as refused:
            errors, status = refused.by_box("viec"), refused.status
        else:
            return redirect("dossiers:mailing", dossier_id=dossier_id)
    return render(request, "dossiers/desk/mailing.html", _context(request, dossier, actor, errors), status=status)


def _act(request: HttpRequest, dossier: Dossier, actor: Actor) -> str:
    order_id = uuid_of(request.POST.get("order"))
    if order_id is None:
        raise Invalid("Chưa chọn bưu gửi.")
    words = request.POST.get("words", "")[:300]
    if request.POST.get("viec") == "nhan":
        api.take_from_post(
            dossier_id=dossier.id, order_id=order_id, words=words, version=version_of(request), actor=actor
        )
        return "Đã ghi nhận bộ phận một cửa đang giữ."
    carrier = request.POST.get("carrier", BY_HAND)
    api.give_to_postman(
        dossier_id=dossier.id,
        order_id=order_id,
        words=words,
        carrier_post_id=uuid_of(carrier),
        thing_ids=[one for one in map(uuid_of, request.POST.getlist("ban-giay")) if one is not None],
        version=version_of(request),
        actor=actor,
    )
    return "Đã giao bưu tá." if carrier == BY_HAND else "Đã lập phiếu giao: chờ bưu tá xác nhận."


def _context(request: HttpRequest, dossier: Dossier, actor: Actor, errors: Mapping[str, str]) -> dict[str, Any]:
    things = custody.things_of((mailing.KIND, dossier.id))
    letters = letters_of(dossier.id)
    giving = next((one.order for one in letters if not one.is_collect and one.order.state in _TO_GIVE), None)
    taking = [one for one in letters if _comes_in(one.order)]
    return {
        "dossier": dossier,
        "letters": [(one, _history(one.order), _ends(one.order, dossier)) for one in letters],
        "may": access.can(actor=actor, act="dossiers.return", agency_id=dossier.returning_agency_id),
        "operates": access.can(actor=actor, act="post.operate", agency_id=actor.agency_id),
        "giving": giving,
        "given_to": _post_title(giving.carrier_post_id) if giving and giving.carrier_post_id else "",
        "taking": taking,
        "carriers": _carriers(dossier.returning_agency_id),
        "mine": [one for one in things if is_mine(one, actor)],
        "elsewhere": [
            (one, holder_words(one)) for one in things if one.state is ThingState.HELD and not is_mine(one, actor)
        ],
        "is_finished": dossier.status is Status.FINISHED,
        "posted": request.POST,
        "errors": errors,
    }


def _comes_in(order: Order) -> bool:
    if order.direction is Direction.COLLECT:
        return order.state in _TO_GIVE or order.state.is_with_post
    return order.state.is_with_post and (order.carrier_post_id is None or order.state is OrderState.COMING_BACK)


def _carriers(agency_id: UUID) -> list[Option]:
    """Postmen with an account at this one-stop, and whoever signs the printed slip."""
    roles = set(access.roles_granting("post.carry"))
    seated = [one for one in identity.list_posts(agency_id=agency_id) if roles & set(one.roles)]
    return [
        Option(value=BY_HAND, text="Bưu tá ký nhận trên phiếu in"),
        *(Option(value=str(one.id), text=one.title, hint="Xác nhận trên hệ thống") for one in seated),
    ]


def _post_title(post_id: UUID) -> str:
    return identity.get_post(post_id).title


def _history(order: Order) -> list[TimelineEvent]:
    return [
        TimelineEvent(
            title=one.state.words if one.moved else f"{one.state.words} (không đổi trạng thái)",
            at=one.at,
            by=one.source.words,
            text=one.words,
        )
        for one in reversed(post.steps_of(order.id))
    ]


def _ends(order: Order, dossier: Dossier) -> str:
    home = order.home
    return f"{home.name}, {home.phone}, {post.full_address(home)}" if home else ""


@on_duty
@require_GET
def slip(request: HttpRequest, dossier_id: UUID, order_id: UUID) -> HttpResponse:
    """The A5 slip that goes on the envelope; whoever takes it signs the copy."""
    actor = identity.actor_of(request)
    dossier = queries.get_dossier(dossier_id, actor=actor, purpose=_PURPOSE)
    order = next((one for one in mailing.orders_of(dossier.id) if one.id == order_id and one.waybill), None)
    if order is None:
        raise NoDossier
    access.authorise(actor=actor, act="post.operate", agency_id=order.agency_id)
    pdf = papers.render_paper(template="postal_slip", context=_slip(dossier, order), size="A5")
    response = HttpResponse(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="buu-gui-{order.waybill}.pdf"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _slip(dossier: Dossier, order: Order) -> dict[str, Any]:
    agency = identity.get_agency(order.agency_id)
    service = post.service_version(post.price_for(agency_id=agency.id, unit_code=_unit(order)).version_id)
    ends = (_end(order.home), _end(post.office_of(agency.id, service)))
    sender, receiver = ends if order.direction is Direction.COLLECT else ends[::-1]
    return {
        "title": _TITLE,
        "head": printing.head(agency),
        "qr": QrFacts(
            dossier_code=dossier.code,
            procedure_code=dossier.procedure_code,
            holder_code="",
            paper_title=_TITLE,
            system_name=papers.system_name(on=today()),
            issued_at=order.sent_at or order.created_at,
            lookup_url=f"{settings.PUBLIC_ADDRESS}/tra-cuu/{dossier.verify_token}/",
        ),
        "signed_on": today(),
        "dossier_code": dossier.code,
        "waybill": order.waybill,
        "waybill_svg": papers.barcode_svg(order.waybill),
        "direction": order.direction.words,
        "sender": sender,
        "receiver": receiver,
        "contents": order.contents,
        "weight_words": f"{order.weight_g} g, {order.zone.words}",
    }


def _unit(order: Order) -> str:
    return order.home.unit_code if order.home else ""


def _end(party: Party | None) -> dict[str, str]:
    if party is None:
        return {"name": "", "phone": "", "address": ""}
    return {"name": party.name, "phone": party.phone, "address": post.full_address(party)}
