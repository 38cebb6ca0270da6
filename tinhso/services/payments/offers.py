"""What other systems may be allowed here, and of which events they may hear."""

from tinhso.foundation.access.types import ApiScope
from tinhso.kernel.event import Event
from tinhso.kernel.outbox.types import Audience, PublishedEvent
from tinhso.services.payments.events import PaymentFailed, PaymentSettled, RefundMade

SCOPES = (
    ApiScope(
        code="payments.create",
        title="Lập và hủy khoản thanh toán của mình",
        title_en="Make and cancel own payment orders",
    ),
    ApiScope(
        code="payments.read",
        title="Xem khoản thanh toán của mình",
        title_en="Read own payment orders",
        is_self_service=True,
    ),
    ApiScope(code="payments.refund", title="Đề nghị hoàn tiền", title_en="Ask for refunds"),
)


def _own(event: type[Event], title: str, title_en: str) -> PublishedEvent:
    """Told to the client whose order it is, and to nobody else."""
    return PublishedEvent(
        event=event,
        title=title,
        title_en=title_en,
        scope="payments.read",
        audience=Audience.CLIENT,
        fields=("client",),
    )


EVENTS = (
    _own(PaymentSettled, "Khoản đã thu đủ", "An order was paid in full"),
    _own(PaymentFailed, "Một lần trả không thành", "An attempt to pay ended without money"),
    _own(RefundMade, "Đã hoàn tiền", "Money went back to the payer"),
)
