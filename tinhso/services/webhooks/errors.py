"""Refusals of webhooks."""

from typing import ClassVar

from tinhso.kernel.errors import Conflict, Invalid, NotFound


class NoSubscription(NotFound):
    """There is none, or none of this system."""

    code: ClassVar[str] = "no_subscription"

    def __init__(self) -> None:
        super().__init__("Không có đăng ký nhận sự kiện này.")


class NoEvent(NotFound):
    """There is no such event, or none that this system may see."""

    code: ClassVar[str] = "no_event"

    def __init__(self) -> None:
        super().__init__("Không có sự kiện này.")


class WrongSubscription(Invalid):
    """An address that may not be called, an unknown event, nothing to listen to."""

    code: ClassVar[str] = "wrong_subscription"


class WrongReplay(Invalid):
    """A time that ends before it begins, or lies too far back."""

    code: ClassVar[str] = "wrong_replay"


class TooManySubscriptions(Conflict):
    """The system has as many as it may."""

    code: ClassVar[str] = "too_many_subscriptions"
