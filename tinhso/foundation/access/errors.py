"""Refusals of access."""

from typing import ClassVar

from tinhso.kernel.errors import Denied, Unavailable


class ActDenied(Denied):
    """The actor's posts grant no such act there."""

    code: ClassVar[str] = "act_denied"

    def __init__(self, act: str, message: str = "Bạn không có quyền làm việc này.") -> None:
        super().__init__(message)
        self.act = act


class LogKeyMissing(Unavailable):
    """The secret of the logs is not where it should be."""

    code: ClassVar[str] = "log_key_missing"
