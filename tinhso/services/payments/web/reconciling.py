"""The operator's pages: what needs a person, differences with the bank's statement, refunds, import."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tinhso.foundation.access import api as access
from tinhso.foundation.access.errors import ActDenied
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import Option
from tinhso.kernel.actor import Actor
from tinhso.kernel.errors import Conflict, Denied, Invalid
from tinhso.services.payments import api, queries
from tinhso.services.payments.errors import WrongRefund
from tinhso.services.payments.types import DifferenceKind, RefundState

ACTS = (api.RECONCILE, api.ASK_REFUND, api.APPROVE_REFUND)


def on_duty(request: HttpRequest) -> Actor:
    """The officer, who has one of the acts of money. Raises Denied, ActDenied."""
    actor = identity.actor_of(request)
    if not actor.is_officer:
        raise Denied("Trang này dành cho cán bộ đang làm việc ở một vị trí.")
    if not any(access.can(actor=actor, act=act, agency_id=access.Whose.NO_AGENCY) for act in ACTS):
        raise ActDenied(ACTS[0])
    return actor


def _acted(request: HttpRequest, act: Callable[[], str]) -> tuple[dict[str, str], int]:
    """({}, 200) when it was done and said so, else what is wrong and the status."""
    try:
        messages.success(request, act())
    except (Invalid, Conflict) as refused:
        return refused.by_box("viec"), refused.status
    return {}, 200


@require_http_methods(["GET", "POST"])
def overview(request: HttpRequest) -> HttpResponse:
    """Everything that waits for a person, and the import of a statement."""
    actor = on_duty(request)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        errors, status = _acted(request, lambda: _imported(request, actor))
        if not errors:
            return redirect("payments:reconcile")
    context = {
        "cases": queries.open_cases(),
        "differences": queries.open_differences(),
        "refunds": queries.open_refunds(),
        "statements": queries.statements(),
        "formats": [Option(value=code, text=title) for code, title in api.statement_formats()],
        "imports": access.can(actor=actor, act=api.RECONCILE, agency_id=access.Whose.NO_AGENCY),
        "posted": request.POST,
        "errors": errors,
    }
    return render(request, "payments/reconcile.html", context, status=status)


def _imported(request: HttpRequest, actor: Actor) -> str:
    given = request.FILES.get("sao_ke")
    if given is None:
        raise WrongRefund("Chưa chọn tệp.", fields={"/content": "Chọn tệp sao kê."})
    done = api.import_statement(source=request.POST.get("nguon", "")[:80], content=given.read(), actor=actor)
    if done.is_known:
        return "Sao kê này đã nhập trước đây; không có gì thay đổi."
    return f"Đã nhập {done.new_entries} dòng mới: {done.matched} dòng khớp, {done.differences} chênh lệch trong các ngày đó."


@require_http_methods(["GET", "POST"])
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """One case: what to do, the refund that it may need, how it ended."""
    actor = on_duty(request)
    found = queries.case(case_id)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        errors, status = _acted(request, lambda: _case_done(request, found, actor))
        if not errors:
            if request.POST.get("viec") == "hoan":
                return redirect("payments:case", case_id=case_id)
            return redirect("payments:reconcile")
    receipt = queries.receipt(found.receipt_id) if found.receipt_id else None
    left = receipt.amount_vnd - receipt.refunded_vnd if receipt else 0
    asks = access.can(actor=actor, act=api.ASK_REFUND, agency_id=access.Whose.NO_AGENCY)
    context = {
        "case": found,
        "refunds": queries.refunds_of_receipt(receipt.id) if receipt else (),
        "left_vnd": left if asks else 0,
        "amount": request.POST.get("so_tien", str(left)),
        "closes": access.can(actor=actor, act=api.RECONCILE, agency_id=access.Whose.NO_AGENCY),
        "posted": request.POST,
        "errors": errors,
    }
    return render(request, "payments/case.html", context, status=status)


def _case_done(request: HttpRequest, found: queries.Case, actor: Actor) -> str:
    if request.POST.get("viec") == "hoan" and found.receipt_id is not None:
        amount = request.POST.get("so_tien", "").replace(".", "").strip()
        api.refund_receipt(
            receipt_id=found.receipt_id,
            amount_vnd=int(amount) if amount.isascii() and amount.isdigit() and len(amount) < 14 else 0,
            reason=request.POST.get("ly_do_hoan", ""),
            actor=actor,
        )
        return "Đã lập phiếu hoàn tiền, chờ người khác duyệt."
    api.close_case(case_id=found.id, resolution=request.POST.get("ket_qua", ""), actor=actor)
    return "Đã ghi cách xử lý."


@require_http_methods(["GET", "POST"])
def difference(request: HttpRequest, difference_id: UUID) -> HttpResponse:
    """One difference: record the money, or say where it came from."""
    actor = on_duty(request)
    found = queries.difference(difference_id)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        errors, status = _acted(request, lambda: _difference_done(request, difference_id, actor))
        if not errors:
            return redirect("payments:reconcile")
    context = {
        "difference": found,
        "records": found.kind in (DifferenceKind.MISSING_HERE, DifferenceKind.DUPLICATE),
        "posted": request.POST,
        "errors": errors,
    }
    return render(request, "payments/difference.html", context, status=status)


def _difference_done(request: HttpRequest, difference_id: UUID, actor: Actor) -> str:
    if request.POST.get("viec") == "ghi":
        api.record_difference(difference_id=difference_id, actor=actor)
        return "Đã ghi nhận khoản tiền."
    api.close_difference(difference_id=difference_id, resolution=request.POST.get("ly_do", ""), actor=actor)
    return "Đã đóng chênh lệch."


@require_http_methods(["GET", "POST"])
def refund(request: HttpRequest, refund_id: UUID) -> HttpResponse:
    """One refund: another person than who asked decides."""
    actor = on_duty(request)
    row = queries.refund_row(refund_id)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        errors, status = _acted(request, lambda: _refund_done(request, refund_id, actor))
        if not errors:
            return redirect("payments:refund", refund_id=refund_id)
    return render(request, "payments/refund.html", _refund_context(request, row, actor, errors), status=status)


def _refund_context(request: HttpRequest, row: Any, actor: Actor, errors: dict[str, str]) -> dict[str, Any]:
    found = queries.as_refund(row)
    is_own = row.asked_by_id is not None and row.asked_by_id == actor.person_id
    decides = access.can(actor=actor, act=api.APPROVE_REFUND, agency_id=access.Whose.NO_AGENCY) and not is_own
    names = identity.person_names([row.asked_by_id]) if row.asked_by_id else {}
    return {
        "refund": found,
        "receipt": queries.as_receipt(row.receipt),
        "asker": names.get(row.asked_by_id, ""),
        "decides": decides and found.state is RefundState.ASKED,
        "confirms": decides and found.state is RefundState.SENT,
        "own": is_own and found.state is RefundState.ASKED,
        "posted": request.POST,
        "errors": errors,
    }


def _refund_done(request: HttpRequest, refund_id: UUID, actor: Actor) -> str:
    what = request.POST.get("viec", "")
    if what == "xong":
        api.confirm_refund(refund_id=refund_id, transaction_number=request.POST.get("so_gd", ""), actor=actor)
        return "Đã ghi là đã hoàn."
    approved = what == "duyet"
    api.decide_refund(refund_id=refund_id, approved=approved, reason=request.POST.get("ly_do", ""), actor=actor)
    return "Đã duyệt; tiền được gửi trong ít phút." if approved else "Đã ghi là không duyệt."
