"""The receipt of money that came online for dues of the platform, as a file."""

from uuid import UUID

from tinhso.casework.cashier.papers import money_slip, vnd
from tinhso.engines.deadlines import api as deadlines
from tinhso.kernel.clock import local
from tinhso.kernel.text import grouped
from tinhso.services.fees import api as fees
from tinhso.services.fees.errors import NoDue
from tinhso.services.fees.types import Due
from tinhso.services.payments.types import Order, Receipt


def is_ours(order: Order) -> bool:
    """Whether it was paid for dues of the platform."""
    return bool(_dues_of(order))


def _dues_of(order: Order) -> dict[str, Due]:
    """The dues that the lines name, by the lines' codes; other systems' codes name none."""
    if order.client:
        return {}
    found = {str(due.id): due for due in fees.dues_by_id(filter(None, (_uuid(line.code) for line in order.lines)))}
    return {line.code: found[line.code] for line in order.lines if line.code in found}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def online_receipt_pdf(order: Order, settled: Receipt) -> bytes:
    """Biên nhận thanh toán trực tuyến; nobody signs it, the bank's number proves it. Raises NoDue for a strange order."""
    dues = _dues_of(order)
    if not dues:
        raise NoDue
    first = next(iter(dues.values()))
    return money_slip(
        first.owner_agency_id,
        title="Biên nhận thanh toán trực tuyến",
        number=order.code,
        facts=[
            ("Người nộp tiền", first.payer_name),
            ("Trả lúc", deadlines.in_words(settled.paid_at)),
            ("Số giao dịch của ngân hàng", settled.transaction),
        ],
        columns=["Khoản thu", "Mã hồ sơ"],
        lines=[
            {
                "title": line.title,
                "note": dues[line.code].reference if line.code in dues else "",
                "amount": grouped(line.amount_vnd),
            }
            for line in order.lines
        ],
        amount=settled.amount_vnd,
        notes=[
            *([f"Đã hoàn lại: {vnd(order.refunded_vnd)}."] if order.refunded_vnd else []),
            "Đây là xác nhận đã nhận tiền. Biên lai, hóa đơn điện tử do cơ quan thu phát hành riêng.",
        ],
        signed_on=local(settled.paid_at).date(),
    )
