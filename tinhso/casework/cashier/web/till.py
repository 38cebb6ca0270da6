"""O05: the cashier's page: open a shift, find what is owed by a code, take the money; a receipt; close the shift."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tinhso.casework.cashier import api, papers
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import local
from tinhso.kernel.errors import Conflict, Denied, Invalid, NotFound
from tinhso.kernel.ids import new_id
from tinhso.kernel.text import clean
from tinhso.services.cashdesk import api as cashdesk
from tinhso.services.cashdesk.types import ReceiptState, ShiftState
from tinhso.services.fees import api as fees
from tinhso.services.fees.types import Due, DueState

_LAST = 20


def at_till(request: HttpRequest, act: str = "cash.collect") -> tuple[Actor, UUID]:
    """The officer and the agency whose till it is. Raises Denied, ActDenied."""
    actor = identity.actor_of(request)
    if not actor.is_officer or actor.agency_id is None:
        raise Denied("Trang này dành cho cán bộ đang làm việc ở một vị trí.")
    access.authorise(actor=actor, act=act, agency_id=actor.agency_id)
    return actor, actor.agency_id


@require_http_methods(["GET", "POST"])
def till(request: HttpRequest) -> HttpResponseBase:
    """`ma`: the code of a dossier or of a bill, typed or read from its QR."""
    actor, agency_id = at_till(request)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            return _act(request, actor)
        except (Invalid, Conflict) as refused:
            errors = refused.by_box("viec")
            status = refused.status
    assert actor.person_id is not None
    wanted = clean(request.POST.get("ma", "") or request.GET.get("ma", ""))[:200].rstrip("/").rpartition("/")[2]
    found = _found(wanted, actor) if wanted else ()
    owed = api.owed_in_cash(wanted.upper(), agency_id=agency_id) if wanted else ()
    if wanted and not found and not owed and not errors:
        errors, status = {"ma": f"Không có khoản nào chưa nộp với mã “{wanted}”."}, 422
    shift = cashdesk.open_shift_of(actor.person_id, agency_id)
    context = {
        "shift": shift,
        "wanted": wanted,
        "dues": [(due, fees.describe_due(due)) for due in found],
        "total": sum(due.left_vnd for due in found),
        "owed_back": owed,
        "payer": "; ".join(dict.fromkeys(due.payer_name for due in found)),
        "receipts": cashdesk.receipts_of_shift(shift.id, limit=_LAST) if shift else (),
        "key": str(new_id()),
        "supervises": access.can(actor=actor, act="cash.supervise", agency_id=agency_id),
        "posted": request.POST,
        "errors": errors,
    }
    if found:
        access.record_read(actor=actor, holders=[due.payer for due in found], purpose="Thu phí, lệ phí tại quầy")
    return render(request, "cashier/till.html", context, status=status)


def _found(code: str, actor: Actor) -> tuple[Due, ...]:
    if code.upper().startswith("TB"):
        try:
            return tuple(
                due for due in fees.get_bill(None, code=code.upper(), actor=actor).dues if due.state is DueState.OPEN
            )
        except NotFound:
            return ()
    return fees.dues_named(code.upper())


def _act(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    posted = request.POST
    if "mo-ca" in posted:
        cashdesk.open_shift(opening_vnd=whole(posted.get("opening", "0") or "0"), actor=actor)
        messages.success(request, "Đã mở ca thu.")
        return redirect("cashier:till")
    if "hoan" in posted:
        refund_id = uuid_of(posted.get("hoan", ""))
        if refund_id is None:
            raise NotFound("Không có khoản phải hoàn này.")
        payout_id = api.prepare_payout(refund_id=refund_id, actor=actor)
        messages.success(request, "Đã lập phiếu chi, chờ duyệt.")
        return redirect("cashier:payout", payout_id=payout_id)
    due_ids = [one for one in map(uuid_of, posted.getlist("due")[:50]) if one is not None]
    if not due_ids:
        raise Invalid("Chưa chọn khoản thu.", fields={"/dues": "Chọn ít nhất một khoản."})
    receipt_id = api.take_money(
        due_ids=due_ids, received_vnd=whole(posted.get("received", "")), key=posted.get("key", "")[:60] or str(new_id()),
        actor=actor,
    )  # fmt: skip
    messages.success(request, "Đã thu tiền và lập biên lai.")
    return redirect("cashier:receipt", receipt_id=receipt_id)


@require_http_methods(["GET", "POST"])
def receipt(request: HttpRequest, receipt_id: UUID) -> HttpResponseBase:
    """One receipt: what it says, print it, cancel it while its shift is open."""
    actor, agency_id = at_till(request)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            api.cancel_receipt(receipt_id=receipt_id, reason=request.POST.get("reason", ""), actor=actor)
        except (Invalid, Conflict) as refused:
            errors = refused.by_box("reason")
            status = refused.status
        else:
            messages.success(request, "Đã hủy biên lai. Số biên lai được giữ; khoản tiền lại là chưa nộp.")
            return redirect("cashier:receipt", receipt_id=receipt_id)
    found = cashdesk.get_receipt(receipt_id, agency_id=agency_id)
    people = [one for one in (found.issued_by_id, found.cancelled_by_id) if one]
    names = identity.person_names(people)
    shift = cashdesk.get_shift(found.shift_id, agency_id=agency_id)
    context = {
        "receipt": found,
        "issued_by": names.get(found.issued_by_id, ""),
        "cancelled_by": names.get(found.cancelled_by_id, "") if found.cancelled_by_id else "",
        "words": cashdesk.in_words(found.amount_vnd),
        "may_cancel": found.state is ReceiptState.ISSUED
        and shift.state is ShiftState.OPEN
        and found.issued_by_id != actor.person_id
        and access.can(actor=actor, act="cash.cancel", agency_id=agency_id),
        "errors": errors,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "cashier/receipt.html", context, status=status)


@require_POST
def receipt_pdf(request: HttpRequest, receipt_id: UUID) -> HttpResponse:
    """Printing counts: the first print is the receipt, later ones are marked. So it is a POST."""
    actor, agency_id = at_till(request)
    found = cashdesk.get_receipt(receipt_id, agency_id=agency_id)
    number = cashdesk.count_print(receipt_id=receipt_id, actor=actor)
    return pdf(papers.receipt_pdf(found, print_number=number), f"bien-lai-{found.sign}-{found.number_words}.pdf")


@require_http_methods(["GET", "POST"])
def shift(request: HttpRequest, shift_id: UUID) -> HttpResponseBase:
    """A shift: its receipts; count and close it."""
    actor, agency_id = at_till(request)
    found = cashdesk.get_shift(shift_id, agency_id=agency_id)
    if found.person_id != actor.person_id:
        access.authorise(actor=actor, act="cash.supervise", agency_id=agency_id)
    notes = cashdesk.rule_on(local(found.opened_at).date()).denominations
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            counted = {note: whole(request.POST.get(f"to-{note}", "") or "0") for note in notes}
            cashdesk.close_shift(
                shift_id=shift_id, counted=counted, explanation=request.POST.get("explanation", ""), actor=actor
            )
        except (Invalid, Conflict) as refused:
            errors = refused.by_box("counted")
            status = refused.status
        else:
            messages.success(request, "Đã đóng ca. In bảng kê và ký.")
            return redirect("cashier:shift", shift_id=shift_id)
    context: dict[str, Any] = {
        "shift": found,
        "cashier": identity.person_names([found.person_id]).get(found.person_id, ""),
        "receipts": cashdesk.receipts_of_shift(shift_id),
        "payouts": cashdesk.payouts_of_shift(shift_id),
        "returns": cashdesk.returns_of_shift(shift_id),
        "notes": [(note, request.POST.get(f"to-{note}", "")) for note in notes],
        "explanation": request.POST.get("explanation", ""),
        "errors": errors,
    }
    return render(request, "cashier/shift.html", context, status=status)


@require_GET
def shift_pdf(request: HttpRequest, shift_id: UUID) -> HttpResponse:
    """Bảng kê của ca."""
    actor, agency_id = at_till(request)
    found = cashdesk.get_shift(shift_id, agency_id=agency_id)
    if found.person_id != actor.person_id:
        access.authorise(actor=actor, act="cash.supervise", agency_id=agency_id)
    return pdf(
        papers.shift_pdf(
            found,
            cashdesk.receipts_of_shift(shift_id),
            cashdesk.payouts_of_shift(shift_id),
            cashdesk.returns_of_shift(shift_id),
        ),
        f"bang-ke-{found.opened_at:%Y%m%d}.pdf",
    )


def pdf(content: bytes, name: str) -> HttpResponse:
    """A paper of the till: never kept by browsers or what stands between."""
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def uuid_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def whole(text: str) -> int:
    """Digits with the dots and blanks that people put between thousands; -1 for anything else: the act then refuses."""
    plain = text.replace(".", "").replace(" ", "").removesuffix("đ")
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 15 else -1
