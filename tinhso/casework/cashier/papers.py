"""Receipts, shift reports and deposit slips as PDF."""

from collections.abc import Iterable
from typing import Any

from tinhso.engines.deadlines import api as deadlines
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import Agency
from tinhso.foundation.reference import api as reference
from tinhso.kernel.clock import local, today
from tinhso.kernel.text import grouped
from tinhso.services.cashdesk import api as cashdesk
from tinhso.services.cashdesk.types import Deposit, Payout, PayoutState, Receipt, ReceiptState, Shift
from tinhso.services.fees import api as fees
from tinhso.services.papers import api as papers


def receipt_pdf(receipt: Receipt, *, print_number: int) -> bytes:
    """Biên lai thu phí, lệ phí; from the second print on it says which print it is, a cancelled one says so."""
    cashier = identity.person_names([receipt.issued_by_id]).get(receipt.issued_by_id, "")
    mark = ""
    notes = [f"Hình thức nộp: tiền mặt. Tiền nhận: {vnd(receipt.received_vnd)}; trả lại: {vnd(receipt.change_vnd)}."]
    if receipt.state is ReceiptState.CANCELLED:
        mark = "ĐÃ HỦY"
        notes.append(f"Lý do hủy: {receipt.reason}")
    elif print_number > 1:
        mark = f"BẢN IN LẠI LẦN {print_number}"
    return money_slip(
        receipt.agency_id,
        title="Biên lai thu phí, lệ phí",
        number=f"{receipt.sign}, số {receipt.number_words}",
        mark=mark,
        facts=[
            ("Mẫu số", receipt.form),
            ("Quyển số", str(receipt.book)),
            ("Người nộp tiền", receipt.payer_name),
            ("Thu lúc", deadlines.in_words(receipt.issued_at)),
        ],
        columns=["Khoản thu", "Mã hồ sơ"],
        lines=[{"title": one.title, "note": one.reference, "amount": grouped(one.amount_vnd)} for one in receipt.lines],
        amount=receipt.amount_vnd,
        notes=notes,
        signers=("Người nộp tiền", receipt.payer_name, "Người thu tiền", cashier),
        signed_on=local(receipt.issued_at).date(),
    )


def payout_pdf(payout: Payout) -> bytes:
    """Phiếu chi hoàn trả phí, lệ phí; the payee signs it."""
    names = identity.person_names([one for one in (payout.prepared_by_id, payout.paid_by_id) if one])
    marks = {PayoutState.CANCELLED: "ĐÃ HỦY", PayoutState.RETURNED: "ĐÃ THU LẠI", PayoutState.PREPARED: "CHƯA DUYỆT"}
    notes = [f"Đã kiểm tra: {payout.identity_checked}"] if payout.identity_checked else []
    notes += [f"Lý do hủy: {payout.cancel_reason}"] if payout.cancel_reason else []
    notes += [f"Bút toán thu lại số {payout.return_words}: {payout.return_reason}"] if payout.return_words else []
    return money_slip(
        payout.agency_id,
        title="Phiếu chi hoàn trả phí, lệ phí",
        number=payout.number_words,
        mark=marks.get(payout.state, ""),
        facts=[
            ("Người nhận tiền", payout.payee_name),
            ("Lập phiếu", deadlines.in_words(payout.prepared_at)),
            ("Giao tiền", deadlines.in_words(payout.paid_at) if payout.paid_at else "chưa giao"),
        ],
        columns=["Khoản đã nộp", "Mã hồ sơ"],
        lines=[{"title": payout.title, "note": payout.reference, "amount": grouped(payout.amount_vnd)}],
        amount=payout.amount_vnd,
        notes=notes,
        signers=(
            "Người nhận tiền",
            payout.payee_name,
            "Người chi tiền",
            names.get(payout.paid_by_id, "") if payout.paid_by_id else "",
        ),
        signed_on=local(payout.paid_at or payout.prepared_at).date(),
    )


def shift_pdf(
    shift: Shift, receipts: Iterable[Receipt], payouts: Iterable[Payout], returns: Iterable[Payout] = ()
) -> bytes:
    """Bảng kê thu, chi tiền của ca: every receipt and slip with its number, cancelled ones with their reason, the count."""
    found = sorted(receipts, key=lambda one: one.number)
    cashier = identity.person_names([shift.person_id]).get(shift.person_id, "")
    given = sorted(payouts, key=lambda one: one.number)
    taken = sum(one.amount_vnd for one in found if one.state is ReceiptState.ISSUED)
    notes = [f"Phiếu chi {one.number_words}, {one.payee_name}: {vnd(one.amount_vnd)}." for one in given]
    notes += [
        f"Thu lại số {one.return_words} của phiếu chi {one.number_words}: {vnd(one.amount_vnd)}." for one in returns
    ]
    notes += [f"Tiền đầu ca: {vnd(shift.opening_vnd)}. Theo sổ: {vnd(shift.recorded_vnd)}."]
    if shift.closed_at is not None:
        notes.append(f"Đếm được: {vnd(shift.counted_vnd)}. Chênh lệch: {_signed(shift.difference_vnd)}.")
        notes += [f"Giải trình: {shift.explanation}"] if shift.explanation else []
    return money_slip(
        shift.agency_id,
        title="Bảng kê thu tiền trong ca",
        number=f"{local(shift.opened_at):%Y%m%d-%H%M}",
        facts=[
            ("Người thu", cashier),
            ("Mở ca", deadlines.in_words(shift.opened_at)),
            ("Đóng ca", deadlines.in_words(shift.closed_at) if shift.closed_at else "chưa đóng"),
        ],
        columns=["Biên lai, người nộp", "Ghi chú"],
        lines=[
            {
                "title": f"{one.sign} {one.number_words}, {one.payer_name}",
                "note": f"Đã hủy: {one.reason}" if one.state is ReceiptState.CANCELLED else "",
                "amount": "0" if one.state is ReceiptState.CANCELLED else grouped(one.amount_vnd),
            }
            for one in found
        ],
        amount=taken,
        notes=notes,
        signers=("Người thu tiền", cashier, "Người kiểm tra", ""),
        signed_on=local(shift.closed_at).date() if shift.closed_at else today(),
    )


def deposit_pdf(deposit: Deposit) -> bytes:
    """Giấy nộp tiền vào ngân hàng, kho bạc."""
    account = fees.account_named(deposit.account_code, deposit.account_version_id)
    maker = identity.person_names([deposit.made_by_id]).get(deposit.made_by_id, "")
    return money_slip(
        deposit.agency_id,
        title="Giấy nộp tiền",
        number=f"{deposit.number:04d}/GNT",
        facts=[
            ("Đơn vị nộp", identity.get_agency(deposit.agency_id).name),
            ("Tài khoản thụ hưởng", f"{account.number}, {account.bank_name}"),
            ("Chủ tài khoản", account.holder),
        ],
        columns=["Nội dung", "Chứng từ"],
        lines=[
            {
                "title": "Phí, lệ phí thu tại bộ phận một cửa",
                "note": f"{deposit.receipts} biên lai",
                "amount": grouped(deposit.amount_vnd),
            }
        ],
        amount=deposit.amount_vnd,
        notes=[f"Ngân hàng, kho bạc xác nhận: {deposit.bank_reference}"] if deposit.bank_reference else [],
        signers=("Người nộp tiền", maker, "Ngân hàng, kho bạc", ""),
        signed_on=local(deposit.made_at).date(),
    )


def money_slip(
    agency_id: Any, *, amount: int, signers: tuple[str, str, str, str] = ("", "", "", ""), **parts: Any
) -> bytes:
    agency = identity.get_agency(agency_id)
    context = {
        **parts,
        "head": _head(agency),
        "total": grouped(amount),
        "total_words": cashdesk.in_words(amount),
        "left_title": signers[0],
        "left_name": signers[1],
        "right_title": signers[2],
        "right_name": signers[3],
    }
    return papers.render_paper(template="money_slip", context=context, size="A5")


def _head(agency: Agency) -> dict[str, str]:
    above = identity.get_agency(agency.parent_id).name if agency.parent_id else ""
    seat = agency
    while not seat.unit_code and seat.parent_id:
        seat = identity.get_agency(seat.parent_id)
    place = reference.get_unit(seat.unit_code).name if seat.unit_code else agency.short_name
    return {"parent": above, "unit": agency.name, "place": place}


def vnd(amount: int) -> str:
    """32000 → "32.000 đồng"."""
    return f"{grouped(amount)} đồng"


def _signed(amount: int) -> str:
    if not amount:
        return "không"
    return f"{'thừa' if amount > 0 else 'thiếu'} {vnd(abs(amount))}"
