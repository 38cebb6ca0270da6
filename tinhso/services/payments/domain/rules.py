"""Which state follows which, and what money that came is to an order. Money is a fact: it is taken from every state."""

from collections.abc import Mapping

from tinhso.services.payments.types import AttemptState, OrderState, RefundState, Verdict

_A, _O, _R = AttemptState, OrderState, RefundState

# `paid` after `failed` or `expired`: a partner that contradicts itself, or is late, and has the money all the same.
ATTEMPT: Mapping[AttemptState, frozenset[AttemptState]] = {
    _A.CREATED: frozenset({_A.WAITING, _A.PAID, _A.FAILED, _A.EXPIRED, _A.UNCONFIRMED}),
    _A.WAITING: frozenset({_A.PAID, _A.FAILED, _A.EXPIRED, _A.UNCONFIRMED}),
    _A.UNCONFIRMED: frozenset({_A.PAID, _A.FAILED, _A.EXPIRED}),
    _A.FAILED: frozenset({_A.PAID}),
    _A.EXPIRED: frozenset({_A.PAID}),
    _A.PAID: frozenset(),
}
ORDER: Mapping[OrderState, frozenset[OrderState]] = {
    _O.OPEN: frozenset({_O.SETTLED, _O.CANCELLED, _O.EXPIRED}),
    _O.SETTLED: frozenset(),
    _O.CANCELLED: frozenset(),
    _O.EXPIRED: frozenset(),
}
REFUND: Mapping[RefundState, frozenset[RefundState]] = {
    _R.ASKED: frozenset({_R.APPROVED, _R.REFUSED}),
    _R.APPROVED: frozenset({_R.SENT}),
    # Back to approved: the partner was not reached, so nothing was sent.
    _R.SENT: frozenset({_R.APPROVED, _R.CONFIRMED, _R.FAILED}),
    _R.CONFIRMED: frozenset(),
    _R.FAILED: frozenset(),
    _R.REFUSED: frozenset(),
}
# States of an attempt whose end is not known.
OPEN_ATTEMPTS = (_A.CREATED, _A.WAITING, _A.UNCONFIRMED)


def verdict(state: OrderState | None, *, amount_vnd: int, received_vnd: int) -> Verdict:
    """What a sum is to an order in this state (None = no such order). Only the exact amount settles."""
    match state:
        case None:
            return Verdict.UNKNOWN_ORDER
        case OrderState.SETTLED:
            return Verdict.OVERPAID
        case OrderState.CANCELLED | OrderState.EXPIRED:
            return Verdict.AFTER_END
    return Verdict.SETTLES if received_vnd == amount_vnd else Verdict.WRONG_AMOUNT


def next_ask(asked: int) -> int:
    """Minutes until a partner is asked again: often at first, every hour in the end."""
    return (1, 1, 2, 2, 5, 10, 20, 40, 60)[min(asked, 8)]
