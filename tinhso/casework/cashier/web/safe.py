"""The agency's money: shifts, what waits to go to the bank, deposit slips, what the bank confirmed."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from tinhso.casework.cashier import api, papers
from tinhso.casework.cashier.web.till import at_till, pdf, uuid_of
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.kernel.errors import Conflict, Invalid, NotFound
from tinhso.services.cashdesk import api as cashdesk
from tinhso.services.ereceipts import api as ereceipts
from tinhso.services.fees import api as fees


@require_http_methods(["GET", "POST"])
def safe(request: HttpRequest) -> HttpResponseBase:
    """Shifts and slips of the agency; make the slips, confirm what arrived."""
    actor, agency_id = at_till(request)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            if "lap-lai" in request.POST:
                ereceipt_id = uuid_of(request.POST.get("lap-lai", ""))
                if ereceipt_id is None or not ereceipts.try_again(ereceipt_id=ereceipt_id, actor=actor):
                    raise NotFound("Không có biên lai điện tử nào cần lập lại ở đây.")
                messages.success(request, "Biên lai điện tử sẽ được lập lại trong ít phút.")
            elif "nop" in request.POST:
                made = api.make_deposits(actor=actor)
                messages.success(request, f"Đã lập {len(made)} giấy nộp tiền.")
            else:
                deposit_id = uuid_of(request.POST.get("deposit", ""))
                if deposit_id is None:
                    raise NotFound("Không có giấy nộp tiền này.")
                cashdesk.confirm_deposit(
                    deposit_id=deposit_id, bank_reference=request.POST.get("reference", ""), actor=actor
                )
                messages.success(request, "Đã ghi ngân hàng xác nhận.")
            return redirect("cashier:safe")
        except (Invalid, Conflict) as refused:
            errors = refused.by_box("nop")
            status = refused.status
    shifts, deposits = cashdesk.shifts_of(agency_id), cashdesk.deposits_of(agency_id)
    names = identity.person_names({one.person_id for one in shifts} | {one.made_by_id for one in deposits})
    supervises = access.can(actor=actor, act="cash.supervise", agency_id=agency_id)
    context = {
        "shifts": [
            (one, names.get(one.person_id, ""), supervises or one.person_id == actor.person_id) for one in shifts
        ],
        "waiting": [
            (fees.account_named(code, version), amount) for code, version, amount in cashdesk.to_deposit(agency_id)
        ],
        "deposits": [
            (
                one,
                fees.account_named(one.account_code, one.account_version_id),
                names.get(one.made_by_id, ""),
                supervises and one.state.value == "made" and one.made_by_id != actor.person_id,
            )
            for one in deposits
        ],
        "payouts": cashdesk.payouts_of(agency_id),
        "stuck": ereceipts.to_look_at() if supervises else (),
        "errors": errors,
    }
    return render(request, "cashier/safe.html", context, status=status)


@require_GET
def deposit_pdf(request: HttpRequest, deposit_id: UUID) -> HttpResponse:
    """Giấy nộp tiền."""
    _, agency_id = at_till(request)
    found = cashdesk.get_deposit(deposit_id, agency_id=agency_id)
    return pdf(papers.deposit_pdf(found), f"giay-nop-tien-{found.number:04d}.pdf")
