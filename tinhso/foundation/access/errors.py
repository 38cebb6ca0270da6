"""Refusals of access."""

from typing import ClassVar

from tinhso.kernel.errors import Denied, Invalid, NotFound, Unavailable


class ActDenied(Denied):
    """The actor's posts grant no such act there."""

    code: ClassVar[str] = "act_denied"

    def __init__(self, act: str, message: str = "Bạn không có quyền làm việc này.") -> None:
        super().__init__(message)
        self.act = act


class NoClient(NotFound):
    """There is no such client, or it was closed."""

    code: ClassVar[str] = "no_client"

    def __init__(self) -> None:
        super().__init__("Không có hệ thống nào mang mã này.")


class WrongClient(Invalid):
    """A client that cannot be made: its code is taken or is none, it may do nothing."""

    code: ClassVar[str] = "wrong_client"


class LogKeyMissing(Unavailable):
    """The secret of the logs is not where it should be."""

    code: ClassVar[str] = "log_key_missing"
