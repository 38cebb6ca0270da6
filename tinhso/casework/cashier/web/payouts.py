"""A slip by which cash goes back: prepare it from what is owed, approve, hand out, cancel, print."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from tinhso.casework.cashier import api, papers
from tinhso.casework.cashier.web.till import at_till, pdf
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import TimelineEvent
from tinhso.kernel.actor import Actor
from tinhso.kernel.errors import Conflict, Invalid
from tinhso.services.cashdesk import api as cashdesk
from tinhso.services.cashdesk.types import Payout, PayoutState


@require_http_methods(["GET", "POST"])
def payout(request: HttpRequest, payout_id: UUID) -> HttpResponseBase:
    """One slip and what may be done with it now."""
    actor, agency_id = at_till(request)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            messages.success(request, _act(request, payout_id, actor))
        except (Invalid, Conflict) as refused:
            errors = refused.by_box("viec")
            status = refused.status
        else:
            return redirect("cashier:payout", payout_id=payout_id)
    found = cashdesk.get_payout(payout_id, agency_id=agency_id)
    may = {act: access.can(actor=actor, act=act, agency_id=agency_id) for act in ("cash.approve_payout", "cash.cancel")}
    is_open = found.state in (PayoutState.PREPARED, PayoutState.APPROVED)
    context = {
        "payout": found,
        "words": cashdesk.in_words(found.amount_vnd),
        "history": _history(found),
        "may_approve": found.state is PayoutState.PREPARED
        and may["cash.approve_payout"]
        and found.prepared_by_id != actor.person_id,
        "may_pay": found.state is PayoutState.APPROVED and found.approved_by_id != actor.person_id,
        "may_cancel": is_open and may["cash.cancel"] and found.prepared_by_id != actor.person_id,
        **_return_of(found, may_approve=may["cash.approve_payout"], actor=actor),
        "posted": request.POST,
        "errors": errors,
    }
    return render(request, "cashier/payout.html", context, status=status)


def _act(request: HttpRequest, payout_id: UUID, actor: Actor) -> str:
    posted = request.POST
    match posted.get("viec", ""):
        case "duyet":
            cashdesk.approve_payout(payout_id=payout_id, actor=actor)
            return "Đã duyệt phiếu chi. Người khác giao tiền cho người nhận."
        case "chi":
            api.pay_out(payout_id=payout_id, identity_checked=posted.get("identity", ""), actor=actor)
            return "Đã ghi nhận giao tiền. In phiếu để người nhận ký."
        case "huy":
            api.cancel_payout(payout_id=payout_id, reason=posted.get("reason", ""), actor=actor)
            return "Đã hủy phiếu chi. Số phiếu được giữ; khoản này lại là phải hoàn."
        case "thu-lai":
            cashdesk.ask_return(payout_id=payout_id, reason=posted.get("return_reason", ""), actor=actor)
            return "Đã ghi đề nghị thu lại. Người khác có quyền duyệt trong khi ca của bạn còn mở."
        case "duyet-thu-lai":
            api.approve_return(payout_id=payout_id, actor=actor)
            return "Đã thu lại. Khoản này lại là phải hoàn; lập phiếu chi mới cho đúng người."
        case _:
            raise Invalid("Chưa chọn việc cần làm.")


def _return_of(found: Payout, *, may_approve: bool, actor: Actor) -> dict[str, bool]:
    """What may be done about money that was handed out by mistake."""
    is_paid = found.state is PayoutState.PAID
    shift_id = found.return_shift_id
    waits = is_paid and shift_id is not None and cashdesk.get_shift(shift_id, agency_id=found.agency_id).is_open
    return {
        "return_waits": waits,
        "may_ask_return": is_paid and not waits,
        "may_approve_return": waits
        and may_approve
        and actor.person_id not in (found.return_asked_by_id, found.paid_by_id),
    }


def _history(found: Payout) -> list[TimelineEvent]:
    """Who did what, latest first."""
    steps = (
        (found.prepared_at, found.prepared_by_id, "Lập phiếu"),
        (found.approved_at, found.approved_by_id, "Duyệt chi"),
        (found.paid_at, found.paid_by_id, f"Giao tiền, đã kiểm tra: {found.identity_checked}"),
        (found.cancelled_at, found.cancelled_by_id, f"Hủy: {found.cancel_reason}"),
        (found.return_asked_at, found.return_asked_by_id, f"Đề nghị thu lại: {found.return_reason}"),
        (found.returned_at, found.returned_by_id, f"Duyệt thu lại, bút toán số {found.return_words}"),
    )
    names = identity.person_names({who for at, who, _ in steps if at and who})
    told = [(at, who, words) for at, who, words in steps if at and who]
    return [TimelineEvent(title=words, at=at, by=names.get(who, "")) for at, who, words in reversed(told)]


@require_GET
def payout_pdf(request: HttpRequest, payout_id: UUID) -> HttpResponse:
    """Phiếu chi."""
    _, agency_id = at_till(request)
    found = cashdesk.get_payout(payout_id, agency_id=agency_id)
    return pdf(papers.payout_pdf(found), f"phieu-chi-{found.year}-{found.number:04d}.pdf")
