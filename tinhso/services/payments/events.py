"""What payments tell: ids, codes and amounts; what the lines are for is asked of `payments.api.get_order`."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tinhso.kernel.event import Event


@dataclass(frozen=True, kw_only=True)
class PaymentSettled(Event):
    """The whole amount of an order came, once. `reference` is the caller's own."""

    name = "payment.settled"

    order_id: UUID
    client: str
    reference: str
    amount_vnd: int
    channel: str
    receipt_id: UUID
    paid_at: datetime


@dataclass(frozen=True, kw_only=True)
class PaymentFailed(Event):
    """An attempt ended and brought no money; the order stays open and may be paid another way."""

    name = "payment.failed"

    order_id: UUID
    client: str
    reference: str
    attempt_id: UUID
    outcome: str


@dataclass(frozen=True, kw_only=True)
class RefundMade(Event):
    """The bank confirmed that money went back to the payer."""

    name = "refund.made"

    order_id: UUID | None
    client: str
    reference: str
    refund_id: UUID
    amount_vnd: int
    whole: bool
