"""How states are told to payers, and how often a page may make us ask a partner."""

from uuid import UUID

from django.core.cache import cache
from django.utils.translation import gettext

from tinhso.foundation.ui.types import Tone
from tinhso.services.payments.types import Order, OrderState

_ASK_EVERY_S = 5


def of_order(order: Order) -> tuple[str, Tone]:
    """(words, tone) of an order's tag."""
    if order.refunded_vnd and order.refunded_vnd == order.received_vnd:
        return gettext("Đã hoàn tiền"), Tone.NEUTRAL
    return {
        OrderState.OPEN: (gettext("Chưa thanh toán"), Tone.WAIT),
        OrderState.SETTLED: (gettext("Đã thanh toán"), Tone.GOOD),
        OrderState.CANCELLED: (gettext("Không phải trả nữa"), Tone.NEUTRAL),
        OrderState.EXPIRED: (gettext("Hết hạn"), Tone.NEUTRAL),
    }[order.state]


def may_ask(order_id: UUID) -> bool:
    """Whether the last question for this order is long enough ago."""
    return bool(cache.add(f"payments.asked.{order_id}", 1, _ASK_EVERY_S))
