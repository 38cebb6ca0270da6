"""C19 before the gateway: everything the signed-in person has to pay, chosen together, online or at a counter."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from tinhso.casework.cashier import api, receipts
from tinhso.casework.cashier.web.till import pdf, uuid_of
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel.actor import Actor
from tinhso.kernel.errors import Conflict, Denied, Invalid, NotFound
from tinhso.services.fees import api as fees
from tinhso.services.papers import api as papers
from tinhso.services.payments import api as payments


def _holders(actor: Actor) -> list[HolderRef]:
    if actor.is_officer or actor.person_id is None:
        raise Denied(gettext("Trang này dành cho người nộp tiền."))
    people = [actor.person_id, *identity.wards_of(actor.person_id)]
    return [
        *(HolderRef(kind="person", id=one) for one in people),
        *(HolderRef(kind="organisation", id=one.id) for one in identity.organisations_of(actor.person_id)),
    ]


@login_required
@require_http_methods(["GET", "POST"])
def owed(request: HttpRequest) -> HttpResponseBase:
    """All open dues of the person, their wards and organisations; one payment for those that are ticked."""
    actor = identity.actor_of(request)
    holders = _holders(actor)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        chosen = [one for one in map(uuid_of, request.POST.getlist("due")[:50]) if one is not None]
        try:
            if "quay" in request.POST:
                return redirect("cashier:bill", bill_id=api.bill_for(due_ids=chosen, actor=actor))
            return redirect("payments:order", token=api.pay_online(due_ids=chosen, actor=actor))
        except (Invalid, Conflict) as refused:
            told = next(iter(refused.fields.values()), refused.message)
            errors, status = {"dues": told}, refused.status
    dues = fees.open_dues_of(holders)
    context = {
        "dues": [(due, fees.describe_due(due), fees.vnd(due.left_vnd)) for due in dues],
        "total": fees.vnd(sum(due.left_vnd for due in dues)),
        "names": len({due.payer for due in dues}) > 1,
        "errors": errors,
    }
    return render(request, "cashier/owed.html", context, status=status)


@require_GET
def online_receipt(request: HttpRequest, token: str) -> HttpResponseBase:
    """Biên nhận of money that came online, as a file; whoever has the order's link has its receipt. Raises NotFound."""
    order = payments.order_by_token(token)
    settled = next((one for one in payments.receipts_of(order.id) if one.id == order.settled_by), None)
    if settled is None or not receipts.is_ours(order):
        raise NotFound(gettext("Chưa có biên nhận cho khoản này."))
    return pdf(receipts.online_receipt_pdf(order, settled), f"bien-nhan-{order.code}.pdf")


@login_required
@require_GET
def bill(request: HttpRequest, bill_id: UUID) -> HttpResponseBase:
    """A bill to show at a counter: its code, its QR, what it gathers and whether it is paid."""
    actor = identity.actor_of(request)
    found = fees.get_bill(bill_id, actor=actor)
    if found.is_paid:
        messages.success(request, gettext("Các khoản này đã được nộp."))
    context = {
        "bill": found,
        "dues": [(due, fees.describe_due(due), fees.vnd(due.left_vnd)) for due in found.dues],
        "total": fees.vnd(found.total_vnd),
        "qr": papers.qr_svg(found.code, side_px=176),
    }
    return render(request, "cashier/bill.html", context)
