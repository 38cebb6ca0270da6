"""What can go wrong with a notice or its message."""

from tinhso.kernel.errors import DomainError, Invalid, NotFound


class NoNotice(NotFound):
    """There is no such notice, or it is somebody else's."""

    code = "no_notice"

    def __init__(self) -> None:
        super().__init__("Không có thông báo này.")


class NoMessage(NotFound):
    """There is no such message that could be sent again."""

    code = "no_message"

    def __init__(self) -> None:
        super().__init__("Không có thư, tin nhắn hỏng nào mang mã này.")


class MustStayReachable(Invalid):
    """A notice that the law requires keeps at least one channel."""

    code = "must_stay_reachable"


class BadLink(NotFound):
    """The signed link was cut, changed, or is for something else."""

    code = "bad_link"

    def __init__(self) -> None:
        super().__init__("Liên kết không đúng hoặc đã bị cắt bớt. Hãy mở lại từ thư đã nhận.")


class BadSubscription(Invalid):
    """What a browser sent is no push subscription that we may write to."""

    code = "bad_subscription"


class NotOurReceipt(Invalid):
    """A report of delivery without the right signature, or one that nobody can read."""

    code = "not_our_receipt"


class Undeliverable(DomainError):
    """The receiver cannot be reached there, ever: trying again would not help.

    `is_address`: it is the address that is wrong, so that later messages need not try it either.
    """

    code = "undeliverable"

    def __init__(self, message: str, *, is_address: bool = False) -> None:
        super().__init__(message)
        self.is_address = is_address


class Uncertain(DomainError):
    """The message may or may not have gone: it must not go twice, so nobody tries again by himself."""

    code = "delivery_uncertain"
