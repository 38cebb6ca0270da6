"""What can go wrong with a notice or its message."""

from tinhso.kernel.errors import DomainError, NotFound


class NoNotice(NotFound):
    """There is no such notice, or it is somebody else's."""

    code = "no_notice"

    def __init__(self) -> None:
        super().__init__("Không có thông báo này.")


class Undeliverable(DomainError):
    """The receiver cannot be reached there, ever: trying again would not help."""

    code = "undeliverable"


class Uncertain(DomainError):
    """The message may or may not have gone: it must not go twice, so nobody tries again by himself."""

    code = "delivery_uncertain"
