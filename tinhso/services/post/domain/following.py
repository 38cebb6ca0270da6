"""How a letter follows what is told of it: late, twice, out of order or contradicting itself. Pure."""

from dataclasses import dataclass
from datetime import datetime

from tinhso.services.post.types import FindingKind, OrderState

# What has ended and may still turn out otherwise: a lost letter is found again.
_FOUND_AGAIN = frozenset({OrderState.DELIVERED, OrderState.CAME_BACK, OrderState.ON_THE_WAY, OrderState.COMING_BACK})
# What the post can tell of a letter that it never confirmed: then it has taken the order all the same.
_UNCONFIRMED = frozenset({OrderState.TO_SEND, OrderState.REFUSED})


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """`moves`: the letter is there now; `finding`: it does not fit, and why. Neither: old news, kept in the history."""

    moves: bool
    finding: FindingKind | None = None


def follow(state: OrderState, state_at: datetime, *, told: OrderState, at: datetime) -> Verdict:
    """What a told state means for a letter that is in `state` since `state_at`.

    The time that the teller gives decides, not the order in which rows arrive.
    """
    if told is state:
        return Verdict(moves=False)
    if state is OrderState.PLANNED or (state is OrderState.CANCELLED and told is not OrderState.CANCELLED):
        return Verdict(moves=False, finding=FindingKind.NOT_SENT)
    if state in _UNCONFIRMED:
        return Verdict(moves=True)
    if state is OrderState.LOST and told in _FOUND_AGAIN and at >= state_at:
        return Verdict(moves=True)
    if state.is_over:
        # News from before the end that arrives after it is only late.
        contradicts = told.is_over or at > state_at
        return Verdict(moves=False, finding=FindingKind.AFTER_END if contradicts else None)
    if told.is_over:
        # An ending counts even where a clock that is ahead dated the last news later than it.
        return Verdict(moves=True)
    # Once with the post, a letter is not asked for or fetched again, whatever the clocks say.
    goes_back = state.is_with_post and not told.is_with_post
    return Verdict(moves=at >= state_at and not goes_back)
