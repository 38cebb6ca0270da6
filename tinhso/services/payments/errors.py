"""What payments refuse."""

from tinhso.kernel.errors import Conflict, Denied, Invalid, NotFound, TooMany, Unavailable
from tinhso.kernel.http import NoAnswer, NotSent, WrongAnswer

# How asking a partner goes wrong; only NotSent says that nothing can have happened there.
PARTNER_FAILED = (NotSent, NoAnswer, WrongAnswer)


class NoOrder(NotFound):
    """There is no such order, or none for you."""

    code = "payments.no_order"

    def __init__(self) -> None:
        super().__init__("Không có khoản thanh toán này.")


class NoChannel(NotFound):
    """The province has no such way to pay today, or it cannot carry this order."""

    code = "payments.no_channel"


class WrongOrder(Invalid):
    """The order does not hold: no line, an amount that is none, an account that may not be collected to."""

    code = "payments.wrong_order"


class KeyReused(Conflict):
    """The idempotency key was used for another order."""

    code = "payments.key_reused"


class OrderClosed(Conflict):
    """The order is settled, cancelled or expired; what is asked needs it open."""

    code = "payments.order_closed"


class EarlierUnclear(Conflict):
    """An earlier attempt may have taken the money; paying again now might pay twice."""

    code = "payments.earlier_unclear"


class WrongRefund(Invalid):
    """More than was received, or nothing, or without a reason."""

    code = "payments.wrong_refund"


class WrongStatement(Invalid):
    """A bank's statement that does not hold; nothing of it was imported."""

    code = "payments.wrong_statement"


class RefundNotSo(Conflict):
    """The refund is not in the state for this act."""

    code = "payments.refund_state"


class SamePerson(Denied):
    """Who asked for a refund does not approve it."""

    code = "payments.same_person"


class NotYours(Denied):
    """The order is somebody else's."""

    code = "payments.not_yours"


class Forged(Denied):
    """A message's signature does not hold."""

    code = "payments.forged"


class Unreadable(Invalid):
    """A message that is none."""

    code = "payments.unreadable"


class TooManyForged(TooMany):
    """So many messages with a wrong signature that they are not even written down."""

    code = "payments.too_many"


class NoSecret(Unavailable):
    """The file with a partner's key is missing; its content is never told."""

    code = "payments.no_secret"
